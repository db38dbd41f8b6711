import { addDays, type Day, isDay } from '../core/day';
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

/** Refuses a store that is to be retired later: from its deployment on, it accepts no recording. */
export function checkRetirementDates(
  environments: readonly Environment[],
  today: Day,
): FileProblem[] {
  // East of UTC, a day begins up to 14 hours earlier.
  const tomorrow = addDays(today, 1);
  return environments.flatMap(({ file, stores }) =>
    stores.flatMap(({ name, settings: { retire } }) =>
      retire && isDay(retire.since) && retire.since > tomorrow
        ? [
            {
              file,
              rule: 'retire-since',
              path: ['stores', name, 'retire', 'since'],
              what: `${retire.since} is in the future, and a retired store accepts no recording from its deployment on`,
              fix: 'Add retire: when the vendor has stopped, with the last day on which it recorded.',
            },
          ]
        : [],
    ),
  );
}
