import { addDays, type Day, isDay } from '../core/day';
import { problemIf } from '../core/problem';
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

/** Refuses a store that is to be retired, or a part of one that is to be switched off, later than its deployment. */
export function checkRetirementDates(
  environments: readonly Environment[],
  today: Day,
): FileProblem[] {
  // East of UTC, a day begins up to 14 hours earlier.
  const tomorrow = addDays(today, 1);
  return environments.flatMap(({ file, stores }) =>
    stores.flatMap(({ name, settings: { retire, replication, integrity } }) => {
      const parts = { replication: replication?.off, integrity: integrity?.off };
      return [
        ...problemIf(isLater(retire, tomorrow), {
          rule: 'retire-since',
          path: ['stores', name, 'retire', 'since'],
          what: `${retire?.since ?? ''} is in the future, and a retired store accepts no recording from its deployment on`,
          fix: 'Add retire: when the vendor has stopped, with the last day on which it recorded.',
        }),
        ...Object.entries(parts).flatMap(([part, off]) =>
          problemIf(isLater(off, tomorrow), {
            rule: 'off-since',
            path: ['stores', name, part, 'off', 'since'],
            what: `${off?.since ?? ''} is in the future, and ${part} is switched off with the deployment`,
            fix: 'Add off: on the day on which it is switched off, and write that day.',
          }),
        ),
      ].map((problem) => ({ ...problem, file }));
    }),
  );
}

const isLater = (ended: { readonly since: Day } | undefined, day: Day) =>
  ended !== undefined && isDay(ended.since) && ended.since > day;
