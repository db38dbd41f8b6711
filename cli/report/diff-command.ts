import type { Command } from 'commander';
import { defineCommand, type Outcome } from '../command';
import { EXIT } from '../exit';

const HELP = `
Reads two JSON files of callvault report, and says what changed between them in the words of callvault review: in the
stacks, as if the old ones were deployed, and then in the versions, the access, the controls, and in what was read in AWS.

Exit codes: 0 nothing changed, 6 something did, 2 invalid input.`;

/** `callvault report diff <old> <new>` */
export function diffReportsCommand(): Command {
  return defineCommand<[string, string, { html?: boolean }]>('diff', diff)
    .description('Say what changed between two reports.')
    .argument('<old>', 'the JSON of the older report')
    .argument('<new>', 'the JSON of the newer report')
    .option('--html', 'print a page')
    .addHelpText('after', HELP);
}

async function diff(before: string, after: string, flags: { html?: boolean }): Promise<Outcome> {
  const [{ readReport }, { diffReports, hasChanges }, render] = await Promise.all([
    import('./read-report'),
    import('./diff'),
    import('./render-diff'),
  ]);
  const reports = [readReport(before), readReport(after)] as const;
  const review = diffReports(...reports);
  const isChanged = hasChanges(review);
  return {
    text: flags.html ? render.diffPage(reports, review) : render.diffText(reports, review),
    json: render.diffData(reports, review),
    code: isChanged ? EXIT.findings : EXIT.ok,
  };
}
