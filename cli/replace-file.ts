import * as fs from 'node:fs';

/**
 * Replaces a file in one step, or creates it: after an interruption or on a full disk it contains either the old text or
 * the new one. It keeps its permissions, and a symbolic link stays one.
 *
 * @param newMode - the permissions of a file that is created
 */
export function replaceFile(file: string, text: string, newMode = 0o644): void {
  const target = fs.existsSync(file) ? fs.realpathSync(file) : file;
  const mode = fs.statSync(target, { throwIfNoEntry: false })?.mode ?? newMode;
  const next = `${target}.next`;
  try {
    fs.writeFileSync(next, text, { mode, flush: true });
    fs.renameSync(next, target);
  } catch (error) {
    fs.rmSync(next, { force: true });
    throw error;
  }
}
