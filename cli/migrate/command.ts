import type { Command } from 'commander';
import * as path from 'node:path';
import { defineStoreCommand } from '../command';

const HELP = `
Without --check: writes a Terraform configuration that copies the recordings below each of previousPaths with copy: true
to the current path with AWS DataSync. Run it with terraform init, apply, and aws datasync start-task-execution.
With --check: compares the previous paths with the current one, and says when each can be closed (gone: true).
docs/migration.md says when to copy recordings, and when to leave them where they are.

Exit codes: 0 done, or everything is copied or expired, 6 something is not, 2 invalid input, 5 AWS refused.`;

interface Flags {
  readonly out?: string;
  readonly check?: boolean;
}

/** `callvault migrate <stack>` */
export function migrateCommand(): Command {
  return defineStoreCommand<Flags>('migrate', async ({ found, flags, onProgress }) => {
    const [{ checkPaths, writeConfiguration }, { renderStates, renderWritten }] = await Promise.all(
      [import('./migrate'), import('./render')],
    );
    const { id } = found.store;
    if (flags.check) return renderStates(id, await checkPaths(found, onProgress));
    return renderWritten(id, writeConfiguration(found, flags.out ?? path.join('migrations', id)));
  })
    .description('Copy recordings from previous paths to the current one, and check the copy.')
    .option('--out <folder>', 'folder for the configuration; migrations/<stack> by default')
    .option('--check', 'compare the paths, and write nothing')
    .addHelpText('after', HELP);
}
