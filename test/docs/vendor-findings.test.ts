import * as fs from 'node:fs';
import * as path from 'node:path';

const code = fs
  .readdirSync('vendors', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ parentPath, name }) => fs.readFileSync(path.join(parentPath, name), 'utf8'))
  .join('\n');

/** Ids of what is found at vendors: they stand where a finding is made, and nowhere else in this form. */
const found = [...code.matchAll(/\bid:[^,;]*?'([a-z-]+)'(?: : '([a-z-]+)')?,\s*(?:\n\s*)?what/g)]
  .flatMap(([, first, second]) => [first, second])
  .filter((id) => id !== undefined);

test('everything that can be found at a vendor is explained, and nothing else', () => {
  const page = fs.readFileSync('docs/connect.md', 'utf8');
  const explained = [...page.matchAll(/^\| ((?:genesys|twilio)-[a-z-]+) /gm)].map(([, id]) => id);
  expect(explained.sort()).toEqual([...new Set(found)].sort());
});
