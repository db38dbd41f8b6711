import * as fs from 'node:fs';

/**
 * Replaces a file in one step: after an interruption or on a full disk it contains either the old text or the new one.
 * It keeps its permissions, and a symbolic link stays one.
 */
export function replaceFile(file: string, text: string): void {
  const target = fs.realpathSync(file);
  const next = `${target}.next`;
  try {
    fs.writeFileSync(next, text, { mode: fs.statSync(target).mode, flush: true });
    fs.renameSync(next, target);
  } catch (error) {
    fs.rmSync(next, { force: true });
    throw error;
  }
}
