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
export function renderFileError({ code = '', syscall, path, message }: NodeJS.ErrnoException) {
  const [why, fix] = REFUSALS[code] ?? [message, 'Correct the cause.'];
  const what = path === undefined ? 'A file' : path;
  return `${what}: ${why} (${code} in ${syscall ?? 'a system call'})\n  ${fix} Then run the command again.`;
}
