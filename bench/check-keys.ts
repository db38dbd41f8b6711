/** How the keys of a bench are laid out: all in one folder, or in folders for days. */
export type KeyLayout = 'flat' | 'days';

/** Milliseconds that S3 takes to answer. */
export const LATENCY_MS = 60;

/** Keys per page. @see Amazon S3 API Reference, "ListObjectsV2" */
export const PAGE_KEYS = 1_000;

/** When every object was written. */
export const TIME = '2026-11-01T00:00:00.000Z';

/** The day after the last day with recordings, and days that have some. */
export const LAST_DAY = Date.UTC(2026, 9, 31);
export const DAYS = 30;

/** The key of an object, by its place in the order of keys. */
export function keyOf(layout: KeyLayout, index: number, count: number): string {
  const id = Math.floor((index / count) * 2 ** 32)
    .toString(16)
    .padStart(8, '0');
  const rest = String(index).padStart(12, '0');
  if (layout === 'flat') return `recordings/RT${id}0123456789ab${rest}.mka`;
  const perDay = Math.ceil(count / DAYS);
  const day = recordedDay(index, count).replaceAll('-', '/');
  const inDay = Math.floor(((index % perDay) / perDay) * 2 ** 32);
  return `recordings/${day}/${inDay.toString(16).padStart(8, '0')}-0000-4000-8000-${rest}.wav`;
}

/** All days with recordings. */
const RECORDED_DAYS = Array.from({ length: DAYS }, (_, index) =>
  new Date(LAST_DAY - (DAYS - 1 - index) * 86_400_000).toISOString().slice(0, 10),
);

/** The day of an object. */
export function recordedDay(index: number, count: number): string {
  return RECORDED_DAYS[Math.floor(index / Math.ceil(count / DAYS))] ?? '';
}
