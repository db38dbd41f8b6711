import type { Command } from 'commander';
import * as fs from 'node:fs';
import type { Environment } from '../../config/environment';
import { environmentsFolder } from '../../config/files';
import type { ValidEnvironments } from '../../config/valid';
import type { Gate } from '../../review/finding';
import { defineCommand, loadFolder, type Outcome } from '../command';
import { EXIT } from '../exit';
import { failOnOption } from '../fail-on';
import { withProgress } from '../progress';
import { type FormatFlags, formatOption, outputsOf } from './format-option';

const HELP = `
Reads the output of terraform show -json <plan file> and reports what the change does to recordings:
  terraform show -json tfplan | callvault review --fail-on data-loss,writes-stop,access,unwatched
With --plan it plans stacks itself: those whose synthesized JSON differs from that of the merge base with --base, or
all stacks (--all), of those that CALLVAULT_STACKS selects. These plans are not kept, and the state is not locked.
A stack that cannot be planned is a finding, and the others are reviewed.
Several plans can be given, as files or as lines of one file. A review changes nothing and asks no service, so it
needs no credentials. A plan contains secrets in plain text: keep and upload the review, not the plan.
With --fail-on, findings that need a person's judgment stop the change too. accept: in the environment files accepts
known changes; what the change itself accepts is shown first, and stops it with --fail-on new-acceptances. It is known
for folders of callvault plan, with --plan, and with --base.
--format chooses the format: sarif for code scanning, junit for test reports, gitlab for GitLab's code quality, github for
annotations of GitHub Actions. With =<file> it is written into a file, besides what is printed.

Examples:
  callvault review plan.json
  callvault review --plan --fail-on data-loss,access --format markdown=review.md --format sarif=review.sarif
  callvault review plans --format github

Exit codes: 0 nothing stops the change, 6 findings stop it, 2 invalid or incomplete plan, 5 some stacks could not be
planned: the review is incomplete.`;

interface Flags extends FormatFlags {
  readonly plan?: boolean;
  readonly base?: string;
  readonly all?: boolean;
  readonly failOn?: readonly Gate[];
  readonly drift?: boolean;
}

/** `callvault review [file...]` */
export function reviewCommand(): Command {
  return defineCommand<[string[], Flags]>('review', runReview)
    .description('Report what Terraform plans do to recordings.')
    .argument(
      '[file...]',
      'plans as JSON, or folders written by callvault plan; standard input by default, or for -',
    )
    .option('--plan', 'synthesize, and plan the stacks that differ from the base')
    .option('--base <branch>', 'the branch to merge into; with --plan, default origin/main')
    .option('--all', 'with --plan: plan every stack')
    .addOption(failOnOption())
    .option('--drift', 'report drift first: what was changed outside Terraform')
    .addOption(formatOption())
    .option('--html', 'print a page for people without GitHub: --format html')
    .option('--markdown', 'print Markdown for a pull request comment: --format markdown')
    .addHelpText('after', HELP);
}

async function runReview(names: readonly string[], flags: Flags): Promise<Outcome> {
  const { failOn = [] } = flags;
  const { outputs, printed } = outputsOf(flags);
  const loaded = await loadIfPresent(process.env);
  const { environments } = loaded;
  const [{ readAllPlans, review }, { reportAsData }, { refuseUnknown }, formats] =
    await Promise.all([
      import('./review'),
      import('../../review/render/json'),
      import('./acceptances'),
      import('./formats'),
    ]);
  const errors: string[] = [];
  const isSilent = printed !== 'terminal';
  const planned = flags.plan
    ? await plan(environments, { ...flags, isSilent }, errors)
    : readAllPlans(names);
  const kind = flags.drift ? 'drift' : 'change';
  const acceptedBefore = await tryReadAcceptedBefore(planned.base, flags);
  refuseUnknown(failOn, acceptedBefore);
  const now = Date.now();
  const report = review({ ...planned, acceptedBefore, environments, failOn, kind, now });
  const context = formats.contextOf(loaded, now);
  formats.writeOutputs(outputs, report, context);
  const text = formats.renderReview(report, printed, context);
  const isPartial = planned.unplanned?.some(({ guarded }) => !guarded) === true;
  const code = report.stopped ? EXIT.findings : EXIT.ok;
  return {
    ...(printed === 'github' ? { commands: text } : { text }),
    errors: errors.join('\n'),
    json: { ...reportAsData(report), unplanned: errors },
    code: isPartial ? EXIT.refusedByAws : code,
  };
}

async function plan(
  environments: readonly Environment[],
  { base = 'origin/main', all, isSilent }: Flags & { readonly isSilent: boolean },
  errors: string[],
) {
  const { planChanged } = await import('../plans/plan-changed');
  return withProgress('review', isSilent, (onProgress) =>
    planChanged({
      environments,
      env: process.env,
      onProgress,
      onUnplanned: (_, { message }) => errors.push(message),
      base: all ? undefined : base,
    }),
  );
}

/** What was accepted before the change; undefined without a commit that the change is made to. */
async function tryReadAcceptedBefore(commit: string | undefined, { base }: Flags) {
  if (commit === undefined && base === undefined) return undefined;
  const { findBase, readAcceptedAt } = await import('../plans/base');
  return readAcceptedAt(commit ?? (await findBase(base ?? '')), process.env);
}

/** Plans can be reviewed without environment files; nothing is accepted then. */
async function loadIfPresent(env: NodeJS.ProcessEnv): Promise<ValidEnvironments> {
  const isMissing =
    env.CALLVAULT_ENVIRONMENTS === undefined && !fs.existsSync(environmentsFolder(env));
  return isMissing ? { environments: [], files: [], warnings: [] } : loadFolder(env);
}
