import { type Environment, stackIds } from '../../config/environment';
import { selectStacks } from '../../config/select';
import type { RemovedStack } from '../../review/removed-stacks';
import { type Sentence, sentence } from '../../review/sentence';
import type { UnplannedStack } from '../../review/unplanned';
import type { Changes } from './changes';
import { NAMES } from './manifest';
import { planSelected } from './planner';
import { showPlan } from './terraform';

/** What is planned. */
export interface PlanChangedOptions {
  readonly environments: readonly Environment[];
  /** The branch that the change is merged into. @default - every stack is planned */
  readonly base?: string | undefined;
  /** Environment variables of git, Node.js and Terraform. */
  readonly env: NodeJS.ProcessEnv;
  readonly onProgress?: (what: string) => void;
  /** Called for each stack that cannot be planned, with the whole error. */
  readonly onUnplanned?: (id: string, error: Error) => void;
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
  /** Stacks that could not be planned. @default - none */
  readonly unplanned?: readonly UnplannedStack[];
  /** Full id of the commit that the change is made to. @default - not known */
  readonly base?: string | undefined;
  /** What else the plans do not show, in sentences. */
  readonly notes: readonly Sentence[];
}

/**
 * Plans the stacks whose synthesized JSON differs from that of the base, of those that `CALLVAULT_STACKS` selects. The
 * state is not locked, so that a role without write access can plan.
 *
 * @throws RefusedError for a base that does not exist, and for a pattern that selects no stack
 */
export async function planChanged(options: PlanChangedOptions): Promise<Planned> {
  const { environments, env } = options;
  const all = stackIds(environments);
  const isSelected = (changes?: Changes) => {
    const ids = [...all, ...(changes?.gone ?? []).map(({ id }) => id)];
    const selected = new Set(selectStacks(ids, env.CALLVAULT_STACKS));
    return (id: string) => selected.has(id);
  };
  const select = (changes?: Changes) =>
    (changes?.changed ?? all).filter(isSelected(changes)).sort();
  const notes: Sentence[] = [];
  const onNote = (note: string) => {
    notes.push(sentence`${note}`);
  };
  const { results, unplanned, changes } = await planSelected(
    { ...options, lock: false, select, onNote },
    async (stack) => ({
      source: stack.id,
      text: stack.text ?? (await showPlan(stack, NAMES.plan)),
      unguarded: stack.unguarded,
    }),
  );
  if (!changes) return { plans: results, unplanned, notes };
  const isReviewed = isSelected(changes);
  const removed = changes.gone.filter(({ id }) => isReviewed(id));
  return {
    plans: results,
    unplanned,
    removed,
    notes: [...notesOf(changes), ...notes],
    base: changes.commit,
  };
}

function notesOf({ commit, known }: Changes): Sentence[] {
  const unknown = sentence`${commit.slice(0, 12)} cannot be synthesized, so every stack was planned.`;
  return known ? [] : [unknown];
}
