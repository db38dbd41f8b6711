import { existsSync, mkdirSync, statSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/**
 * The folder for files that take long to make and can be made again: `node_modules/.cache/callvault` of the project,
 * or a folder in the system's temporary folder if the project has no `node_modules`.
 *
 * @throws Error if the folder belongs to another user, who could then choose what we run
 */
export function findCacheFolder(
  project: string = process.cwd(),
  temporary: string = tmpdir(),
): string {
  const { uid, username } = userInfo();
  const folder = existsSync(join(project, 'node_modules'))
    ? join(project, 'node_modules', '.cache', 'callvault')
    : join(temporary, `callvault-${username}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (uid >= 0 && statSync(folder).uid !== uid) {
    throw new Error(
      `${folder} belongs to another user. Remove it, or run from the project folder.`,
    );
  }
  return folder;
}
