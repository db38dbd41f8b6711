import { type Problem, refuse } from '../core/problem';
import { matchesWildcard } from '../core/wildcard';

/**
 * Selects stacks by comma-separated patterns in which `*` stands for any characters.
 *
 * @param patterns - e.g. `genesys-*,state-prod`; undefined or empty selects all
 * @param source - where the patterns were read
 * @returns the matching ids, in the order of `ids`
 * @throws RefusedError for each pattern that matches nothing
 */
export function selectStacks(
  ids: readonly string[],
  patterns: string | undefined,
  source = 'CALLVAULT_STACKS',
): string[] {
  const wanted = (patterns ?? '')
    .split(',')
    .map((pattern) => pattern.trim())
    .filter((pattern) => pattern !== '');
  if (wanted.length === 0) return [...ids];
  refuse(
    wanted
      .filter((pattern) => !ids.some((id) => matchesWildcard(pattern, id)))
      .map((pattern) => matchesNothing(`${pattern} in ${source}`, ids)),
  );
  return ids.filter((id) => wanted.some((pattern) => matchesWildcard(pattern, id)));
}

function matchesNothing(pattern: string, ids: readonly string[]): Problem {
  return {
    rule: 'stack-selected',
    path: [],
    what: `${pattern} matches no stack`,
    fix: ids.length > 0 ? `Choose from: ${ids.join(', ')}.` : 'Add an environment file first.',
  };
}
