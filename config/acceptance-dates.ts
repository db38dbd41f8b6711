import { type Day, isDay } from '../core/day';
import type { FileProblem } from './cross-checks';
import type { Environment } from './environment';

/** Warns of acceptances whose last day is past: the review reports their findings again. */
export function checkAcceptanceDates(
  environments: readonly Environment[],
  today: Day,
): FileProblem[] {
  return environments.flatMap(({ file, accept = [] }) =>
    accept.flatMap(({ finding, store, until }, index) =>
      isDay(until) && until < today
        ? [
            {
              file,
              rule: 'accept-expired',
              path: ['accept', index, 'until'],
              what: `${until} is past, so ${finding} of ${store} is no longer accepted`,
              fix: 'Remove the entry, or decide again and write a later day.',
              warning: true as const,
            },
          ]
        : [],
    ),
  );
}
