import type { ArrivalSettings } from '../../arrivals/settings';
import { judgeArrivals } from '../../arrivals/state';
import { ALWAYS } from '../../core/calendar';

const OFFICE = {
  timeZone: 'Europe/Berlin',
  hours: ['MON-FRI 08:00-18:00'],
  holidays: ['2026-11-18'],
};

const settings = (change: Partial<ArrivalSettings> = {}): ArrivalSettings => ({
  store: 'calls-prod',
  region: 'eu-central-1',
  rule: 'arrivals-calls-prod-objects',
  objectsPerRecording: 1,
  calendar: OFFICE,
  ...change,
});

const counts = (all: Readonly<Record<string, number>>) =>
  new Map(Object.entries(all).map(([at, count]) => [Date.parse(at), count]));

const LONG_AGO = Date.parse('2026-01-01T00:00Z');

/** 20 November 2026 is a Friday. Office hours are 07:00 to 17:00 in UTC. */
test.each([
  ['the quarter of the last recording is not silent', '2026-11-20T09:00Z', '2026-11-20T09:15Z', 0],
  ['a quarter counts once it is over', '2026-11-20T09:00Z', '2026-11-20T09:29Z', 0],
  ['quarters count in business hours', '2026-11-20T09:00Z', '2026-11-20T09:30Z', 0.25],
  ['after closing time nothing is added', '2026-11-20T15:45Z', '2026-11-20T23:00Z', 1],
  ['a weekend adds nothing', '2026-11-20T15:45Z', '2026-11-23T07:00Z', 1],
  ['it goes on after a weekend', '2026-11-20T15:45Z', '2026-11-23T08:00Z', 2],
  ['a holiday adds nothing', '2026-11-17T16:45Z', '2026-11-19T07:00Z', 0],
])('%s', (...[, last, now, expected]) => {
  const state = judgeArrivals(settings(), {
    counts: counts({ [last]: 3 }),
    since: LONG_AGO,
    now: Date.parse(now),
  });
  expect(state.silentHours).toBe(expected);
});

test('a store in which nothing has arrived yet is silent since it is watched', () => {
  const since = Date.parse('2026-11-20T08:05Z');
  const at = (now: string) =>
    judgeArrivals(settings(), { counts: new Map(), since, now: Date.parse(now) }).silentHours;
  expect([at('2026-11-20T08:05Z'), at('2026-11-20T12:00Z')]).toEqual([0, 4]);
});

test('a quarter with a count of zero is silent', () => {
  const known = counts({ '2026-11-20T09:00Z': 1, '2026-11-20T10:00Z': 0 });
  const now = Date.parse('2026-11-20T11:15Z');
  expect(judgeArrivals(settings(), { counts: known, since: LONG_AGO, now }).silentHours).toBe(2);
});

test('without a calendar every hour counts', () => {
  const known = { counts: counts({ '2026-11-20T23:45Z': 1 }), since: LONG_AGO };
  const now = Date.parse('2026-11-22T00:00Z');
  const always = settings({ calendar: ALWAYS });
  expect(judgeArrivals(always, { ...known, now })).toMatchObject({ silentHours: 24, arrivals: 0 });
});

/** Recordings on the Thursdays of five weeks, at 10:00 in Berlin: clocks change between the fourth and the third. */
const THURSDAYS = [
  '2026-11-19T09:00Z',
  '2026-11-12T09:00Z',
  '2026-11-05T09:00Z',
  '2026-10-29T09:00Z',
  '2026-10-22T08:00Z',
];
const THURSDAY_NIGHT = Date.parse('2026-11-19T23:00Z');
const thursdays = (...numbers: readonly number[]) =>
  counts(Object.fromEntries(numbers.map((count, index) => [THURSDAYS[index] ?? '', count])));

test.each([
  ['the median of four weeks is usual', [50, 100, 90, 110, 500], LONG_AGO, 105, 48],
  ['nothing is nothing of the usual', [0, 100, 100, 100, 100], LONG_AGO, 100, 0],
  ['more than usual is more', [150, 100, 100, 100, 100], LONG_AGO, 100, 150],
  ['two weeks are enough', [5, 20, 20], Date.parse('2026-11-05T00:00Z'), 20, 25],
  ['one week is too little', [5, 20, 20], Date.parse('2026-11-06T00:00Z'), undefined, 100],
  ['ten recordings are enough', [1, 10, 10, 10, 10], LONG_AGO, 10, 10],
  ['nine are too few', [0, 9, 9, 9, 9], LONG_AGO, undefined, 100],
])('%s', (...[, numbers, since, usual, percentOfUsual]) => {
  const known = { counts: thursdays(...numbers), since, now: THURSDAY_NIGHT };
  const state = judgeArrivals(settings(), known);
  expect([state.usual, state.percentOfUsual]).toEqual([usual, percentOfUsual]);
});

test('a holiday is compared with nothing, and is left out of what is usual', () => {
  const judge = (holiday: string) =>
    judgeArrivals(settings({ calendar: { ...OFFICE, holidays: [holiday] } }), {
      counts: thursdays(0, 0, 100, 100, 100),
      since: LONG_AGO,
      now: THURSDAY_NIGHT,
    });
  expect(judge('2026-11-19')).toMatchObject({ percentOfUsual: 100 });
  expect(judge('2026-11-12')).toMatchObject({ usual: 100, percentOfUsual: 0 });
});

test('the expected number of a weekday is spread over its business hours', () => {
  const expected = { THU: 400, FRI: 200 };
  const judge = (now: string) =>
    judgeArrivals(settings({ expected }), {
      counts: counts({ '2026-11-19T14:00Z': 150 }),
      since: LONG_AGO,
      now: Date.parse(now),
    });
  // The last 24 hours have half of Thursday and half of Friday.
  expect(judge('2026-11-20T12:00Z')).toMatchObject({ usual: 300, percentOfUsual: 50 });
  expect(judge('2026-11-19T23:00Z')).toMatchObject({ usual: 400, percentOfUsual: 38 });
  // Nothing is expected on a Sunday.
  expect(judge('2026-11-22T12:00Z')).toMatchObject({ percentOfUsual: 100 });
});

test('of a day that was watched only in part, only that part is expected', () => {
  const percentsOf = (since: string, now: string) => {
    const { usual, percentOfUsual } = judgeArrivals(
      settings({ expected: { THU: 400, FRI: 200 } }),
      {
        counts: counts({ '2026-11-20T11:30Z': 20 }),
        since: Date.parse(since),
        now: Date.parse(now),
      },
    );
    return [usual, percentOfUsual];
  };
  expect(percentsOf('2026-11-20T12:00Z', '2026-11-20T12:00Z')).toEqual([undefined, 100]);
  expect(percentsOf('2026-11-20T10:00Z', '2026-11-20T12:00Z')).toEqual([40, 50]);
  expect(percentsOf('2026-11-19T12:00Z', '2026-11-20T12:00Z')).toEqual([300, 7]);
});

test('the recordings of the last hour are counted, and those of the quarter that has begun are not', () => {
  const known = counts({
    '2026-11-20T08:45Z': 1,
    '2026-11-20T09:00Z': 2,
    '2026-11-20T09:45Z': 4,
    '2026-11-20T10:00Z': 8,
  });
  const now = Date.parse('2026-11-20T10:05Z');
  expect(judgeArrivals(settings(), { counts: known, since: LONG_AGO, now }).arrivals).toBe(6);
});
