import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Finds a command as a shell does: by its path if it contains one, otherwise on the PATH. */
export function tryFindExecutable(name: string, env: NodeJS.ProcessEnv): string | undefined {
  if (/[\\/]/.test(name)) return executable(name) ? name : undefined;
  return (env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(executable);
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
