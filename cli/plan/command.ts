import type { Command } from 'commander';
import { ciStackId, type Environment, stackIds, stateStackId } from '../../config/environment';
import type { ValidEnvironments } from '../../config/valid';
import { isScreen } from '../colour';
import { defineEnvironmentsCommand, type Outcome } from '../command';
import { EXIT } from '../exit';
import { findEnvironment } from '../find-store';
import { BASE_OPTION } from '../plans/commit';
import type { Manifest } from '../plans/manifest';
import { PLANS_FOLDER } from '../plans/folder';
import { withProgress } from '../progress';

const HELP = `
Plans the stacks of an environment and writes a folder. For each stack with changes it contains the file that
terraform apply needs and the plan as JSON; a manifest records what the plans were made from. The digest of the
manifest covers plans, configuration and base commit; callvault apply refuses what differs. The stacks state-… and
ci-… are left out: they are deployed by hand. A plan contains values in plain text: delete it as soon as possible.
With --compare, the stacks are compared with those of the base commit, to find what no plan shows: removed stacks,
resources that lose prevent_destroy, and changes of the stacks that are deployed by hand, which are planned for the
review only. --changed compares too, and plans only the stacks that differ: what a pull request changes. It does not
see drift and failed deployments, so deploy from a full plan.

A stack that cannot be planned does not keep the others from being planned: the manifest says why.

Exit codes: 0 planned, 6 Terraform refuses to destroy what callvault protects or, with --detailed-exitcode, there are
changes, 2 invalid input, 5 Terraform failed in at least one stack, 130 interrupted.`;

interface Flags {
  readonly base: string;
  readonly out: string;
  readonly lock: boolean;
  readonly changed?: boolean;
  readonly compare?: boolean;
  readonly json?: boolean;
  readonly detailedExitcode?: boolean;
}

/** `callvault plan <environment>` */
export function planCommand(): Command {
  return defineEnvironmentsCommand<[string, Flags]>('plan', plan)
    .description('Plan the stacks of an environment into files that can be applied.')
    .argument('<environment>', 'name of the environment: its file name without .yaml')
    .requiredOption(...BASE_OPTION)
    .option('--out <folder>', 'folder for the plans', PLANS_FOLDER)
    .option('--compare', 'also report differences from the base commit that no plan shows')
    .option('--changed', 'the same, and plan only the stacks that differ')
    .option('--detailed-exitcode', 'end with exit code 6 if there are changes')
    .option('--no-lock', 'read the state without a lock, for a role without write access')
    .addHelpText('after', HELP);
}

async function plan(
  { environments }: ValidEnvironments,
  environment: string,
  { base, out: folder, lock, changed, compare, json = false, detailedExitcode = false }: Flags,
): Promise<Outcome> {
  const selected = stacksOf(findEnvironment(environment, environments));
  const [{ makePlans }, { digestOf, renderDigest }] = await Promise.all([
    import('./make-plans'),
    import('../plans/manifest'),
  ]);
  const lines = new StackLines();
  const manifest = await withProgress('plan', json, (onProgress) =>
    makePlans({
      environments,
      environment,
      ...selected,
      base,
      folder,
      lock,
      compare: changed ? 'changed' : compare ? 'all' : undefined,
      env: process.env,
      onStack: lines.onStack,
      onUnplanned: lines.onUnplanned,
      onProgress,
      onNote: lines.add,
    }),
  );
  lines.print();
  return {
    text: renderDigest(manifest),
    json: { digest: digestOf(manifest), folder, ...manifest },
    errors: lines.errors.join('\n'),
    code: exitCodeFor(manifest, detailedExitcode),
  };
}

function exitCodeFor({ stacks, byHand, gone, unplanned }: Manifest, detailed: boolean): number {
  if (unplanned.some(({ guarded }) => !guarded)) return EXIT.refusedByAws;
  const changes = detailed ? stacks.length + byHand.length + gone.length : 0;
  return changes + unplanned.length > 0 ? EXIT.findings : EXIT.ok;
}

/** One line per stack. On a terminal they are printed at the end, below the line of progress. */
class StackLines {
  readonly errors: string[] = [];
  private readonly lines: string[] = [];

  readonly add = (line: string): void => {
    this.lines.push(line);
    if (!isScreen(process.stderr)) this.print();
  };

  readonly onStack = (id: string, hasChanges: boolean): void => {
    this.add(`${id}: ${hasChanges ? 'changes' : 'no changes'}`);
  };

  readonly onUnplanned = (id: string, { message }: Error): void => {
    this.add(`${id}: not planned`);
    this.errors.push(message);
  };

  print(): void {
    for (const line of this.lines.splice(0)) console.error(line);
  }
}

/** The stacks of an environment that workflows deploy, and those that are deployed by hand. */
function stacksOf(environment: Environment) {
  const manual = [stateStackId(environment), ciStackId(environment)];
  const all = stackIds([environment]);
  return {
    stacks: all.filter((id) => !manual.includes(id)),
    byHand: all.filter((id) => manual.includes(id)),
  };
}
