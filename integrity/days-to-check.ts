import { type Day, DAY_MS, dayOf } from '../core/day';
import type { CheckSettings } from './settings';

/** The store is retired, and its vendor recorded for the last time before the days to check. */
export class CheckEndedError extends Error {
  override readonly name = 'CheckEndedError';
}

type CheckedDays = Pick<CheckSettings, 'days' | 'until'>;

const firstDay = ({ days }: CheckedDays, now: number) => dayOf(now - (days - 1) * DAY_MS);

/** Whether nothing is to be checked any more. */
export function hasEnded(settings: CheckedDays, now: number): boolean {
  return settings.until !== undefined && settings.until < firstDay(settings, now);
}

/**
 * The last days of a store, up to today or to the last day on which its vendor recorded.
 *
 * @param now - milliseconds since 1970
 * @throws CheckEndedError if the vendor recorded for the last time before them
 */
export function daysToCheck(
  settings: CheckedDays,
  now: number,
): { readonly from: Day; readonly to: Day } {
  if (hasEnded(settings, now)) throw new CheckEndedError();
  const [from, today] = [firstDay(settings, now), dayOf(now)];
  const { until = today } = settings;
  return { from, to: until < today ? until : today };
}
