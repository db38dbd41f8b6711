import { statSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { findCacheFolder } from '../../core/cache-folder';
import { TemporaryFolder } from '../dev/temporary-folder';

const temporary = new TemporaryFolder();
afterAll(() => {
  temporary.remove();
});

test('the cache folder is below the node_modules of the project', () => {
  temporary.folder('project', 'node_modules');
  const project = join(temporary.path, 'project');
  const folder = findCacheFolder(project);
  expect(folder).toBe(join(project, 'node_modules/.cache/callvault'));
  expect(statSync(folder).isDirectory()).toBe(true);
});

test('without node_modules the cache folder is in the temporary folder, and only the user can read it', () => {
  const folder = findCacheFolder(temporary.folder('no-project'), temporary.folder('tmp'));
  expect(folder).toBe(join(temporary.path, 'tmp', `callvault-${userInfo().username}`));
  expect(statSync(folder).mode & 0o077).toBe(0);
});

test('a project whose node_modules cannot be written to uses the temporary folder', () => {
  const project = temporary.folder('read-only');
  const packages = temporary.folder('read-only', 'node_modules');
  // Tests may run as root, who may write anywhere.
  writeFileSync(join(packages, '.cache'), '');
  expect(findCacheFolder(project, temporary.folder('tmp'))).toBe(
    join(temporary.path, 'tmp', `callvault-${userInfo().username}`),
  );
});
