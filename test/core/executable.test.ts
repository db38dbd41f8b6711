import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tryFindExecutable } from '../../core/executable';
import { TemporaryFolder } from '../dev/temporary-folder';

const temporary = new TemporaryFolder();
afterAll(() => {
  temporary.remove();
});

test('the first command of that name on the PATH is found', () => {
  const first = temporary.script('first/tool');
  temporary.script('second/tool');
  const PATH = `${temporary.path}/none::${temporary.path}/first:${temporary.path}/second`;
  expect(tryFindExecutable('tool', { PATH })).toBe(first);
});

test('folders and files that are not executable are skipped', () => {
  temporary.folder('a', 'thing');
  writeFileSync(join(temporary.folder('b'), 'thing'), '');
  const PATH = `${temporary.path}/a:${temporary.path}/b`;
  expect(tryFindExecutable('thing', { PATH })).toBeUndefined();
  const thing = temporary.script('c/thing');
  expect(tryFindExecutable('thing', { PATH: `${PATH}:${temporary.path}/c` })).toBe(thing);
});

test('a path is used as it is, regardless of the PATH', () => {
  const tool = temporary.script('elsewhere/tool');
  expect(tryFindExecutable(tool, {})).toBe(tool);
  expect(tryFindExecutable(`${tool}-not`, { PATH: process.env.PATH })).toBeUndefined();
});

describe('with the endings of Windows', () => {
  const endings = ['.exe', '.cmd'];
  // The installer of Node.js has both: the first one is for bash.
  temporary.script('nodejs/npm');
  const npm = temporary.script('nodejs/npm.cmd');
  const PATH = `${temporary.path}/nodejs`;

  test.each(['npm', 'npm.cmd'])('%s is the one that Windows can run', (name) => {
    expect(tryFindExecutable(name, { PATH }, endings)).toBe(npm);
  });

  test('a copy of the variables has the PATH under its name in Windows', () => {
    expect(tryFindExecutable('npm', { Path: PATH }, endings)).toBe(npm);
  });

  test('a path may lack its ending too', () => {
    expect(tryFindExecutable(`${PATH}/npm`, {}, endings)).toBe(npm);
  });
});
