import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What names of programs end with. Next to `npm.cmd` there is an `npm` that Windows cannot run. */
const ENDINGS = process.platform === 'win32' ? ['.com', '.exe', '.bat', '.cmd'] : [''];

/**
 * Finds a command as a shell does: by its path if it contains one, otherwise on the PATH.
 *
 * @param endings - what its name ends with, written or not
 */
export function tryFindExecutable(
  name: string,
  env: NodeJS.ProcessEnv,
  endings: readonly string[] = ENDINGS,
): string | undefined {
  const isWhole = endings.some((each) => name.toLowerCase().endsWith(each));
  const find = (file: string) =>
    (isWhole ? [''] : endings).map((each) => `${file}${each}`).find(executable);
  if (/[\\/]/.test(name)) return find(name);
  for (const folder of searchPath(env).split(delimiter)) {
    const found = folder === '' ? undefined : find(join(folder, name));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The PATH. Windows calls it `Path`, and a copy of the variables distinguishes the two. */
const searchPath = ({ PATH, Path }: NodeJS.ProcessEnv) => PATH ?? Path ?? '';

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
