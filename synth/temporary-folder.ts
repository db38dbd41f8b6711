import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { types } from 'node:util';

/**
 * Gives work a temporary folder, and removes it when the work is done: when it returns, or when the promise that it
 * returns settles.
 */
export function inTemporaryFolder<T>(work: (folder: string) => T): T {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-'));
  const remove = () => {
    fs.rmSync(folder, { recursive: true, force: true });
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
