import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { types } from 'node:util';

/** Folders that are in use. They are also removed when the process exits in the middle of the work. */
const used = new Set<string>();

function removeFolder(folder: string): void {
  fs.rmSync(folder, { recursive: true, force: true });
  used.delete(folder);
  if (used.size === 0) process.off('exit', removeUsed);
}

function removeUsed(): void {
  used.forEach(removeFolder);
}

/**
 * Gives work a temporary folder, and removes it when the work is done: when it returns, or when the promise that it
 * returns settles.
 */
export function inTemporaryFolder<T>(work: (folder: string) => T): T {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-'));
  if (used.size === 0) process.once('exit', removeUsed);
  used.add(folder);
  const remove = () => {
    removeFolder(folder);
  };
  let isPending = false;
  try {
    const result = work(folder);
    if (!types.isPromise(result)) return result;
    isPending = true;
    return result.finally(remove) as T;
  } finally {
    if (!isPending) remove();
  }
}
