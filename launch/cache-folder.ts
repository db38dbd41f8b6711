import { existsSync, mkdirSync, statSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/**
 * A folder for what is slow to make and can be made again: `node_modules/.cache/callvault` of the
 * project we run in, or one in the system's temporary folder.
 *
 * @throws Error if the folder belongs to somebody else, who could then choose what we run
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
