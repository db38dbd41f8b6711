import * as fs from 'node:fs';
import * as path from 'node:path';

/**
 * The file with the versions and digests of providers. Terraform reads it in the folder of a stack, and installs nothing
 * else.
 *
 * @see Terraform documentation, "Dependency Lock File"
 */
export const PROVIDER_LOCK = '.terraform.lock.hcl';

/** Gives each stack the lock file of the project. Without it, Terraform would select the newest version that fits. */
export function lockProviders(outdir: string, ids: readonly string[]): void {
  if (!fs.existsSync(PROVIDER_LOCK)) return;
  for (const id of ids) {
    fs.copyFileSync(PROVIDER_LOCK, path.join(outdir, 'stacks', id, PROVIDER_LOCK));
  }
}
