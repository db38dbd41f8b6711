import * as fs from 'node:fs';
import { readRule, readRules, renderRules } from '../../../cli/rule/rule';
import { FINDINGS } from '../../../review/finding';

test('each rule has its page', () => {
  const ids = [...readRules().matchAll(/\[([a-z0-9-]+)\]\(\1\.md\)/g)].map(([, id = '']) => id);
  expect(ids.length).toBeGreaterThan(150);
  for (const id of ids) {
    expect(readRule(id)).toBe(fs.readFileSync(`docs/rules/${id}.md`, 'utf8').trimEnd());
  }
});

test('the list of rules fits the terminal', () => {
  const lines = renderRules(70).split('\n');
  const tables = lines.filter((line) => /^[│┌└├]/.test(line));
  expect(tables.length).toBeGreaterThan(300);
  expect(new Set(tables.map(({ length }) => length))).toEqual(new Set([70]));
  expect(tables.join('')).toContain('│ retention-whole-days');
});

test('each finding has its section', () => {
  for (const id of Object.keys(FINDINGS)) {
    expect(readRule(id)).toMatch(new RegExp(`^### ${id}\n\n\\S`));
  }
});

test.each([
  ['retention-whole-day', 'Did you mean retention-whole-days?'],
  ['README', 'Copy the id from the message; callvault rule lists all.'],
  ['../ci', 'Copy the id from the message; callvault rule lists all.'],
])('%s is not known', (id, fix) => {
  expect(() => readRule(id)).toThrow(
    `  rule-known: "${id}" is not the id of a rule or of a finding\n  ${fix}`,
  );
});
