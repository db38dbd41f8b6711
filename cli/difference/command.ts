import type { Command } from 'commander';
import { environmentsFolder } from '../../config/files';
import { dayOf } from '../../core/day';
import { markNew } from '../../review/acceptance';
import type { Gate } from '../../review/finding';
import { defineCommand } from '../command';
import { EXIT } from '../exit';
import { failOnOption } from '../fail-on';

const HELP = `
Prints the difference between two syntheses as Markdown: for pull requests that get no credentials, and so no plan. Each
side is a folder that cdktf synth wrote, or a clone of the project, which is synthesized with its own code, without
credentials. The difference is reviewed as callvault review does, as if the previous stacks were deployed. Which findings
were accepted before is known only if the previous side is a clone.

Exit codes: 0 nothing stops the change, 6 findings stop it, 2 a side cannot be read or synthesized.`;

interface Flags {
  readonly failOn?: readonly Gate[];
  readonly accept?: string;
}

/** `callvault difference <before> [after]` */
export function differenceCommand(): Command {
  return defineCommand<[string, string, Flags]>(
    'difference',
    async (previous, current, { failOn = [], accept }) => {
      const [
        { readSide, tryReadAcceptances, tryReadAcceptancesOf },
        { reviewDifference },
        { refuseUnknown },
      ] = await Promise.all([
        import('./side'),
        import('./review-difference'),
        import('../review/acceptances'),
      ]);
      const [before, after] = await Promise.all([
        readSide(previous, process.env),
        readSide(current, process.env),
      ]);
      const acceptedBefore = tryReadAcceptancesOf(previous, process.env);
      refuseUnknown(failOn, acceptedBefore);
      const acceptances = markNew(
        tryReadAcceptances(accept ?? environmentsFolder(process.env)),
        acceptedBefore,
      );
      const today = dayOf(Date.now());
      const { text, stopped } = reviewDifference({ before, after, acceptances, failOn, today });
      return { text, code: stopped ? EXIT.findings : EXIT.ok };
    },
  )
    .description(
      'Show what a change of environment files or code changes in the synthesized stacks.',
    )
    .argument('<before>', 'folder of synthesized stacks, or a clone of the project')
    .argument('[after]', 'the same after the change', '.')
    .addOption(failOnOption())
    .option('--accept <folder>', 'folder of the environment files whose accept: entries count')
    .addHelpText('after', HELP);
}
