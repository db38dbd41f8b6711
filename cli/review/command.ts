import { Command } from 'commander';
import * as fs from 'node:fs';
import { DEFAULT_FOLDER, readFolder } from '../../config/files';
import type { EnvironmentFile } from '../../config/load';
import { loadValid } from '../../config/valid';
import { dayOf } from '../../core/day';
import { RefusedError } from '../../core/problem';
import type { Acceptance } from '../../review/acceptance';
import { type Gate, GATES } from '../../review/finding';
import { withUnguarded } from '../../review/guards';
import { parsePlan, splitPlans } from '../../review/plan';
import { renderJson } from '../../review/render/json';
import { renderMarkdown } from '../../review/render/markdown';
import { renderTerminal } from '../../review/render/terminal';
import { type ReviewReport, reportOn } from '../../review/report';
import type { Sentence } from '../../review/sentence';
import { EXIT } from '../exit';
import { readPlan, readPlans } from '../plans/read';
import { withProgress } from '../progress';
import { planChanged, type Planned, type PlanText } from '../plans/plan-changed';

/** What {@link review} needs to know. */
export interface ReviewOptions {
  /** Plans as JSON, and where each was read from. One text can hold several, a line each. */
  readonly plans: readonly PlanText[];
  /** Environment files, for what they accept. */
  readonly files: readonly EnvironmentFile[];
  /** Categories that stop the change, as they were written: `data-loss,access`. @default - none */
  readonly failOn?: string | undefined;
  /** Now, in milliseconds. */
  readonly now: number;
  /** What no plan says. @default - nothing */
  readonly notes?: readonly Sentence[];
  /** What is asked. @default 'change' */
  readonly kind?: ReviewReport['kind'];
}

/**
 * Reviews plans.
 *
 * @throws RefusedError for whatever is no plan, and for a category there is not
 * @throws InvalidEnvironmentsError when an environment file is wrong: what it accepts is unknown then
 */
export function review({ plans, files, failOn, now, ...rest }: ReviewOptions): ReviewReport {
  const gates = parseGates(failOn);
  const parsed = plans.flatMap(({ source, text, unguarded = [] }) =>
    splitPlans(text).map((each) => withUnguarded(parsePlan(each, source), unguarded)),
  );
  return reportOn(parsed, {
    failOn: gates,
    acceptances: acceptancesOf(files),
    today: dayOf(now),
    ...rest,
  });
}

/** The categories of `--fail-on`. @throws RefusedError for one there is not */
export function parseGates(failOn: string | undefined): Gate[] {
  if (failOn === undefined) return [];
  return failOn.split(',').map((written) => {
    const gate = GATES.find((each) => each === written.trim());
    if (gate !== undefined) return gate;
    throw new RefusedError([
      {
        rule: 'review-fail-on',
        path: [],
        what: `--fail-on ${JSON.stringify(written)} is none of ${GATES.join(', ')}`,
        fix: `Write one or several of them: --fail-on ${GATES.join(',')}.`,
      },
    ]);
  });
}

/** What the environment files let through. @throws InvalidEnvironmentsError when one is wrong */
export function acceptancesOf(files: readonly EnvironmentFile[]): Acceptance[] {
  const { environments } = loadValid(files);
  return environments.flatMap(({ name, accept = [] }) =>
    accept.map(({ store, ...rest }) => ({ ...rest, stack: `${store}-${name}` })),
  );
}

const HELP = `
Reads the output of terraform show -json <plan file> and says what the change does to recordings:
  terraform show -json tfplan | callvault review --fail-on data-loss,writes-stop,access
With --plan it makes the plans itself: of the stacks whose synthesized JSON differs from that of the commit the branch
came from (--base origin/main), or of all of them (--all). They are in no file, and the state is not locked.
Several plans can be given, as files or as lines of one. Nothing is changed and nobody is asked: no
credentials are needed. A plan holds secrets in clear, so keep and upload the review, not the plan.
With --fail-on, what needs a person stops the change as well. accept: in the environment files lets
known changes through.

Exit codes: 0 nothing stops the change, 6 something does, 2 no plan, or not all of one.`;

interface Flags {
  readonly plan?: boolean;
  readonly base: string;
  readonly all?: boolean;
  readonly failOn?: string;
  readonly drift?: boolean;
  readonly markdown?: boolean;
  readonly json?: boolean;
}

/** `callvault review [file...]` */
export function reviewCommand(exit: (code: number) => void): Command {
  return new Command('review')
    .description('Say what Terraform plans do to recordings.')
    .argument(
      '[file...]',
      'plans as JSON, or what callvault plan wrote; standard input when none is given, or for -',
    )
    .option('--plan', 'synthesize, and plan the stacks that differ from the base')
    .option('--base <branch>', 'with --plan: the branch that is merged into', 'origin/main')
    .option('--all', 'with --plan: plan every stack')
    .option('--fail-on <categories>', `end with 6 for any of ${GATES.join(',')}`)
    .option('--drift', 'say first what was changed outside of Terraform')
    .option('--markdown', 'print Markdown for a pull request comment')
    .option('--json', 'print the report as JSON')
    .addHelpText('after', HELP)
    .action(async (names: string[], flags: Flags) => {
      const { failOn, markdown = false, json = false } = flags;
      parseGates(failOn);
      const files = readEnvironments(process.env);
      const planned = flags.plan === true ? await plan(files, flags) : read(names);
      const about = flags.drift === true ? 'drift' : 'change';
      const report = review({ ...planned, files, failOn, now: Date.now(), kind: about });
      const render = json ? renderJson : markdown ? renderMarkdown : renderTerminal;
      console.log(render(report).trimEnd());
      exit(report.stopped ? EXIT.findings : EXIT.ok);
    });
}

function plan(
  files: readonly EnvironmentFile[],
  { base, all = false, json = false, markdown = false }: Flags,
): Promise<Planned> {
  return withProgress('review', json || markdown, (onProgress) =>
    planChanged({ files, env: process.env, onProgress, ...(!all && { base }) }),
  );
}

function read(names: readonly string[]): Planned {
  const read = (names.length > 0 ? names : ['-']).map((name) =>
    isFolder(name) ? readPlans(name) : { plans: [readPlan(name)], notes: [] },
  );
  return { plans: read.flatMap(({ plans }) => plans), notes: read.flatMap(({ notes }) => notes) };
}

const isFolder = (name: string) => fs.statSync(name, { throwIfNoEntry: false })?.isDirectory();

/** A plan can be reviewed where there are no environment files; nothing is accepted then. */
function readEnvironments({
  CALLVAULT_ENVIRONMENTS: folder,
}: NodeJS.ProcessEnv): EnvironmentFile[] {
  if (folder === undefined && !fs.existsSync(DEFAULT_FOLDER)) return [];
  return readFolder(folder ?? DEFAULT_FOLDER);
}
