import { DAY_MS } from '../core/day';

/** A duration: whole days, or a text such as `24 months`, `6 years` or `90 days`. */
export type RetentionWindow = number | string;

/** The form of a duration that is a text. */
export const WINDOW_PATTERN = /^[1-9]\d{0,4} (?:day|month|year)s?$/;

const DAYS_PER_YEAR = 365;

/** Months of four years, after which leap years repeat. */
const LEAP_CYCLE_MONTHS = 48;

/** The most days that a duration of months or years has in the calendar; undefined for one of days. */
export function tryCalendarDays(window: RetentionWindow): number | undefined {
  const [, count, unit] = /^(\d+) (month|year)/.exec(String(window)) ?? [];
  if (unit === undefined) return undefined;
  const months = Number(count) * (unit === 'year' ? 12 : 1);
  const starts = Array.from({ length: LEAP_CYCLE_MONTHS }, (_, index) => index);
  const at = (month: number) => Date.UTC(2025, month, 1);
  return Math.max(...starts.map((start) => (at(start + months) - at(start)) / DAY_MS));
}

/**
 * A duration in days, as the Genesys guide counts: 24 months are 730 days, 6 years are 2,190. Counted by calendar
 * dates it can be longer: see {@link tryCalendarDays}.
 *
 * @see Genesys guide, section 4: "the standard is 24 months" and the lifecycle rule's 730 days
 */
export function windowDays(window: RetentionWindow): number {
  if (typeof window === 'number') return window;
  const [count = '', unit = ''] = window.split(' ');
  if (unit.startsWith('year')) return Number(count) * DAYS_PER_YEAR;
  if (unit.startsWith('month')) return Math.ceil((Number(count) * DAYS_PER_YEAR) / 12);
  return Number(count);
}
