import type { Command } from 'commander';
import { ciStackId, type Environment, stackIds, stateStackId } from '../../config/environment';
import { defineEnvironmentsCommand } from '../command';
import { EXIT } from '../exit';
import { findEnvironment } from '../find-store';
import { BASE_OPTION } from '../plans/commit';
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

Exit codes: 0 no changes, 6 changes, 2 invalid input, 5 Terraform failed, 130 interrupted.`;

interface Flags {
  readonly base: string;
  readonly out: string;
  readonly lock: boolean;
  readonly changed?: boolean;
  readonly compare?: boolean;
}

/** `callvault plan <environment>` */
export function planCommand(): Command {
  return defineEnvironmentsCommand<[string, Flags]>('plan', async (loaded, name, flags) => {
    const { environments } = loaded;
    const { base, out: folder, lock, changed, compare } = flags;
    const selected = stacksOf(findEnvironment(name, environments));
    const [{ makePlans }, { renderDigest }] = await Promise.all([
      import('./make-plans'),
      import('../plans/manifest'),
    ]);
    const lines = new StackLines();
    const manifest = await withProgress('plan', false, (onProgress) =>
      makePlans({
        environments,
        environment: name,
        ...selected,
        base,
        folder,
        lock,
        compare: changed ? 'changed' : compare ? 'all' : undefined,
        env: process.env,
        onStack: lines.add,
        onProgress,
      }),
    );
    lines.print();
    const { stacks, byHand, gone } = manifest;
    const hasChanges = stacks.length + byHand.length + gone.length > 0;
    return { text: renderDigest(manifest), code: hasChanges ? EXIT.findings : EXIT.ok };
  })
    .description('Plan the stacks of an environment into files that can be applied.')
    .argument('<environment>', 'name of the environment: its file name without .yaml')
    .requiredOption(...BASE_OPTION)
    .option('--out <folder>', 'folder for the plans', PLANS_FOLDER)
    .option('--compare', 'also report differences from the base commit that no plan shows')
    .option('--changed', 'the same, and plan only the stacks that differ')
    .option('--no-lock', 'read the state without a lock, for a role without write access')
    .addHelpText('after', HELP);
}

/** One line per planned stack. On a terminal they are printed at the end, below the line of progress. */
class StackLines {
  private readonly lines: string[] = [];

  readonly add = (id: string, hasChanges: boolean): void => {
    this.lines.push(`${id}: ${hasChanges ? 'changes' : 'no changes'}`);
    if (!process.stderr.isTTY) this.print();
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
