import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/**
 * The folder for files that take long to make and can be made again: `node_modules/.cache/callvault` of the project,
 * or a folder in the system's temporary folder if the project has no `node_modules`, or one that the user may not write
 * to, as in a container image.
 *
 * @throws Error if the folder belongs to another user, who could then choose what we run
 */
export function findCacheFolder(
  project: string = process.cwd(),
  temporary: string = tmpdir(),
): string {
  const packages = join(project, 'node_modules');
  const own = existsSync(packages) ? tryMake(join(packages, '.cache', 'callvault')) : undefined;
  if (own !== undefined) return own;
  const folder = join(temporary, `callvault-${userName()}`);
  make(folder);
  if (isOwn(folder)) return folder;
  throw new Error(`${folder} belongs to another user. Remove it, or run from the project folder.`);
}

/** @returns undefined for a folder that the user may not write to, and for one of another user */
function tryMake(folder: string): string | undefined {
  try {
    make(folder);
    accessSync(folder, constants.W_OK);
    return isOwn(folder) ? folder : undefined;
  } catch {
    return undefined;
  }
}

const make = (folder: string) => mkdirSync(folder, { recursive: true, mode: 0o700 });

/** Windows has no ids of users. */
const isOwn = (folder: string) =>
  process.getuid === undefined || statSync(folder).uid === process.getuid();

/** A container can run as a user that has no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.());
  }
}
