import { Command } from 'commander';
import { DEFAULT_FOLDER, readFolder } from '../../config/files';
import { synthesize } from '../../synth/synthesize';
import { dayOf } from '../../core/day';
import { GATES } from '../../review/finding';
import { removedStackNotes } from '../../review/removed-stacks';
import { renderMarkdown } from '../../review/render/markdown';
import { reportOn } from '../../review/report';
import { differences } from './difference';
import { plansOf } from './plan-of';
import { renderDifference } from './render';
import { EXIT } from '../exit';
import { acceptancesOf, parseGates } from '../review/command';

const HELP = `
Synthesizes the environment files of both folders and prints as Markdown what is different: for pull
requests that get no credentials, and so no plan. Both are synthesized by the callvault of now. It is
reviewed as callvault review does, as if what is deployed were what was written before.

Exit codes: 0 nothing stops the change, 6 something does, 2 wrong input.`;

/** `callvault difference <folder>` */
export function differenceCommand(exit: (code: number) => void): Command {
  return new Command('difference')
    .description('Show what environment files change in the synthesized stacks.')
    .argument('<folder>', 'the environment files of before')
    .option('--fail-on <categories>', `end with 6 for any of ${GATES.join(',')}`)
    .addHelpText('after', HELP)
    .action((folder: string, { failOn }: { failOn?: string }) => {
      const files = readFolder(process.env.CALLVAULT_ENVIRONMENTS ?? DEFAULT_FOLDER);
      const before = synthesize({ files: readFolder(folder) });
      const after = synthesize({ files });
      const plans = plansOf(before, after);
      const described = new Set(after.map(({ id }) => id));
      const notes = removedStackNotes(before.map(({ id }) => id).filter((id) => !described.has(id)));
      const report = reportOn(plans, {
        failOn: parseGates(failOn),
        acceptances: acceptancesOf(files),
        today: dayOf(Date.now()),
        notes,
      });
      console.log(
        [
          ...(plans.length + notes.length > 0 ? [renderMarkdown(report)] : []),
          renderDifference(differences(before, after)),
        ]
          .join('\n')
          .trimEnd(),
      );
      exit(report.stopped ? EXIT.findings : EXIT.ok);
    });
}
