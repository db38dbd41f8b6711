import { Command } from 'commander';
import { ciStackId, stackIds, stateStackId } from '../../config/environment';
import { DEFAULT_FOLDER, readFolder } from '../../config/files';
import type { EnvironmentFile } from '../../config/load';
import { loadValid } from '../../config/valid';
import { RefusedError } from '../../core/problem';
import { EXIT } from '../exit';
import { GithubClient, githubRepository } from '../github/client';
import { markerOf } from '../github/document';
import { readDigest } from '../github/plan-digest';
import { applyPlans } from '../plans/apply';
import { makePlans, renderDigest } from '../plans/make';
import type { Manifest } from '../plans/manifest';
import { withProgress } from '../progress';

/** Where plans are written and read, unless something else is said. */
const PLANS = 'plans';

const PLAN_HELP = `
Plans the stacks of an environment and writes a folder: for each stack with anything to do the file that
terraform apply takes and the plan as JSON, and a manifest of what they were made from. Its digest stands
for plan, configuration and base commit; callvault apply refuses what differs. The stacks state-… and ci-…
are a person's work and left out. A plan holds values in clear: keep it no longer than it is needed.
With --compare, the stacks are compared with those of the base commit, for what no plan says: stacks that are no
longer described, what loses prevent_destroy, and the stacks of a person's work that change, planned for the
review alone. --changed compares as well, and plans only the stacks that differ: what a pull request changes. What
has drifted, or failed when it was deployed, is then not seen, so deploy from a whole plan.

Exit codes: 0 nothing to do, 6 something is, 2 wrong input, 5 Terraform failed.`;

interface PlanFlags {
  readonly base: string;
  readonly out: string;
  readonly lock: boolean;
  readonly changed?: boolean;
  readonly compare?: boolean;
}

/** `callvault plan <environment>` */
export function planCommand(exit: (code: number) => void): Command {
  return new Command('plan')
    .description('Plan the stacks of an environment into files that can be applied.')
    .argument('<environment>', 'name of the environment: its file name without .yaml')
    .requiredOption('--base <commit>', 'the whole id of the commit that the change is made to')
    .option('--out <folder>', 'where plans are written', PLANS)
    .option('--compare', 'say what differs from the base commit and is in no plan')
    .option('--changed', 'the same, and plan only the stacks that differ')
    .option('--no-lock', 'read the state without its lock, for a role that may not write')
    .addHelpText('after', PLAN_HELP)
    .action(async (environment: string, flags: PlanFlags) => {
      const manifest = await plan(environment, flags);
      console.log(renderDigest(manifest));
      const { stacks, byHand, gone } = manifest;
      exit(stacks.length + byHand.length + gone.length > 0 ? EXIT.findings : EXIT.ok);
    });
}

/** One line for each stack as it is planned; on a terminal they stand below the line that changes meanwhile. */
async function plan(environment: string, flags: PlanFlags): Promise<Manifest> {
  const { base, out, lock, changed, compare } = flags;
  const files = readFolder(process.env.CALLVAULT_ENVIRONMENTS ?? DEFAULT_FOLDER);
  const lines: string[] = [];
  const request = {
    ...{ files, environment, ...stacksOf(environment, files), lock, env: process.env },
    ...{ base: parseCommit(base), folder: out },
    compare: changed ? ('changed' as const) : compare ? ('all' as const) : undefined,
    onStack: (id: string, changes: boolean) => {
      const line = `${id}: ${changes ? 'something to do' : 'nothing to do'}`;
      if (process.stderr.isTTY) lines.push(line);
      else console.error(line);
    },
  };
  const manifest = await withProgress('plan', false, (onProgress) =>
    makePlans({ ...request, onProgress }),
  );
  for (const line of lines) console.error(line);
  return manifest;
}

const APPLY_HELP = `
Applies what callvault plan wrote, and refuses when anything is not as it was read: the digest, the commit
the change was made to, the synthesized stacks, or a file. All is compared before anything is applied.

Exit codes: 0 applied, 2 something differs, 3 some stacks are applied and one failed, 5 Terraform failed.`;

interface ApplyFlags {
  readonly base: string;
  readonly digest: string;
}

/** `callvault apply <folder>` */
export function applyCommand(exit: (code: number) => void): Command {
  return new Command('apply')
    .description('Apply exactly the plans that were read.')
    .argument('[folder]', 'what callvault plan wrote', PLANS)
    .requiredOption('--digest <sha256>', 'the digest that was read, sha256:…')
    .requiredOption('--base <commit>', 'the whole id of the commit that the change was made to')
    .addHelpText('after', APPLY_HELP)
    .action(async (folder: string, { base, digest }: ApplyFlags) => {
      const files = readFolder(process.env.CALLVAULT_ENVIRONMENTS ?? DEFAULT_FOLDER);
      const request = { files, folder, digest, base: parseCommit(base), env: process.env };
      const applied = await applyPlans(request);
      console.log(applied.length === 0 ? 'Nothing to apply.' : `Applied ${applied.join(', ')}.`);
      exit(EXIT.ok);
    });
}

/** `callvault digest <environment>` */
export function digestCommand(exit: (code: number) => void): Command {
  return new Command('digest')
    .description('Print the digest of the plans that were read before a commit was merged.')
    .argument('<environment>', 'name of the environment')
    .requiredOption('--commit <commit>', 'the whole id of the commit that was merged')
    .action(async (environment: string, { commit }: { commit: string }) => {
      const marker = markerOf(`callvault-review-${environment}`);
      console.log(
        await readDigest(
          new GithubClient(githubRepository(process.env)),
          parseCommit(commit),
          marker,
        ),
      );
      exit(EXIT.ok);
    });
}

/** The stacks of an environment that workflows may deploy, and those that are a person's work. */
function stacksOf(name: string, files: readonly EnvironmentFile[]) {
  const { environments } = loadValid(files);
  const environment = environments.find((each) => each.name === name);
  if (environment) {
    const own = [stateStackId(environment), ciStackId(environment)];
    const all = stackIds([environment]);
    return {
      stacks: all.filter((id) => !own.includes(id)),
      byHand: all.filter((id) => own.includes(id)),
    };
  }
  const names = environments.map((each) => each.name).join(', ');
  throw new RefusedError([
    {
      rule: 'environment-known',
      path: [],
      what: `${name} is no environment`,
      fix: names === '' ? 'Add an environment file first.' : `Choose from: ${names}.`,
    },
  ]);
}

/** A name could mean another commit the next time. */
function parseCommit(written: string): string {
  if (/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(written)) return written;
  throw new RefusedError([
    {
      rule: 'plans-base',
      path: [],
      what: `${JSON.stringify(written)} is not the whole id of a commit`,
      fix: 'Give what git rev-parse prints, all of it.',
    },
  ]);
}
