import { Calendar, QUARTER_MS, quarterOf } from '../core/calendar';
import { DAY_MS, HOUR_MS } from '../core/day';
import type { ArrivalSettings } from './settings';

/** Weeks that are looked back, and that the usual number of recordings is learned from. */
export const LOOK_BACK_WEEKS = 4;

/** Days that are looked back: the weeks, and the day that is compared with them. */
export const LOOK_BACK_DAYS = LOOK_BACK_WEEKS * 7 + 2;

/** Weeks that must be known before a number of recordings is usual. */
const LEAST_WEEKS = 2;

/** With fewer recordings per day than this, a share of them says nothing. */
const LEAST_USUAL = 10;

/** What is known about the arrivals of a store. */
export interface ArrivalCounts {
  /** Recordings by the start of the quarter of an hour in which they arrived, in milliseconds since 1970. */
  readonly counts: ReadonlyMap<number, number>;
  /** Since when arrivals are counted. */
  readonly since: number;
  readonly now: number;
}

/** Whether recordings arrive as they should. */
export interface ArrivalState {
  /** Recordings of the last hour. */
  readonly arrivals: number;
  /** Business hours since the last recording arrived. */
  readonly silentHours: number;
  /** Recordings that are usual in the business hours of the last day. @default - too little is known */
  readonly usual?: number;
  /** The recordings in these hours, as a percentage of the usual number; 100 if none is known. */
  readonly percentOfUsual: number;
}

/** Compares what arrived with the calendar of a store, and with what is usual. */
export function judgeArrivals(settings: ArrivalSettings, known: ArrivalCounts): ArrivalState {
  const { counts, since, now } = known;
  const calendar = new Calendar(settings.calendar);
  const last = Math.max(...[...counts].filter(([, count]) => count > 0).map(([at]) => at));
  const silentSince = Math.max(quarterOf(since), last + QUARTER_MS);
  const silentQuarters = calendar.openQuarters(silentSince, now).length;
  const end = quarterOf(now);
  const open = calendar.openQuarters(Math.max(end - DAY_MS, quarterOf(since)), end);
  const usual = settings.expected
    ? expectedIn(open, settings, calendar)
    : learnedFor(open, known, calendar);
  const arrivals = sum(counts, (at) => at >= end - HOUR_MS && at < end);
  const state = { arrivals, silentHours: silentQuarters / 4 };
  if (usual === undefined || usual < LEAST_USUAL) return { ...state, percentOfUsual: 100 };
  const hours = new Set(open);
  const percentOfUsual = Math.round((100 * sum(counts, (at) => hours.has(at))) / usual);
  return { ...state, usual, percentOfUsual };
}

function expectedIn(
  open: readonly number[],
  { expected = {} }: ArrivalSettings,
  calendar: Calendar,
): number {
  const perQuarter = open.map((at) => {
    const weekday = calendar.tryFindDay(at);
    return weekday === undefined ? 0 : (expected[weekday] ?? 0) / calendar.hoursOn(weekday) / 4;
  });
  return perQuarter.reduce((total, each) => total + each, 0);
}

/** The median of the same hours of previous weeks. A week that had other business hours, as on a holiday, is left out. */
function learnedFor(
  open: readonly number[],
  { counts, since }: ArrivalCounts,
  calendar: Calendar,
): number | undefined {
  const weeks = Array.from({ length: LOOK_BACK_WEEKS }, (_, index) => {
    const then = open.map((at) => calendar.weeksBefore(at, index + 1));
    const alike = then.every((at) => at >= since && calendar.tryFindDay(at) !== undefined);
    const hours = new Set(then);
    return alike ? sum(counts, (at) => hours.has(at)) : undefined;
  }).filter((count) => count !== undefined);
  return open.length > 0 && weeks.length >= LEAST_WEEKS ? median(weeks) : undefined;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = 0, high = low] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}

function sum(counts: ReadonlyMap<number, number>, isCounted: (at: number) => boolean): number {
  return [...counts].reduce((total, [at, count]) => (isCounted(at) ? total + count : total), 0);
}
