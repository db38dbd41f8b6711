import type { Command } from 'commander';
import { defineEnvironmentsCommand } from '../command';
import { BASE_OPTION } from '../plans/commit';
import { PLANS_FOLDER } from '../plans/folder';

const HELP = `
Applies what callvault plan wrote. Refuses if anything differs from what was reviewed: the digest, the commit that the
change was made to, the synthesized stacks, or a file. Everything is compared before anything is applied. Ctrl-C lets
Terraform finish what is under way, save its state and release its lock; Ctrl-C again kills it.

Exit codes: 0 applied, 2 something differs, 3 some stacks were applied and one failed, 5 Terraform failed, 130 interrupted.`;

interface Flags {
  readonly base: string;
  readonly digest: string;
}

/** `callvault apply <folder>` */
export function applyCommand(): Command {
  return defineEnvironmentsCommand<[string, Flags]>(
    'apply',
    async ({ environments }, folder, { base, digest }) => {
      const { applyPlans } = await import('./apply-plans');
      const applied = await applyPlans({ environments, folder, digest, base, env: process.env });
      return {
        text: applied.length === 0 ? 'Nothing to apply.' : `Applied ${applied.join(', ')}.`,
        json: { applied },
      };
    },
  )
    .description('Apply exactly the plans that were reviewed.')
    .argument('[folder]', 'folder written by callvault plan', PLANS_FOLDER)
    .requiredOption('--digest <sha256>', 'digest of the reviewed plans, sha256:…')
    .requiredOption(...BASE_OPTION)
    .addHelpText('after', HELP);
}
