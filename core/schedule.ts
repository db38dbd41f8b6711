import type { Problem } from './problem';

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Names of the values, from the least on. @default - numbers only */
  readonly names?: readonly string[];
}

/**
 * The six fields of a cron expression.
 *
 * @see Amazon EventBridge User Guide, "Cron expressions": fields, values and wildcards
 */
const FIELDS: readonly Field[] = [
  { name: 'minutes', least: 0, most: 59 },
  { name: 'hours', least: 0, most: 23 },
  { name: 'day of month', least: 1, most: 31 },
  {
    name: 'month',
    least: 1,
    most: 12,
    names: 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' '),
  },
  { name: 'day of week', least: 1, most: 7, names: 'SUN MON TUE WED THU FRI SAT'.split(' ') },
  { name: 'year', least: 1970, most: 2199 },
];

const [DAY_OF_MONTH, MONTH, DAY_OF_WEEK, YEAR] = [2, 3, 4, 5];

/** A text that EventBridge does not accept, with the reason. */
class InvalidSchedule extends Error {}

const DAY_MILLISECONDS = 86_400_000;

/** Four years with one leap day: every distance between the days of a schedule without years occurs in them. */
const WINDOW = { from: Date.UTC(2027, 0, 1), days: 4 * 365 + 1 };

/**
 * Refuses what is not a schedule of EventBridge, and one with a longer gap than the given days between two runs.
 *
 * @param longestGapDays - a gap of exactly these days is accepted
 * @see Amazon EventBridge User Guide, "Cron expressions" and "Rate expressions"
 */
export function checkSchedule(
  schedule: string,
  longestGapDays: number,
): Pick<Problem, 'what' | 'fix'> | undefined {
  const fix = 'Write it as cron(0 3 ? * SUN *), in UTC, or as rate(1 day).';
  try {
    const gap = longestGap(schedule);
    if (gap <= longestGapDays) return undefined;
    const shown = Number.isFinite(gap)
      ? `leaves ${Number(gap.toFixed(2))} days without a run`
      : 'stops running';
    return { what: `${schedule} ${shown}; the most is ${longestGapDays} days`, fix };
  } catch (error) {
    if (!(error instanceof InvalidSchedule)) throw error;
    return {
      what: `${JSON.stringify(schedule)} is not an EventBridge schedule: ${error.message}`,
      fix,
    };
  }
}

/** The longest time between two runs, in days; infinite if the runs end. */
function longestGap(schedule: string): number {
  const [, kind, inner = ''] = /^(cron|rate)\((.*)\)$/.exec(schedule) ?? [];
  if (kind === 'rate') return rateDays(inner);
  if (kind === 'cron') return cronGap(inner.split(' '));
  throw new InvalidSchedule('it is neither cron(…) nor rate(…)');
}

function rateDays(rate: string): number {
  const [, written = '', unit = '', plural] =
    /^([1-9]\d{0,5}) (minute|hour|day)(s?)$/.exec(rate) ?? [];
  const value = Number(written);
  if (value === 0) throw new InvalidSchedule('a rate is a positive number and a unit');
  if ((value === 1) === (plural === 's')) {
    throw new InvalidSchedule(`write ${value} ${unit}${value === 1 ? '' : 's'}`);
  }
  return value / { minute: 1_440, hour: 24, day: 1 }[unit as 'minute' | 'hour' | 'day'];
}

function cronGap(texts: readonly string[]): number {
  if (texts.length !== FIELDS.length) {
    throw new InvalidSchedule(`cron has 6 fields separated by single spaces, not ${texts.length}`);
  }
  if (texts.filter((text) => text === '?').length !== 1) {
    throw new InvalidSchedule('exactly one of day of month and day of week is ?');
  }
  const runs = FIELDS.map((field, index) => parseField(field, texts[index] ?? ''));
  const endless = Array.from({ length: 2199 - 2027 }, (_, index) => 2027 + index);
  const matches = (index: number, value: number, date: Date) => runs[index]?.(value, date) ?? false;
  if (!endless.every((year) => matches(YEAR, year, new Date(0)))) return Infinity;
  const days = Array.from({ length: WINDOW.days }, (_, index) => index).filter((index) => {
    const date = new Date(WINDOW.from + index * DAY_MILLISECONDS);
    return (
      matches(DAY_OF_MONTH, date.getUTCDate(), date) &&
      matches(MONTH, date.getUTCMonth() + 1, date) &&
      matches(DAY_OF_WEEK, date.getUTCDay() + 1, date)
    );
  });
  const [first] = days;
  if (first === undefined) return Infinity;
  // The window repeats itself, but for the weekdays that its days fall on.
  return Math.max(...days.map((day, index) => (days[index + 1] ?? first + WINDOW.days) - day));
}

type Matches = (value: number, date: Date) => boolean;

function parseField(field: Field, text: string): Matches {
  const parts = text.split(',');
  const parsed = parts.map((part) => parsePart(field, part, parts.length === 1));
  return (value, date) => parsed.some((matches) => matches(value, date));
}

function parsePart(field: Field, part: string, alone: boolean): Matches {
  if (part === '*') return () => true;
  const special = parseDayPart(field, part, alone);
  return special ?? parseSteps(field, part);
}

/** What only the two fields of days have: `?`, `L`, `W` and `#`. */
function parseDayPart(field: Field, part: string, alone: boolean): Matches | undefined {
  const isWeekday = field === FIELDS[DAY_OF_WEEK];
  if (!isWeekday && field !== FIELDS[DAY_OF_MONTH]) return undefined;
  if (part === '?' && alone) return () => true;
  if (isWeekday && part.includes('/')) throw invalid(field, part);
  if (isWeekday) return /L$|#/.test(part) ? parseDayOfWeek(field, part, alone) : undefined;
  return /[LW]/.test(part) ? parseDayOfMonth(field, part) : undefined;
}

/** A value, a range, or either with steps: `5`, `8-17`, `0/15`. */
function parseSteps(field: Field, part: string): Matches {
  const [, range = '', step] = /^([^/]*)(?:\/([1-9]\d*))?$/.exec(part) ?? [];
  if (range === '') throw invalid(field, part);
  const [from, to] = parseRange(field, range, step !== undefined);
  if (Number(step ?? 1) > field.most) {
    throw new InvalidSchedule(`the step of ${part} in ${field.name} is more than ${field.most}`);
  }
  return (value) => value >= from && value <= to && (value - from) % Number(step ?? 1) === 0;
}

function parseRange(field: Field, range: string, open: boolean): [number, number] {
  if (range === '*') return [field.least, field.most];
  const [from = '', to, ...more] = range.split('-');
  if (more.length > 0) throw invalid(field, range);
  const first = parseValue(field, from);
  const last = to === undefined ? (open ? field.most : first) : parseValue(field, to);
  if (last < first) throw new InvalidSchedule(`${range} in ${field.name} ends before it begins`);
  return [first, last];
}

function parseValue(field: Field, text: string): number {
  const named = field.names?.indexOf(text.toUpperCase()) ?? -1;
  if (named >= 0) return field.least + named;
  const value = /^\d{1,4}$/.test(text) ? Number(text) : NaN;
  if (value >= field.least && value <= field.most) return value;
  throw invalid(field, text);
}

function invalid({ name, least, most }: Field, text: string): InvalidSchedule {
  return new InvalidSchedule(`${name} has ${JSON.stringify(text)}; values are ${least} to ${most}`);
}

/** `L`: the last day; `15W`: the weekday nearest to day 15. */
function parseDayOfMonth(field: Field, part: string): Matches {
  const lastDay = (date: Date) =>
    new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  if (part === 'L') return (value, date) => value === lastDay(date);
  const [, day] = /^(\d{1,2})W$/.exec(part) ?? [];
  if (day === undefined) throw invalid(field, part);
  const nearest = parseValue(field, day);
  // A weekday at most two days away. That is exact enough for the gap between two runs.
  return (value, date) => value === Math.min(nearest, lastDay(date));
}

/** `L`: Saturday; `6L`: the last Friday of the month; `6#3`: the third one. */
function parseDayOfWeek(field: Field, part: string, alone: boolean): Matches {
  if (part === 'L') return (value) => value === field.most;
  const [, day = '', nth, last] = /^([A-Z]{3}|\d)(?:#([1-5])|(L))$/i.exec(part) ?? [];
  if (!last && !nth) throw invalid(field, part);
  if (nth && !alone) throw new InvalidSchedule('# stands alone in day of week');
  const weekday = parseValue(field, day);
  return (value, date) => {
    if (value !== weekday) return false;
    if (nth) return Math.ceil(date.getUTCDate() / 7) === Number(nth);
    const inAWeek = new Date(date.getTime() + 7 * DAY_MILLISECONDS);
    return inAWeek.getUTCMonth() !== date.getUTCMonth();
  };
}
