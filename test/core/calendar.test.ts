import { Calendar, type CalendarSettings, isTimeZone, tryParseHours } from '../../core/calendar';

const BERLIN: CalendarSettings = {
  timeZone: 'Europe/Berlin',
  hours: ['MON-FRI 08:00-18:00', 'SAT 09:00-13:00'],
  holidays: ['2026-12-25'],
};

const HOUR = 3_600_000;
const hoursBetween = (settings: CalendarSettings, from: string, to: string) =>
  new Calendar(settings).openQuarters(Date.parse(from), Date.parse(to)).length / 4;

test.each([
  ['MON-FRI 08:00-18:00', { weekdays: ['MON', 'TUE', 'WED', 'THU', 'FRI'], from: 480, to: 1080 }],
  ['SAT 09:15-24:00', { weekdays: ['SAT'], from: 555, to: 1440 }],
  ['SUN-MON 00:00-24:00', { weekdays: ['SUN', 'MON'], from: 0, to: 1440 }],
  ['FRI 22:00-06:00', { weekdays: ['FRI'], from: 1320, to: 1800 }],
  ['MON 08:00-08:00', undefined],
  ['MON 08:10-18:00', undefined],
  ['MON 24:00-25:00', undefined],
  ['MON 08:00-24:15', undefined],
  ['Mon 08:00-18:00', undefined],
  ['MON,TUE 08:00-18:00', undefined],
  ['08:00-18:00', undefined],
  ['', undefined],
])('the hours "%s" are %j', (text, expected) => {
  expect(tryParseHours(text)).toEqual(expected);
});

test.each([
  ['Europe/Berlin', true],
  ['UTC', true],
  ['Asia/Kathmandu', true],
  ['+01:00', false],
  ['Europe/Atlantis', false],
  ['', false],
])('that "%s" is a time zone is %s', (name, expected) => {
  expect(isTimeZone(name)).toBe(expected);
});

test.each([
  // 20 November 2026 is a Friday, in winter.
  ['2026-11-20T07:00Z', 'FRI'],
  ['2026-11-20T06:45Z', undefined],
  ['2026-11-20T16:45Z', 'FRI'],
  ['2026-11-20T17:00Z', undefined],
  ['2026-11-21T08:00Z', 'SAT'],
  ['2026-11-21T12:00Z', undefined],
  ['2026-11-22T10:00Z', undefined],
  // In summer an hour earlier in UTC.
  ['2026-07-17T06:00Z', 'FRI'],
  ['2026-07-17T05:45Z', undefined],
  ['2026-07-17T16:00Z', undefined],
  // A holiday is a local day: 25 December, a Friday.
  ['2026-12-24T16:45Z', 'THU'],
  ['2026-12-25T10:00Z', undefined],
  ['2026-12-26T10:00Z', 'SAT'],
])('at %s the business hours are those of %s', (at, expected) => {
  expect(new Calendar(BERLIN).tryFindDay(Date.parse(at))).toBe(expected);
});

test('hours that end on the next day belong to the day on which they begin, a holiday included', () => {
  const night = { timeZone: 'UTC', hours: ['FRI 22:00-06:00'], holidays: ['2026-12-25'] };
  const days = ['2026-11-20T21:45Z', '2026-11-20T22:00Z', '2026-11-21T05:45Z', '2026-11-21T06:00Z'];
  const find = (at: string) => new Calendar(night).tryFindDay(Date.parse(at));
  expect(days.map(find)).toEqual([undefined, 'FRI', 'FRI', undefined]);
  expect(find('2026-12-26T01:00Z')).toBeUndefined();
});

test.each([
  // The night of 28 to 29 March 2026 has no hour from two to three, and that of 24 to 25 October has it twice.
  ['Europe/Berlin', '2026-03-28T23:00Z', '2026-03-29T22:00Z', 23],
  ['Europe/Berlin', '2026-10-24T22:00Z', '2026-10-25T23:00Z', 25],
  ['Asia/Kolkata', '2026-03-28T18:30Z', '2026-03-29T18:30Z', 24],
])('a local day in %s from %s to %s has %d hours', (...[timeZone, from, to, expected]) => {
  const sundays = { timeZone, hours: ['SUN 00:00-24:00'], holidays: [] };
  expect(hoursBetween(sundays, from, to)).toBe(expected);
  expect(
    hoursBetween(
      sundays,
      new Date(Date.parse(from) - HOUR).toISOString(),
      new Date(Date.parse(to) + HOUR).toISOString(),
    ),
  ).toBe(expected);
});

test('hours of zones that are half or a quarter of an hour off begin on the quarter', () => {
  const nepal = { timeZone: 'Asia/Kathmandu', hours: ['FRI 08:00-09:00'], holidays: [] };
  const find = (at: string) => new Calendar(nepal).tryFindDay(Date.parse(at));
  expect(
    ['2026-11-20T02:00Z', '2026-11-20T02:15Z', '2026-11-20T03:00Z', '2026-11-20T03:15Z'].map(find),
  ).toEqual([undefined, 'FRI', 'FRI', undefined]);
});

test('hours that overlap count once', () => {
  const calendar = new Calendar({ ...BERLIN, hours: ['MON 08:00-12:00', 'MON 11:00-14:00'] });
  expect([calendar.hoursOn('MON'), calendar.hoursOn('TUE'), calendar.weeklyHours]).toEqual([
    6, 0, 6,
  ]);
});

test('a week ago, clocks showed the same local time, also before the last change of clocks', () => {
  const calendar = new Calendar(BERLIN);
  const before = (at: string) => new Date(calendar.weeksBefore(Date.parse(at), 1)).toISOString();
  expect(before('2026-11-20T07:00Z')).toBe('2026-11-13T07:00:00.000Z');
  expect(before('2026-10-26T07:00Z')).toBe('2026-10-19T06:00:00.000Z');
  expect(before('2026-03-30T06:00Z')).toBe('2026-03-23T07:00:00.000Z');
});
