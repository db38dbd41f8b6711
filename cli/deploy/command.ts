import { type Command, Option } from 'commander';
import { stackIds, type Environment } from '../../config/environment';
import type { ValidEnvironments } from '../../config/valid';
import { RefusedError } from '../../core/problem';
import type { Gate } from '../../review/finding';
import { explainAwsError } from '../aws';
import { defineEnvironmentsCommand, type Outcome } from '../command';
import { EXIT } from '../exit';
import { failOnOption } from '../fail-on';
import { withProgress } from '../progress';
import { chooseStacks } from './choose';
import type { StackDeployment } from './deployment';

/** What the three commands do with plans. */
type Kind = 'diff' | 'deploy' | 'destroy';

interface Flags {
  readonly yes?: boolean;
  readonly failOn?: readonly Gate[];
  readonly parallel?: number;
  readonly json?: boolean;
}

const COMMON_HELP = `
Stacks are named by ids or patterns with *, for example 'calls-*'. They are synthesized into cdktf.out, as cdktf synth does,
and planned with Terraform there. A review says what the plans do to recordings.`;

const EXAMPLES: Readonly<Record<Kind, string>> = {
  diff: `
Exit codes: 0 planned, 2 invalid input, 5 Terraform failed, 6 --fail-on found something, or Terraform refuses to destroy
what callvault protects.

Examples:
  callvault diff calls-prod
  callvault diff '*-staging' --fail-on data-loss,access`,
  deploy: `
Then it asks, and applies exactly the plans that were reviewed, two at a time.

Exit codes: 0 deployed, or nothing to deploy, 2 invalid input, 3 some stacks were deployed and one failed, 5 Terraform
failed, 6 it was not confirmed, --fail-on found something, or Terraform refuses to destroy what callvault protects.

Examples:
  callvault deploy calls-prod
  callvault deploy '*-staging' --yes --fail-on data-loss,writes-stop,access`,
  destroy: `
Then it asks, and destroys the stacks: those of throw-away environments with all recordings, and retired stores that have
retire: { destroy: true } and in which nothing is left. All other stores are refused; see docs/retire.md.

Examples:
  callvault destroy calls-local`,
};

const DESCRIPTIONS: Readonly<Record<Kind, string>> = {
  diff: 'Show what deploying stacks would change.',
  deploy: 'Deploy stacks, after a review and a question.',
  destroy: 'Destroy stacks of a throw-away environment, or empty retired stores, after a question.',
};

/** `callvault diff [stack...]` */
export const diffCommand = () => defineDeployment('diff');

/** `callvault deploy [stack...]` */
export const deployCommand = () => defineDeployment('deploy').option(...YES_OPTION);

/** `callvault destroy <stack...>` */
export const destroyCommand = () => defineDeployment('destroy').option(...YES_OPTION);

const YES_OPTION = ['--yes', 'do not ask'] as const;

function defineDeployment(kind: Kind): Command {
  return defineEnvironmentsCommand<[string[], Flags]>(kind, (loaded, patterns, flags) =>
    runDeployment(kind, loaded, { ...flags, patterns }),
  )
    .description(DESCRIPTIONS[kind])
    .argument(kind === 'destroy' ? '<stack...>' : '[stack...]', 'ids of stacks, or patterns with *')
    .addOption(failOnOption())
    .addOption(
      new Option('--parallel <n>', 'stacks at the same time (default: 2)').argParser(parseCount),
    )
    .addHelpText('after', `${COMMON_HELP}${EXAMPLES[kind]}`);
}

function parseCount(text: string): number {
  if (/^[1-9]\d?$/.test(text)) return Number(text);
  throw RefusedError.of(
    'deploy-parallel',
    `${JSON.stringify(text)} is not a number from 1 to 99`,
    'Give a number, for example --parallel 4.',
  );
}

interface Request extends Flags {
  readonly patterns: readonly string[];
}

/** Plans and reviews stacks, and deploys or destroys them unless it is a `diff`. */
export async function runDeployment(
  kind: Kind,
  { environments }: ValidEnvironments,
  request: Request,
): Promise<Outcome> {
  const { json = false, parallel: concurrency } = request;
  const stacks = chooseStacks(stackIds(environments), request.patterns, process.env);
  if (kind !== 'diff') checkQuestion(kind, stacks, request);
  if (kind === 'destroy') await checkDestruction(stacks, environments, json);
  const [{ planFiles, StackDeployment }, { thenRemoving }] = await Promise.all([
    import('./deployment'),
    import('../../synth/temporary-folder'),
  ]);
  return thenRemoving(planFiles(stacks, process.env), async () => {
    const notes: string[] = [];
    const deployment = await withProgress(kind, json, (onProgress) =>
      StackDeployment.plan({
        environments,
        stacks,
        env: process.env,
        destroy: kind === 'destroy',
        restore: kind === 'deploy',
        concurrency,
        onProgress,
        onNote: (note) => notes.push(note),
      }),
    ).finally(() => {
      for (const note of notes) console.error(note);
    });
    return reviewAndApply(kind, { deployment, environments, stacks }, request);
  });
}

interface Planned {
  readonly deployment: StackDeployment;
  readonly environments: readonly Environment[];
  readonly stacks: readonly string[];
}

async function reviewAndApply(kind: Kind, planned: Planned, request: Request): Promise<Outcome> {
  const { deployment, environments, stacks } = planned;
  const { changed } = deployment;
  if (changed.length === 0) {
    const text = `Nothing to ${kind === 'destroy' ? 'destroy' : 'change'} in ${stacks.join(', ')}.`;
    return { text, json: { stacks, changed: [], applied: [] } };
  }
  const [{ review }, { reportAsData }, { renderTerminal }] = await Promise.all([
    import('../review/review'),
    import('../../review/render/json'),
    import('../../review/render/terminal'),
  ]);
  const report = review({
    plans: deployment.plans,
    environments,
    failOn: request.failOn,
    now: Date.now(),
  });
  const reviewed = renderTerminal(report).trimEnd();
  const data = { stacks, changed, review: reportAsData(report) };
  if (kind === 'diff' || report.stopped) {
    const code = report.stopped ? EXIT.findings : EXIT.ok;
    return { text: reviewed, json: { ...data, applied: [] }, code };
  }
  if (!request.json) console.log(reviewed);
  if (!(await isConfirmed(kind, changed, request.yes))) {
    return { text: 'Nothing was applied.', json: { ...data, applied: [] }, code: EXIT.findings };
  }
  const patterns = request.patterns.map((each) => (/^[\w-]+$/.test(each) ? each : `'${each}'`));
  const again = ['callvault', kind, ...patterns].join(' ');
  const applied = await deployment.apply(again);
  const did = kind === 'destroy' ? 'Destroyed' : 'Deployed';
  return { text: `${did} ${applied.join(', ')}.`, json: { ...data, applied } };
}

/** @throws RefusedError for a store that is in use or not empty, unless its environment is a throw-away one */
async function checkDestruction(
  ids: readonly string[],
  environments: readonly Environment[],
  json: boolean,
): Promise<void> {
  const { refuseDestruction } = await import('../retire/retire');
  for (const environment of environments) {
    for (const store of environment.stores.filter(({ id }) => ids.includes(id))) {
      await withProgress(store.id, json, (onProgress) =>
        refuseDestruction({ store, environment }, onProgress),
      ).catch((error: unknown) => {
        throw explainAwsError(error, store.id);
      });
    }
  }
}

/** @throws RefusedError where the question could not be asked */
function checkQuestion(kind: Kind, ids: readonly string[], { yes, json }: Flags): void {
  if (yes || (process.stdin.isTTY && !json)) return;
  throw RefusedError.of(
    'deploy-question',
    `there is no terminal on which to ask whether to ${kind} ${ids.join(', ')}`,
    'Review the plans with callvault diff, and give --yes.',
  );
}

async function isConfirmed(kind: Kind, ids: readonly string[], yes = false): Promise<boolean> {
  if (yes) return true;
  const { withQuestions } = await import('../question');
  return withQuestions('Nothing was applied', async (ask) => {
    const answer = await ask(`${kind} ${ids.join(', ')}? Only "yes" is accepted: `);
    return answer.trim() === 'yes';
  });
}
