import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What package.json says of callvault. */
export interface OwnPackage {
  readonly name: string;
  readonly version: string;
}

/**
 * The folder of callvault itself, installed or a clone: the first one above this code with its package.json.
 *
 * @throws Error outside of it
 */
export function findPackageRoot(folder: string = __dirname): string {
  const file = join(folder, 'package.json');
  if (existsSync(file) && parsePackage(file).name === 'callvault') return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`${__dirname} is not in the package callvault.`);
  return findPackageRoot(parent);
}

/**
 * The name and version of callvault.
 *
 * @param folder - a folder of it. @default - the callvault that runs
 */
export function ownPackage(folder?: string): OwnPackage {
  return parsePackage(join(findPackageRoot(folder), 'package.json'));
}

/** The version of callvault. */
export const ownVersion = (folder?: string) => ownPackage(folder).version;

const parsePackage = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as OwnPackage;
