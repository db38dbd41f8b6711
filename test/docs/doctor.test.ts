import * as fs from 'node:fs';
import { DOCTOR_FINDINGS } from '../../cli/doctor/finding';

const page = fs.readFileSync('docs/doctor.md', 'utf8');
const rows = [...page.matchAll(/^\| `([a-z-]+)` +\| ([a-z ]+?) +\| ([a-z]+) +\|/gm)].map(
  ([, id = '', link = '', severity = '']) => ({ id, link, severity }),
);

test('every finding has a row, with its link and severity, and every row is a finding', () => {
  const findings = Object.entries(DOCTOR_FINDINGS).map(([id, { link, severity }]) => ({
    id,
    link,
    severity,
  }));
  expect(rows).toEqual(findings);
});

test('every cell of a row says something', () => {
  const cells = page.split('\n').filter((line) => /^\| `[a-z-]+` +\|/.test(line));
  expect(cells).toHaveLength(rows.length);
  expect(cells.filter((line) => /\|\s*\|/.test(line))).toEqual([]);
});
