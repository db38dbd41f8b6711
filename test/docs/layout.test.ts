import * as fs from 'node:fs';
import { projectFiles } from '../source/project-files';

const [, layout = ''] = fs.readFileSync('README.md', 'utf8').split('\n## Layout\n');

/** Folders in the first column of the table. */
const named = layout
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)\/`/g)])
  .map(([, folder]) => folder);

test('README names every top-level folder once, with what it holds', () => {
  const folders = projectFiles().flatMap((file) =>
    file.includes('/') ? [file.split('/')[0]] : [],
  );
  expect([...named].sort()).toEqual([...new Set(folders)].sort());
});
