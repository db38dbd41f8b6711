import * as fs from 'node:fs';
import * as path from 'node:path';
import { RefusedError } from '../core/problem';
import type { EnvironmentFile } from './load';
import { readLockedVersion } from './provider-lock';

/** The folder of environment files, unless `CALLVAULT_ENVIRONMENTS` names another one. */
export const DEFAULT_FOLDER = 'environments';

/** The folder that holds the environment files. */
export function environmentsFolder(env: NodeJS.ProcessEnv): string {
  return env.CALLVAULT_ENVIRONMENTS ?? DEFAULT_FOLDER;
}

/** An environment file, or the folder of them, does not exist or cannot be read. */
export class MissingFileError extends RefusedError {
  /** @param fix - what to do: a sentence that starts with a verb */
  constructor(what: string, fix: string) {
    super([{ rule: 'environment-file', path: [], what, fix }]);
    this.name = 'MissingFileError';
  }
}

/**
 * Reads all `.yaml` and `.yml` files of a folder, sorted by name.
 *
 * @throws MissingFileError when the folder does not exist or holds no such file
 */
export function readFolder(folder: string): EnvironmentFile[] {
  const names = entries(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort();
  if (names.length === 0) {
    throw new MissingFileError(
      `${folder} contains no environment file`,
      'Add <environment>.yaml there, or name another folder in CALLVAULT_ENVIRONMENTS.',
    );
  }
  return names.map((name) => {
    const file = path.join(folder, name);
    // Reading a named pipe or a device may never end.
    if (fs.statSync(file, { throwIfNoEntry: false })?.isFile() === false) {
      throw new MissingFileError(`${file} is not a file`, 'Remove it, or rename it.');
    }
    return readFile(file);
  });
}

function entries(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch (cause) {
    throw new MissingFileError(
      `${folder} is not a folder of environment files`,
      'Create it with callvault init, or name another folder in CALLVAULT_ENVIRONMENTS.',
    ).causedBy(cause);
  }
}

/**
 * Reads one environment file.
 *
 * @throws MissingFileError when it cannot be read
 */
export function readFile(file: string): EnvironmentFile {
  try {
    const text = fs.readFileSync(file, 'utf8');
    return { file, text, lockedProvider: readLockedVersion(path.parse(file).name) };
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const what = `${file} ${isMissing ? 'does not exist' : 'cannot be read'}`;
    throw new MissingFileError(what, 'Give the path of an environment file.').causedBy(cause);
  }
}
