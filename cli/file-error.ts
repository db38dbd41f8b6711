import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

/** What the operating system refuses, and what to do. */
const REFUSALS: Readonly<Record<string, readonly [why: string, fix: string]>> = {
  ENOSPC: ['no space is left on the device', 'Free some space.'],
  EDQUOT: ['the disk quota is used up', 'Free some space.'],
  EROFS: ['the file system is read-only', 'Use a folder that can be written to.'],
  EACCES: ['permission is denied', 'Change the permissions, or use another folder.'],
  EPERM: ['the operation is not permitted', 'Change the permissions, or use another folder.'],
  ENOTDIR: ['a part of the path is not a folder', 'Correct the path.'],
  EISDIR: ['it is a folder', 'Write the path of a file.'],
  ENOENT: ['it does not exist', 'Correct the path.'],
  EMFILE: ['too many files are open', 'Raise the limit of open files (ulimit -n).'],
  ENAMETOOLONG: ['the name is too long', 'Use a shorter path.'],
};

/** Whether a file could not be read or written for a reason that a person can remove. */
export function isFileError(error: Error): error is NodeJS.ErrnoException {
  const { code = '', syscall, path } = error as NodeJS.ErrnoException;
  return syscall !== undefined && code in REFUSALS && (path !== undefined || code === 'ENOSPC');
}

/** A sentence and what to do, without a stack trace. */
export function renderFileError(error: NodeJS.ErrnoException): string {
  const { code = '', syscall, path: place, message } = reasonOf(error);
  const [why, fix] = REFUSALS[code] ?? [message, 'Correct the cause.'];
  const what = place ?? fullFolders();
  return `${what}: ${why} (${code} in ${syscall ?? 'a system call'})\n  ${fix} Then run the command again.`;
}

/**
 * Node says that a folder does not exist when one above it cannot be written to.
 *
 * @see https://github.com/nodejs/node/issues/47098 mkdir with `recursive` on a read-only file system
 */
function reasonOf(error: NodeJS.ErrnoException): NodeJS.ErrnoException {
  if (error.code !== 'ENOENT' || error.syscall !== 'mkdir' || error.path === undefined)
    return error;
  let above = path.resolve(error.path);
  // A drive of Windows that does not exist is its own folder.
  while (!fs.existsSync(above) && above !== path.dirname(above)) above = path.dirname(above);
  try {
    fs.accessSync(above, fs.constants.W_OK);
    return error;
  } catch (refused) {
    return { ...(refused as NodeJS.ErrnoException), syscall: 'mkdir' };
  }
}

/** What counts as a full device: what was written in part has perhaps been removed meanwhile. */
const FULL_BYTES = 1024 * 1024;

/** Where the command writes and no space is left: the error of a write does not name its file. */
function fullFolders(): string {
  const full = [...new Set([process.cwd(), os.tmpdir()])].filter(isFull);
  return full.length === 0 ? 'A file' : full.join(' or ');
}

function isFull(folder: string): boolean {
  try {
    const { bavail, bsize } = fs.statfsSync(folder);
    return bavail * bsize < FULL_BYTES;
  } catch {
    // TMPDIR may name a folder that does not exist.
    return false;
  }
}
