import { closest } from 'fastest-levenshtein';
import type { Problem } from '../core/problem';
import { matchesWildcard } from '../core/wildcard';

/** What came of a selection. */
export interface Selection {
  /** The stacks that match, in the order they were given. */
  readonly ids: readonly string[];
  /** Patterns that match nothing. */
  readonly problems: readonly Problem[];
}

/**
 * Chooses stacks by comma-separated patterns in which `*` stands for any characters.
 *
 * @param patterns - e.g. `genesys-*,state-prod`; undefined or empty chooses all
 */
export function selectStacks(ids: readonly string[], patterns: string | undefined): Selection {
  const wanted = (patterns ?? '')
    .split(',')
    .map((pattern) => pattern.trim())
    .filter((pattern) => pattern !== '');
  if (wanted.length === 0) return { ids, problems: [] };
  return {
    ids: ids.filter((id) => wanted.some((pattern) => matchesWildcard(pattern, id))),
    problems: wanted
      .filter((pattern) => !ids.some((id) => matchesWildcard(pattern, id)))
      .map((pattern) => nothingMatches(pattern, ids)),
  };
}

function nothingMatches(pattern: string, ids: readonly string[]): Problem {
  const nearest = ids.length > 0 ? `; the nearest is ${closest(pattern, ids)}` : '';
  return {
    rule: 'stack-selected',
    path: [],
    what: `${pattern} in CALLVAULT_STACKS matches no stack${nearest}`,
    fix: ids.length > 0 ? `Choose from: ${ids.join(', ')}.` : 'Add an environment file first.',
  };
}
