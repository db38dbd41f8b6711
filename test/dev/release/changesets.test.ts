import * as fs from 'node:fs';
import * as path from 'node:path';
import { readPending } from '../../../dev/release/changesets';
import { TemporaryFolder } from '../temporary-folder';

const temporary = new TemporaryFolder();
afterAll(() => {
  temporary.remove();
});

test.each([
  ["---\n'callvault': major\n---\n\nBuckets are renamed.\n", ['major']],
  ['---\n"callvault": patch\n---\n\nText.\n', ['patch']],
  ['---\ncallvault: minor\n---\n\nText.\n', ['minor']],
  ["---\n---\n\nNothing that users notice: 'callvault': major\n", []],
])('a changeset %j has the kinds %j', (text, kinds) => {
  const folder = temporary.folder('changesets');
  fs.writeFileSync(path.join(folder, 'README.md'), "---\n'callvault': major\n---\n");
  fs.writeFileSync(path.join(folder, 'brave-cats-sing.md'), text);
  expect(readPending(folder)).toEqual(kinds);
});

test('the pending changesets of callvault have kinds that npm knows', () => {
  expect(['major', 'minor', 'patch']).toEqual(expect.arrayContaining([...new Set(readPending())]));
});
