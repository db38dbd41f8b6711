import * as fs from 'node:fs';
import { ENGINE_PACKAGE } from '../../access/engine';

interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly dev?: boolean; readonly license?: string }>
  >;
}

const { packages } = JSON.parse(fs.readFileSync('package-lock.json', 'utf8')) as Lock;

test('what is under the AGPL is for development only, and is not shipped', () => {
  const shipped = Object.entries(packages).filter(([, { dev }]) => !dev);
  expect(shipped.filter(([, { license = '' }]) => license.includes('AGPL'))).toEqual([]);
  expect(packages[`node_modules/${ENGINE_PACKAGE}`]).toMatchObject({
    dev: true,
    license: 'AGPL-3.0-or-later',
  });
});
