import { type Environment, stackIds } from '../../config/environment';
import type { RemovedStack } from '../../review/removed-stacks';
import { type Sentence, sentence } from '../../review/sentence';
import type { Changes } from './changes';
import { NAMES } from './manifest';
import { planSelected } from './planner';
import { terraform } from './terraform';

/** What is planned. */
export interface PlanChangedOptions {
  readonly environments: readonly Environment[];
  /** The branch that the change is merged into. @default - every stack is planned */
  readonly base?: string | undefined;
  /** Environment variables of git, Node.js and Terraform. */
  readonly env: NodeJS.ProcessEnv;
  readonly onProgress?: (what: string) => void;
}

/** A plan as JSON. It contains secrets in plain text. */
export interface PlanText {
  /** Its stack, or where it was read from. */
  readonly source: string;
  readonly text: string;
  /** Addresses of resources that lose `prevent_destroy`, which no plan shows. @default - not known */
  readonly unguarded?: readonly string[];
}

/** Plans for a review. */
export interface Planned {
  readonly plans: readonly PlanText[];
  /** Stacks that were removed from the environment files. @default - none */
  readonly removed?: readonly RemovedStack[];
  /** What else the plans do not show, in sentences. */
  readonly notes: readonly Sentence[];
}

/**
 * Plans the stacks whose synthesized JSON differs from that of the base. The state is not locked, so that a role
 * without write access can plan.
 *
 * @throws RefusedError for a base that does not exist
 * @throws AwsRefusedError when Terraform fails
 */
export async function planChanged(options: PlanChangedOptions): Promise<Planned> {
  const all = stackIds(options.environments);
  const { results, changes } = await planSelected(
    { ...options, lock: false, select: (found) => [...(found?.changed ?? all)].sort() },
    async (stack) => ({
      source: stack.id,
      text: await terraform(stack, ['show', '-json', NAMES.plan]),
      unguarded: stack.unguarded,
    }),
  );
  if (!changes) return { plans: results, notes: [] };
  return { plans: results, removed: changes.gone, notes: notesOf(changes) };
}

function notesOf({ commit, known }: Changes): Sentence[] {
  const unknown = sentence`${commit.slice(0, 12)} cannot be synthesized, so every stack was planned.`;
  return known ? [] : [unknown];
}
