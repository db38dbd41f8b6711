import type { Command } from 'commander';
import { readFolder } from '../../config/files';
import type { Gate } from '../../review/finding';
import { defineEnvironmentsCommand } from '../command';
import { EXIT } from '../exit';
import { failOnOption } from '../fail-on';

const HELP = `
Synthesizes the environment files of both folders and prints the difference as Markdown: for pull requests that get no
credentials, and so no plan. Both folders are synthesized by this version of callvault. The difference is reviewed as
callvault review does, as if the previous environments were deployed.

Exit codes: 0 nothing stops the change, 6 findings stop it, 2 invalid input.`;

/** `callvault difference <folder>` */
export function differenceCommand(): Command {
  return defineEnvironmentsCommand<[string, { failOn?: readonly Gate[] }]>(
    'difference',
    async ({ environments }, folder, { failOn }) => {
      const [{ loadValid }, { reviewDifference }] = await Promise.all([
        import('../../config/valid'),
        import('./review-difference'),
      ]);
      const previous = loadValid(readFolder(folder));
      const { text, stopped } = reviewDifference(previous.environments, environments, failOn);
      return { text, code: stopped ? EXIT.findings : EXIT.ok };
    },
  )
    .description('Show what changed environment files change in the synthesized stacks.')
    .argument('<folder>', 'folder of the previous environment files')
    .addOption(failOnOption())
    .addHelpText('after', HELP);
}
