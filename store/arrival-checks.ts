import { LOOK_BACK_WEEKS } from '../arrivals/state';
import { Calendar, isTimeZone, tryParseHours, WEEKDAYS } from '../core/calendar';
import { isDay } from '../core/day';
import { type Problem, problemIf, under } from '../core/problem';
import { objectRuleName } from '../modules/arrivals';
import { checkIamName } from '../modules/iam-name';
import type { StoreArrivals } from './arrivals';
import type { Store } from './store';

/** The rules of `arrivals`. */
export function checkArrivals({ arrivals }: Store): Problem[] {
  if (!arrivals) return [];
  const calendar = checkCalendar(arrivals);
  return [
    ...checkIamName(objectRuleName(arrivals.name)),
    ...calendar.map(under('calendar')),
    ...checkPercent(arrivals),
    ...(calendar.length > 0 ? [] : [...checkSilence(arrivals), ...checkExpected(arrivals)]),
  ].map(under('arrivals'));
}

function checkCalendar({ settings: { calendar } }: StoreArrivals): Problem[] {
  const { timeZone, hours, holidays } = calendar;
  const wrong = (path: Problem['path'], what: string, fix: string): Problem => ({
    rule: 'arrivals-calendar',
    path,
    what,
    fix,
  });
  return [
    ...problemIf(
      !isTimeZone(timeZone),
      wrong(
        ['timeZone'],
        `${JSON.stringify(timeZone)} is not a time zone`,
        'Write its name in the IANA time zone database, such as Europe/Berlin.',
      ),
    ),
    ...hours.flatMap((text, index) =>
      problemIf(
        tryParseHours(text) === undefined,
        wrong(
          ['hours', index],
          `${JSON.stringify(text)} is not a span of business hours in quarters of an hour`,
          'Write it as MON-FRI 08:00-18:00 or SAT 09:00-13:00; 24:00 is the end of a day.',
        ),
      ),
    ),
    ...holidays.flatMap((day, index) =>
      problemIf(
        !isDay(day),
        wrong(
          ['holidays', index],
          `${JSON.stringify(day)} is not a day`,
          'Write it as 2026-12-25.',
        ),
      ),
    ),
  ];
}

function checkPercent({ leastPercent }: StoreArrivals): Problem[] {
  return problemIf(!Number.isInteger(leastPercent) || leastPercent < 0 || leastPercent > 99, {
    rule: 'arrivals-least-percent',
    path: ['leastPercent'],
    what: `${leastPercent} is not a whole number from 0 to 99`,
    fix: 'Leave it out for 30, or set it to 0 for no alarm on a drop.',
  });
}

/** A silence that is longer than what is looked back could not be seen. */
function checkSilence({ silentHours, settings }: StoreArrivals): Problem[] {
  const most = LOOK_BACK_WEEKS * new Calendar(settings.calendar).weeklyHours;
  const quarters = silentHours * 4;
  return problemIf(!Number.isInteger(quarters) || quarters < 1 || silentHours > most, {
    rule: 'arrivals-silent-hours',
    path: ['silentHours'],
    what: `${silentHours} is not a number of quarters of an hour from 0.25 to ${most}, the business hours of four weeks`,
    fix: 'Leave it out for 4, or set it to the longest time without a recording that is normal, and a little more.',
  });
}

function checkExpected({ settings }: StoreArrivals): Problem[] {
  const calendar = new Calendar(settings.calendar);
  return WEEKDAYS.flatMap((weekday) =>
    problemIf(settings.expected?.[weekday] !== undefined && calendar.hoursOn(weekday) === 0, {
      rule: 'arrivals-expected',
      path: ['expected', weekday],
      what: `recordings are expected on ${weekday}, on which the calendar has no business hours`,
      fix: `Add the hours of ${weekday} to calendar.hours, or remove it here.`,
    }),
  );
}
