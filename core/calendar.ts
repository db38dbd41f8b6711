import { addDays, type Day, startOf } from './day';

/** The days of a week, as EventBridge writes them. */
export const WEEKDAYS = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const;

/** One of {@link WEEKDAYS}. */
export type Weekday = (typeof WEEKDAYS)[number];

/** Time is counted in quarters of an hour: the offset of every time zone is a multiple of one. */
export const QUARTER_MS = 900_000;

const DAY_MINUTES = 1_440;

/** The business hours of a store. */
export interface CalendarSettings {
  /** Name in the IANA time zone database, such as `Europe/Berlin`. */
  readonly timeZone: string;
  /** Such as `MON-FRI 08:00-18:00`. A time that ends before it begins ends on the next day. */
  readonly hours: readonly string[];
  /** Local days without business hours. */
  readonly holidays: readonly Day[];
}

/** Every hour of every day. */
export const ALWAYS: CalendarSettings = {
  timeZone: 'UTC',
  hours: ['MON-SUN 00:00-24:00'],
  holidays: [],
};

/** Business hours that begin on some weekdays. */
export interface OpenHours {
  readonly weekdays: readonly Weekday[];
  /** Minutes since midnight. */
  readonly from: number;
  /** Minutes since the same midnight: more than 1,440 on the next day. */
  readonly to: number;
}

const DAY = `(${WEEKDAYS.join('|')})`;
const TIME = String.raw`(\d\d):(00|15|30|45)`;
const HOURS = new RegExp(`^${DAY}(?:-${DAY})? ${TIME}-${TIME}$`);

/** Reads `MON-FRI 08:00-18:00`; undefined if it is written in another way. */
export function tryParseHours(text: string): OpenHours | undefined {
  const [, first, last = first, ...times] = HOURS.exec(text) ?? [];
  const from = minutes(times.slice(0, 2));
  const end = minutes(times.slice(2));
  if (!(from < DAY_MINUTES && end <= DAY_MINUTES && from !== end)) return undefined;
  const begin = WEEKDAYS.indexOf(first as Weekday);
  const count = (WEEKDAYS.indexOf(last as Weekday) - begin + 7) % 7;
  const weekdays = Array.from({ length: count + 1 }, (_, index) => weekdayAt(begin + index));
  return { weekdays, from, to: end > from ? end : end + DAY_MINUTES };
}

function minutes([hours, rest]: readonly string[]): number {
  return Number(hours) * 60 + Number(rest);
}

const weekdayAt = (index: number) => WEEKDAYS[index % 7] as Weekday;

/** Whether a time zone exists. Offsets such as `+01:00` are none: they have no daylight saving time. */
export function isTimeZone(name: string): boolean {
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    return !/^[+-]/.test(name) && timeZone !== '';
  } catch {
    return false;
  }
}

/** In English, of which every build of Node.js has the data. */
const PARTS = {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
} as const;

/** A moment on the clock of a time zone. */
interface LocalTime {
  readonly day: Day;
  readonly minute: number;
}

/** Business hours, as a function of time. */
export class Calendar {
  private readonly hours: readonly OpenHours[];
  private readonly holidays: ReadonlySet<Day>;
  private readonly format: Intl.DateTimeFormat;

  /** @param settings - checked: hours that cannot be read are left out */
  constructor({ timeZone, hours, holidays }: CalendarSettings) {
    this.hours = hours.flatMap((text) => tryParseHours(text) ?? []);
    this.holidays = new Set(holidays);
    this.format = new Intl.DateTimeFormat('en-US', { ...PARTS, timeZone });
  }

  /** The weekday on which the business hours of a moment began; undefined outside of them. */
  tryFindDay(at: number): Weekday | undefined {
    const { day, minute } = this.localTime(at);
    for (const [begun, minutesSince] of [
      [day, minute],
      [addDays(day, -1), minute + DAY_MINUTES],
    ] as const) {
      const weekday = weekdayOf(begun);
      const open = this.hours.some(
        ({ weekdays, from, to }) =>
          weekdays.includes(weekday) && from <= minutesSince && minutesSince < to,
      );
      if (open && !this.holidays.has(begun)) return weekday;
    }
    return undefined;
  }

  /** The quarters of an hour in a span that are business hours. Both ends are whole quarters. */
  openQuarters(from: number, to: number): number[] {
    const all = Array.from(
      { length: Math.max(0, Math.floor((to - from) / QUARTER_MS)) },
      (_, index) => from + index * QUARTER_MS,
    );
    return all.filter((at) => this.tryFindDay(at) !== undefined);
  }

  /** Business hours that begin on a weekday which is not a holiday. */
  hoursOn(weekday: Weekday): number {
    const open = this.hours.filter(({ weekdays }) => weekdays.includes(weekday));
    // Two entries may overlap.
    const quarters = Array.from({ length: 2 * 96 }, (_, index) => index * 15).filter((minute) =>
      open.some(({ from, to }) => from <= minute && minute < to),
    );
    return quarters.length / 4;
  }

  /** Business hours of a week without holidays. */
  get weeklyHours(): number {
    return WEEKDAYS.reduce((total, weekday) => total + this.hoursOn(weekday), 0);
  }

  /** The moment at which local clocks showed the same time a number of weeks ago. */
  weeksBefore(at: number, weeks: number): number {
    const then = at - weeks * 7 * 24 * 4 * QUARTER_MS;
    return then + this.offset(at) - this.offset(then);
  }

  /** Milliseconds by which local clocks are ahead of UTC. */
  private offset(at: number): number {
    const { day, minute } = this.localTime(at);
    return startOf(day) + minute * 60_000 - Math.floor(at / 60_000) * 60_000;
  }

  private localTime(at: number): LocalTime {
    const parts = this.format.formatToParts(at);
    const part = (type: Intl.DateTimeFormatPartTypes) =>
      parts.find((each) => each.type === type)?.value ?? '';
    const day = `${part('year')}-${part('month')}-${part('day')}`;
    return { day, minute: minutes([part('hour'), part('minute')]) };
  }
}

function weekdayOf(day: Day): Weekday {
  return weekdayAt(new Date(startOf(day)).getUTCDay() + 6);
}

/** The start of the quarter of an hour that a moment is in. */
export function quarterOf(at: number): number {
  return Math.floor(at / QUARTER_MS) * QUARTER_MS;
}
