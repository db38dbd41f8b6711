import pMap, { pMapSkip } from 'p-map';
import { PartlyDoneError } from '../exit';
import { AT_A_TIME } from '../plans/planning';
import type { StackFolder } from '../plans/terraform';

/** How stacks are applied. */
export interface ApplyEachOptions {
  readonly apply: (stack: StackFolder) => Promise<unknown>;
  /** The command that continues after a failure. */
  readonly again: string;
  /** @default 2, or 1 on a machine with one core */
  readonly concurrency?: number | undefined;
}

/**
 * Applies stacks, at most 2 concurrently unless another number is given. After a failure no other is started, and those
 * under way are finished.
 *
 * @returns ids of the stacks that were applied
 * @throws the failure, or PartlyDoneError with what was applied before it
 */
export async function applyEach(
  stacks: readonly StackFolder[],
  { apply, again, concurrency = AT_A_TIME }: ApplyEachOptions,
): Promise<string[]> {
  const failures: Error[] = [];
  const applyOne = async (stack: StackFolder) => {
    if (failures.length > 0) return pMapSkip;
    try {
      await apply(stack);
      return stack.id;
    } catch (error) {
      failures.push(error as Error);
      return pMapSkip;
    }
  };
  const done = await pMap(stacks, applyOne, { concurrency });
  const [first, second] = failures;
  if (!first) return done;
  if (done.length === 0 && !second) throw first;
  const messages = failures.map(({ message }) => message).join('\n');
  const all = second ? new Error(messages, { cause: first }) : first;
  throw new PartlyDoneError(
    again,
    all,
    done.map((id) => `${id} was applied.`),
  );
}
