import * as fs from 'node:fs';
import { vendors } from '../../vendors';
import type { Vendor } from '../../vendors/vendor';

test('docs/connect.md explains every finding of a vendor, and no other', () => {
  const page = fs.readFileSync('docs/connect.md', 'utf8');
  const names = Object.keys(vendors).join('|');
  const rows = page.matchAll(new RegExp(`^\\| ((?:${names})-[a-z-]+) `, 'gm'));
  const findings = Object.values(vendors).flatMap(({ findings = {} }: Pick<Vendor, 'findings'>) =>
    Object.keys(findings),
  );
  expect([...rows].map(([, id]) => id).sort()).toEqual(findings.sort());
});
