import { selectStacks } from '../../config/select';
import { RefusedError } from '../../core/problem';

/**
 * The stacks that the arguments of a command name, or `CALLVAULT_STACKS`; all if neither does.
 *
 * @throws RefusedError for a pattern that matches nothing
 */
export function selectNamed(
  ids: readonly string[],
  patterns: readonly string[],
  env: NodeJS.ProcessEnv,
): string[] {
  if (patterns.length > 0) return selectStacks(ids, patterns.join(','), 'the arguments');
  return selectStacks(ids, env.CALLVAULT_STACKS);
}

/**
 * The stacks that a command works on: those that its arguments name, or `CALLVAULT_STACKS`. The only stack needs no name.
 *
 * @throws RefusedError for a pattern that matches nothing, and where there are several stacks and none is named
 */
export function chooseStacks(
  ids: readonly string[],
  patterns: readonly string[],
  env: NodeJS.ProcessEnv,
): string[] {
  if (patterns.length > 0 || env.CALLVAULT_STACKS || ids.length === 1) {
    return selectNamed(ids, patterns, env);
  }
  throw RefusedError.of(
    'stack-selected',
    ids.length === 0 ? 'there is no stack' : 'no stack is named',
    ids.length === 0
      ? 'Add a store to an environment file.'
      : `Name stacks, or write '*' for all of them: ${ids.join(', ')}.`,
  );
}
