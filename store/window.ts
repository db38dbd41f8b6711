/** A duration: whole days, or a text such as `24 months`, `6 years` or `90 days`. */
export type Window = number | string;

/** The form of a duration that is a text. */
export const WINDOW_PATTERN = /^[1-9]\d{0,4} (?:day|month|year)s?$/;

const DAYS_PER_YEAR = 365;

/**
 * A duration in days, as the Genesys guide counts: 24 months are 730 days, 6 years are 2,190. Counted by calendar
 * dates it can be a day or two longer: where the law does so, write days.
 *
 * @see Genesys guide, section 4: "the standard is 24 months" and the lifecycle rule's 730 days
 */
export function windowDays(window: Window): number {
  if (typeof window === 'number') return window;
  const [count = '', unit = ''] = window.split(' ');
  if (unit.startsWith('year')) return Number(count) * DAYS_PER_YEAR;
  if (unit.startsWith('month')) return Math.ceil((Number(count) * DAYS_PER_YEAR) / 12);
  return Number(count);
}
