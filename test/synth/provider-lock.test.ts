import * as fs from 'node:fs';
import * as path from 'node:path';
import { AWS_PROVIDER_VERSIONS } from '../../config/provider-version';
import { buildApp } from '../../synth/app';
import { PROVIDER_LOCK } from '../../config/provider-lock';
import { TemporaryFolder } from '../dev/temporary-folder';
import { environmentsOf } from '../environments';

const temporary = new TemporaryFolder();
afterAll(() => {
  temporary.remove();
});

const lock = fs.readFileSync(PROVIDER_LOCK, 'utf8');

test('every synthesized stack has the lock file of the project', () => {
  const outdir = temporary.folder('locked');
  buildApp({ environments: environmentsOf('test/environments'), outdir }).synth();
  const stacks = fs.readdirSync(path.join(outdir, 'stacks'));
  expect(stacks.length).toBeGreaterThan(1);
  for (const id of stacks) {
    expect(fs.readFileSync(path.join(outdir, 'stacks', id, PROVIDER_LOCK), 'utf8')).toBe(lock);
  }
});

test('the lock file names one version of each provider that stacks use, with its digests', () => {
  const providers = [...lock.matchAll(/^provider "(.*)" {\n {2}version {5}= "(.*)"\n/gm)];
  expect(providers.map(([, name, version]) => [name, version])).toEqual([
    ['registry.terraform.io/hashicorp/aws', '5.100.0'],
  ]);
  // cdktf updates the lock file if it has other constraints than the stack.
  expect(lock).toContain(`constraints = "${AWS_PROVIDER_VERSIONS}"`);
  expect(lock.match(/"zh:[0-9a-f]{64}"/g)?.length).toBeGreaterThan(10);
});
