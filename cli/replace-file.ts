import * as fs from 'node:fs';
import * as path from 'node:path';
import { RefusedError } from '../core/problem';
import { isOtherRunning } from './process/is-running';

/** How a file is replaced. */
export interface ReplaceOptions {
  /** The permissions of a file that is created. @default 0o644 */
  readonly newMode?: number;
  /** The text that the new one was made from: another run may have changed the file since. @default - it does not matter */
  readonly before?: string;
}

/**
 * Replaces a file in one step, or creates it: after an interruption or on a full disk it contains either the old text or
 * the new one. It keeps its permissions, and a symbolic link stays one. What a run that was killed has left is removed.
 *
 * @throws RefusedError if the file has changed since it was read
 */
export function replaceFile(
  file: string,
  text: string | Uint8Array,
  { newMode = 0o644, before }: ReplaceOptions = {},
): void {
  const target = fs.existsSync(file) ? fs.realpathSync(file) : file;
  const mode = fs.statSync(target, { throwIfNoEntry: false })?.mode ?? newMode;
  removeLeft(target);
  const next = `${target}.${process.pid}.next`;
  try {
    fs.writeFileSync(next, text, { mode, flush: true });
    if (before !== undefined && fs.readFileSync(target, 'utf8') !== before) throw changed(file);
    renameSync(next, target);
  } catch (error) {
    fs.rmSync(next, { force: true });
    // Users do not know the other file, and the error of a write names none.
    if ((error as NodeJS.ErrnoException).syscall !== undefined)
      Object.assign(error as Error, { path: file });
    throw error;
  }
}

/** How often, and with how many milliseconds between, a file is replaced that another program has open. */
const RENAMES = { count: 20, waitMs: 50 };

/** What Windows answers while an editor or a virus scanner has a file open. */
const OPEN_ELSEWHERE = ['EACCES', 'EBUSY', 'EPERM'];

/** Replaces a file, and waits for up to a second on Windows, where no program may have it open. */
function renameSync(from: string, to: string, left = RENAMES.count): void {
  try {
    fs.renameSync(from, to);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const isOpen = process.platform === 'win32' && OPEN_ELSEWHERE.includes(code);
    if (!isOpen || left === 0) throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RENAMES.waitMs);
    renameSync(from, to, left - 1);
  }
}

function removeLeft(target: string): void {
  const folder = path.dirname(target);
  for (const name of fs.readdirSync(folder)) {
    if (!name.startsWith(`${path.basename(target)}.`)) continue;
    const [, pid] = /\.(\d+)\.next$/.exec(name) ?? [];
    if (pid !== undefined && !isOtherRunning(Number(pid))) {
      fs.rmSync(path.join(folder, name), { force: true });
    }
  }
}

function changed(file: string): RefusedError {
  return RefusedError.of(
    'file-changed',
    `${file} was changed while the command ran, and was left as it is`,
    'Run the command again.',
  );
}
