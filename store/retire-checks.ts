import { isDay } from '../core/day';
import { type Problem, problemIf } from '../core/problem';
import type { Store } from './store';

/** The rules of a retired store. */
export function checkRetire({ settings }: Store): Problem[] {
  const { retire, previousPaths = [] } = settings;
  if (!retire) return [];
  const isCopied = previousPaths.some(({ copy }) => copy === true);
  return [
    ...problemIf(!isDay(retire.since), {
      rule: 'retire-since',
      path: ['retire', 'since'],
      what: `${retire.since} is not a valid date`,
      fix: 'Write the last day on which the vendor recorded to this store, for example 2026-11-20.',
    }),
    ...problemIf(isCopied, {
      rule: 'retire-no-copy',
      path: ['retire'],
      what: 'a previous path has copy: true, and nothing can be written to the bucket of a retired store',
      fix: 'Remove copy: true. The recordings stay where they are until their retention ends.',
    }),
  ];
}
