import * as fs from 'node:fs';

/**
 * The file with the versions and digests of providers. Terraform reads it in the folder of a stack, and installs nothing
 * else.
 *
 * @see Terraform documentation, "Dependency Lock File"
 */
export const PROVIDER_LOCK = '.terraform.lock.hcl';

/** The lock file of one environment, next to the one of the project. */
const lockOf = (environment: string) => `.terraform.lock.${environment}.hcl`;

/** The file that locks the providers of an environment: its own, or that of the project. */
export function tryFindLockFile(environment: string): string | undefined {
  return [lockOf(environment), PROVIDER_LOCK].find((file) => fs.existsSync(file));
}

/** The version of the AWS provider that is locked for an environment; empty if none is. */
export function readLockedVersion(environment: string): string {
  const file = tryFindLockFile(environment);
  if (file === undefined) return '';
  const aws = /^provider "registry\.[\w.]+\/hashicorp\/aws" \{\s+version\s*=\s*"([\d.]+)"/m;
  return aws.exec(fs.readFileSync(file, 'utf8'))?.[1] ?? '';
}
