import * as fs from 'node:fs';
import * as path from 'node:path';
import type { StackEnvironment } from '../config/environment';
import { PROVIDER_LOCK, tryFindLockFile, readLockedVersion } from '../config/provider-lock';

/** A stack, and its environment. */
interface LockedStack {
  readonly id: string;
  readonly props: { readonly environment: Pick<StackEnvironment, 'name' | 'providerVersion'> };
}

/**
 * Gives each stack the lock file of its environment or of the project. Without it, Terraform would select the newest
 * version that fits. A lock of another version than the environment's own would make Terraform fail.
 */
export function lockProviders(outdir: string, stacks: readonly LockedStack[]): void {
  for (const { id, props } of stacks) {
    const { name, providerVersion } = props.environment;
    const file = tryFindLockFile(name);
    const target = path.join(outdir, 'stacks', id, PROVIDER_LOCK);
    const fits = providerVersion === undefined || providerVersion === readLockedVersion(name);
    if (file !== undefined && fits) fs.copyFileSync(file, target);
    // A previous synthesis can have left one.
    else fs.rmSync(target, { force: true });
  }
}
