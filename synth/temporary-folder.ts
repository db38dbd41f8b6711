import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { types } from 'node:util';

/** Files and folders that are in use. They are also removed when the process exits in the middle of the work. */
const used = new Set<string>();

/** Milliseconds after which a temporary folder is one of a process that was killed. */
const LEFT_MS = 24 * 3_600_000;

/** The names of temporary folders: this, and six characters. */
const PREFIX = 'callvault-run-';

function remove(place: string): void {
  // On Windows a file that a virus scanner reads cannot be removed for a moment.
  fs.rmSync(place, { recursive: true, force: true, maxRetries: 5 });
  used.delete(place);
  if (used.size === 0) process.off('exit', removeUsed);
}

function removeUsed(): void {
  used.forEach(remove);
}

/**
 * Gives work a temporary folder, and removes it when the work is done: when it returns, or when the promise that it
 * returns settles. See {@link thenRemoving}.
 */
export function inTemporaryFolder<T>(work: (folder: string) => T, place = os.tmpdir()): T {
  const folder = fs.mkdtempSync(path.join(place, PREFIX));
  return thenRemoving([folder], () => work(folder), place);
}

/**
 * Does work, and removes files or folders when it is done, whether they exist or not. What killed processes left in a
 * folder for temporary ones more than a day ago is removed first.
 */
export function thenRemoving<T>(
  places: readonly string[],
  work: () => T,
  temporary = os.tmpdir(),
): T {
  removeLeft(temporary);
  if (used.size === 0) process.once('exit', removeUsed);
  for (const place of places) used.add(place);
  const removeAll = () => {
    places.forEach(remove);
  };
  let isPending = false;
  try {
    const result = work();
    if (!types.isPromise(result)) return result;
    isPending = true;
    return result.finally(removeAll) as T;
  } finally {
    if (!isPending) removeAll();
  }
}

/** Plans, which contain values in plain text, may be in them. */
function removeLeft(place: string): void {
  for (const name of fs.readdirSync(place)) {
    if (!/^callvault-run-\w{6}$/.test(name)) continue;
    try {
      const folder = path.join(place, name);
      const isOld = fs.lstatSync(folder).mtimeMs < Date.now() - LEFT_MS;
      if (isOld && !used.has(folder)) fs.rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another user's, or another process has removed it.
    }
  }
}
