/** A day in UTC, e.g. `2026-11-20`. Sorts as text. */
export type Day = string;

/** UTC has no daylight saving time, so every day has the same length. */
export const DAY_MS = 86_400_000;

export const HOUR_MS = 3_600_000;

/** The day of a moment, in milliseconds since 1970. */
export function dayOf(at: number): Day {
  return new Date(at).toISOString().slice(0, 10);
}

/** A number of days in words: `1 day`, `30 days`. */
export const inDays = (days: number): string => `${days} ${days === 1 ? 'day' : 'days'}`;

/** The first moment of a day, in milliseconds since 1970. */
export function startOf(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`);
}

/** The day a number of days later; earlier for a negative number. */
export function addDays(day: Day, days: number): Day {
  return dayOf(startOf(day) + days * DAY_MS);
}

/** All days from the first to the last, both included; none if the first is later. */
export function daysBetween(first: Day, last: Day): Day[] {
  const count = Math.floor((startOf(last) - startOf(first)) / DAY_MS) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => addDays(first, index));
}

/** Whether a text is an existing day: `2026-02-30` is not. */
export function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? startOf(text) : NaN;
  return !Number.isNaN(at) && dayOf(at) === text;
}
