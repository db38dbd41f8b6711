import * as fs from 'node:fs';
import * as path from 'node:path';
import type { EnvironmentFile } from './load';

/** Where environment files are looked for unless `CALLVAULT_ENVIRONMENTS` names another folder. */
export const DEFAULT_FOLDER = 'environments';

/** An environment file, or the folder of them, is not there or cannot be read. */
export class MissingFileError extends Error {
  /** Says which, and what to do. */
  constructor(what: string, fix: string, options?: ErrorOptions) {
    super(`${what}\n  ${fix}`, options);
    this.name = 'MissingFileError';
  }
}

/**
 * Reads all `.yaml` and `.yml` files of a folder, in the order of their names.
 *
 * @throws MissingFileError when there is no such folder or no such file in it
 */
export function readFolder(folder: string): EnvironmentFile[] {
  const names = entries(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort();
  if (names.length === 0) {
    throw new MissingFileError(
      `${folder} holds no environment file`,
      'Add <environment>.yaml there, or name another folder in CALLVAULT_ENVIRONMENTS.',
    );
  }
  return names.map((name) => readFile(path.join(folder, name)));
}

function entries(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch (cause) {
    throw new MissingFileError(
      `${folder} is not a folder of environment files`,
      'Make it, or name another folder in CALLVAULT_ENVIRONMENTS.',
      { cause },
    );
  }
}

/**
 * Reads one environment file.
 *
 * @throws MissingFileError when it cannot be read
 */
export function readFile(file: string): EnvironmentFile {
  try {
    return { file, text: fs.readFileSync(file, 'utf8') };
  } catch (cause) {
    const why =
      (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'is not there' : 'cannot be read';
    throw new MissingFileError(`${file} ${why}`, 'Give the path of an environment file.', {
      cause,
    });
  }
}
