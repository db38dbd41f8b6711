import * as fs from 'node:fs';
import { CATEGORIES, FINDINGS } from '../../review/finding';

const page = fs.readFileSync('docs/review/findings.md', 'utf8');

test('docs/review/findings.md explains exactly the existing findings', () => {
  const explained = [...page.matchAll(/^### ([a-z-]+)\n\n\S/gm)].map(([, id = '']) => id);
  expect(explained.sort()).toEqual(Object.keys(FINDINGS).sort());
});

test('docs/review/findings.md lists the findings in the order of their categories', () => {
  const order = [...page.matchAll(/^### ([a-z-]+)$/gm)].map(([, id = '']) =>
    CATEGORIES.indexOf(FINDINGS[id as keyof typeof FINDINGS]),
  );
  expect(order).toEqual([...order].sort((a, b) => a - b));
});
