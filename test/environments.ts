import type { Environment } from '../config/environment';
import { readFolder } from '../config/files';
import type { EnvironmentFile } from '../config/load';
import { loadValid } from '../config/valid';

/** The environments of a folder, or of files. */
export function environmentsOf(
  source: string | readonly EnvironmentFile[],
): readonly Environment[] {
  return loadValid(typeof source === 'string' ? readFolder(source) : source).environments;
}
