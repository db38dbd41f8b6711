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

test('docs/connect.md explains every item of a checklist, and no other', () => {
  const page = fs.readFileSync('docs/connect.md', 'utf8');
  const table = page.slice(page.indexOf('## Checklist'), page.indexOf('## Findings'));
  const rows = [...table.matchAll(/^\| `([a-z-]+)` /gm)].map(([, id]) => id);
  const files = ['vendors', ...Object.keys(vendors).map((name) => `vendors/${name}`)];
  const ids = files
    .map((folder) => fs.readFileSync(`${folder}/checklist.ts`, 'utf8'))
    .flatMap((text) => [...text.matchAll(/\bid: '([a-z-]+)'/g)].map(([, id]) => id));
  expect(rows.sort()).toEqual([...new Set(ids)].sort());
});
