import { resolve } from '../vendors/resolve';

const WORQHAT = { vendor: 'worqhat', bucket: 'acme-calls', retention: { days: 90 } };
const office = { timeZone: 'Europe/Berlin', hours: ['MON-FRI 08:00-18:00'] };

const resolved = (arrivals: object, more: object = {}) =>
  resolve({ ...WORQHAT, ...more, arrivals });

const found = (arrivals: object) =>
  resolved(arrivals)
    .problems.filter(({ rule }) => rule.startsWith('arrivals-'))
    .map(({ rule, path }) => `${rule} ${path.slice(3).join('.')}`);

test.each([
  [{}, []],
  [{ silentHours: 0.25 }, []],
  [{ silentHours: 0 }, ['arrivals-silent-hours silentHours']],
  [{ silentHours: 0.3 }, ['arrivals-silent-hours silentHours']],
  [{ silentHours: 672 }, []],
  [{ silentHours: 672.25 }, ['arrivals-silent-hours silentHours']],
  [{ silentHours: 200, calendar: office }, []],
  [{ silentHours: 200.25, calendar: office }, ['arrivals-silent-hours silentHours']],
  [{ leastPercent: 0 }, []],
  [{ leastPercent: 99 }, []],
  [{ leastPercent: -1 }, ['arrivals-least-percent leastPercent']],
  [{ leastPercent: 100 }, ['arrivals-least-percent leastPercent']],
  [{ leastPercent: 12.5 }, ['arrivals-least-percent leastPercent']],
  [{ calendar: { ...office, holidays: ['2026-12-25'] } }, []],
  [
    { calendar: { ...office, holidays: ['2026-02-30'] } },
    ['arrivals-calendar calendar.holidays.0'],
  ],
  [{ calendar: { ...office, timeZone: 'CEST' } }, ['arrivals-calendar calendar.timeZone']],
  [{ calendar: { ...office, hours: ['8-18'] } }, ['arrivals-calendar calendar.hours.0']],
  [{ calendar: office, expected: { MON: 400 } }, []],
  [{ calendar: office, expected: { SAT: 400 } }, ['arrivals-expected expected.SAT']],
])('%j leads to %j', (arrivals, expected) => {
  expect(found(arrivals)).toEqual(expected);
});

test('in a retired store nothing arrives, so nothing is watched', () => {
  const retire = { since: '2026-11-20', reason: 'moved to another vendor' };
  expect(resolved({}).store.arrivals?.name).toBe('arrivals-calls-prod');
  expect(resolved({}, { retire }).store.arrivals).toBeUndefined();
});

test('where the vendor writes a metadata file for each recording, two objects are one recording', () => {
  const genesys = {
    vendor: 'genesys',
    organizationId: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
    genesysAccount: '765628985471',
    genesysRegion: 'eu-central-1',
    vendorRetentionDays: 730,
  };
  const objects = (includeMetadata: boolean) =>
    resolve({ ...genesys, includeMetadata, arrivals: {} }).store.arrivals?.settings
      .objectsPerRecording;
  expect([objects(false), objects(true)]).toEqual([1, 2]);
});
