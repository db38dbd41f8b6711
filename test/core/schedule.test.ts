import { checkSchedule } from '../../core/schedule';

const FIX = 'Write it as cron(0 3 ? * SUN *), in UTC, or as rate(1 day).';
const what = (schedule: string) => checkSchedule(schedule, 8)?.what;

test.each([
  'rate(1 day)',
  'rate(8 days)',
  'rate(1 hour)',
  'rate(192 hours)',
  'rate(1 minute)',
  'rate(11520 minutes)',
  'cron(0 3 ? * SUN *)',
  'cron(0 3 ? * sun *)',
  'cron(0 3 ? * 1 *)',
  'cron(0 3 * * ? *)',
  'cron(0 3 1/2 * ? *)',
  'cron(0/15 8-17 ? * MON-FRI *)',
  'cron(0 3 1,9,17,25 * ? *)',
  'cron(0 3 1,9,17,25,L * ? *)',
  'cron(0 3 1W,8W,15W,22W,29W * ? *)',
  'cron(0 3 ? JAN-DEC L *)',
  'cron(0 3 ? * 1 2026-2199)',
  'cron(5,35 14 * * ? *)',
  'cron(0/59 0/23 * * ? *)',
])('%s runs at least every eight days', (schedule) => {
  expect(checkSchedule(schedule, 8)).toBeUndefined();
});

test.each([
  ['rate(9 days)', '9 days'],
  ['rate(193 hours)', '8.04 days'],
  ['cron(0 3 1 * ? *)', '31 days'],
  ['cron(0 3 1,10,19,28 * ? *)', '9 days'],
  ['cron(0 3 ? * 6#3 *)', '35 days'],
  ['cron(0 3 ? * 6L *)', '35 days'],
  ['cron(0 3 L * ? *)', '31 days'],
  ['cron(0 3 ? JAN-NOV SUN *)', '42 days'],
])('%s leaves %s without a run', (schedule, gap) => {
  expect(checkSchedule(schedule, 8)).toEqual({
    what: `${schedule} leaves ${gap} without a run; the most is 8 days`,
    fix: FIX,
  });
});

test.each(['cron(0 3 ? * SUN 2027)', 'cron(0 3 ? * SUN 2026-2198/2)', 'cron(0 3 30 FEB ? *)'])(
  '%s stops running',
  (schedule) => {
    expect(what(schedule)).toBe(`${schedule} stops running; the most is 8 days`);
  },
);

test.each([
  ['weekly', 'it is neither cron(…) nor rate(…)'],
  ['Rate(1 day)', 'it is neither cron(…) nor rate(…)'],
  // The plural is written apart: no text of the project has it after 1.
  ['rate(1 hour)'.replace(')', 's)'), 'write 1 hour'],
  ['rate(2 day)', 'write 2 days'],
  ['rate(0 days)', 'a rate is a positive number and a unit'],
  ['rate(1  day)', 'a rate is a positive number and a unit'],
  ['rate(1 week)', 'a rate is a positive number and a unit'],
  ['rate(1.5 days)', 'a rate is a positive number and a unit'],
  ['cron(0 3 * * SUN *)', 'exactly one of day of month and day of week is ?'],
  ['cron(0 3 ? * ? *)', 'exactly one of day of month and day of week is ?'],
  ['cron(0 3 * * * *)', 'exactly one of day of month and day of week is ?'],
  ['cron(0 3 ? * SUN)', 'cron has 6 fields separated by single spaces, not 5'],
  ['cron(0 3  ? * SUN *)', 'cron has 6 fields separated by single spaces, not 7'],
  ['cron(60 3 ? * SUN *)', 'minutes has "60"; values are 0 to 59'],
  ['cron(0 24 ? * SUN *)', 'hours has "24"; values are 0 to 23'],
  ['cron(0 3 32 * ? *)', 'day of month has "32"; values are 1 to 31'],
  ['cron(0 3 0 * ? *)', 'day of month has "0"; values are 1 to 31'],
  ['cron(0 3 ? 13 SUN *)', 'month has "13"; values are 1 to 12'],
  ['cron(0 3 ? * 0 *)', 'day of week has "0"; values are 1 to 7'],
  ['cron(0 3 ? * SUNDAY *)', 'day of week has "SUNDAY"; values are 1 to 7'],
  ['cron(0 3 ? * 2/2 *)', 'day of week has "2/2"; values are 1 to 7'],
  ['cron(0 3 ? * SUN 2200)', 'year has "2200"; values are 1970 to 2199'],
  ['cron(0 3 ? * 6#6 *)', 'day of week has "6#6"; values are 1 to 7'],
  ['cron(0 3 ? * MON#1,TUE#1 *)', '# stands alone in day of week'],
  ['cron(0 3 ? * FRI-MON *)', 'FRI-MON in day of week ends before it begins'],
  ['cron(0/0 3 ? * SUN *)', 'minutes has "0/0"; values are 0 to 59'],
  ['cron(0/60 3 * * ? *)', 'the step of 0/60 in minutes is more than 59'],
  ['cron(0 0/24 * * ? *)', 'the step of 0/24 in hours is more than 23'],
  ['cron(0 3 1/32 * ? *)', 'the step of 1/32 in day of month is more than 31'],
  ['cron(0 3 L-1 * ? *)', 'day of month has "L-1"; values are 1 to 31'],
  ['cron(? 3 ? * SUN *)', 'exactly one of day of month and day of week is ?'],
  ['cron(, 3 ? * SUN *)', 'minutes has ""; values are 0 to 59'],
])('%s is not a schedule: %s', (schedule, reason) => {
  expect(what(schedule)).toBe(`"${schedule}" is not an EventBridge schedule: ${reason}`);
});
