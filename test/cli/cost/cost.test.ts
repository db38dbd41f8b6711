import * as fs from 'node:fs';
import { costOf } from '../../../cli/cost/cost';
import { renderCosts } from '../../../cli/cost/render';
import { synthesize } from '../../../synth/synthesize';
import { environmentsOf } from '../../environments';

const text = (retention: string, more = '') => `account: '111111111111'
region: us-east-1
type: non-production
state: { backend: cloud, organization: acme }
stores:
  one:
    vendor: worqhat
    bucket: acme-one
    externalId: acme-0123456789-one
    retention: ${retention}
${more}`;

function cost(environment: string, gigabytes: number) {
  const environments = environmentsOf([{ file: 'prod.yaml', text: environment }]);
  const [found] = costOf(environments, synthesize({ environments }), gigabytes);
  if (!found) throw new Error('no store');
  return found;
}

test('storage is what is kept at a time, by the price of its class', () => {
  // 365 days and 30 days as an old version: 13 months of 100 GB at 0.023 USD.
  const { storage, keys, total } = cost(text('{ days: 365 }'), 100);
  expect(storage).toBeCloseTo((395 / (365 / 12)) * 100 * 0.023, 0);
  expect(keys).toBe(2);
  expect(total).toBeGreaterThan((storage ?? 0) + keys);
});

test('storage grows with what is recorded, and keys do not', () => {
  const [small, large] = [10, 1000].map((gigabytes) => cost(text('{ days: 365 }'), gigabytes));
  expect((large?.storage ?? 0) / (small?.storage ?? 1)).toBeCloseTo(100, 0);
  expect(large?.keys).toBe(small?.keys);
});

test('an archive costs less, and a copy in another region more', () => {
  const plain = cost(text('{ days: 730 }'), 100);
  const archived = cost(text('{ days: 730, transitions: archive }'), 100);
  expect(archived.storage).toBeLessThan((plain.storage ?? 0) / 3);
  const copied = cost(text('{ days: 730 }', '    replication: { region: us-west-2 }\n'), 100);
  expect(plain.replication).toBe(0);
  expect(copied.replication).toBeGreaterThan(plain.storage ?? 0);
  expect(copied.keys).toBeGreaterThan(plain.keys);
});

test('arrivals cost three metrics, two alarms, the events of each recording, and an hourly function', () => {
  const counting = (gigabytes: number) =>
    cost(text('{ days: 365 }', '    arrivals: {}\n'), gigabytes);
  const plain = cost(text('{ days: 365 }'), 100);
  const counted = counting(100);
  expect(plain).toMatchObject({ alarms: 0, metrics: 0, arrivals: 0 });
  // 20,480 recordings of 5 MB have 61,440 events.
  expect(counted).toMatchObject({ alarms: 0.2, metrics: 0.9, arrivals: 0.1 });
  expect(counting(10_000).arrivals).toBeCloseTo(6.14 + 0.04, 2);
  const { alarms, metrics, arrivals } = counted;
  expect(counted.total - plain.total).toBeCloseTo(alarms + metrics + arrivals, 2);
});

test('a copy has four metrics for each folder, and a price per gigabyte if its time is controlled', () => {
  const costs = (more: string) =>
    cost(text('{ days: 365 }', `    replication: { region: us-west-2${more} }\n`), 100);
  expect(costs('').metrics).toBe(1.2);
  expect(costs(', timeControl: true').replication - costs('').replication).toBeCloseTo(1.5, 2);
});

test('a weekly check is paid for in the hours in which it reports its metrics', () => {
  const checked = cost(text('{ days: 365 }', '    integrity: { source: manifest }\n'), 100);
  // Six metrics, in one hour of each day.
  expect(checked.metrics).toBe(0.08);
  expect(checked.dashboards).toBe(0);
});

test.each([
  ['', ['Stack', 'storage', 'uploads', 'keys', 'total']],
  [
    '    replication: { region: us-west-2 }\n',
    ['Stack', 'storage', 'replication', 'uploads', 'keys', 'alarms', 'metrics', 'total'],
  ],
  [
    '    arrivals: {}\n    dashboard: true\n',
    ['Stack', 'storage', 'uploads', 'keys', 'alarms', 'metrics', 'dashboards', 'arrivals', 'total'],
  ],
])('what costs nothing in any store has no column: %j', (more, titles) => {
  const shown = renderCosts([cost(text('{ days: 730 }', more), 100)], 100, 0);
  expect(shown.split('\n')[2]?.match(/\w+/g)).toEqual(titles);
});

const EXAMPLES = [
  ...fs
    .readFileSync('docs/cost.md', 'utf8')
    .matchAll(/^\| `(\{ .*? \})`(, with a copy)? +\| +([\d.]+) \| +([\d.]+) \| +([\d.]+) \|$/gm),
].map(([, retention = '', copied, ...numbers]) => ({
  retention,
  more: copied === undefined ? '' : '    replication: { region: us-west-2 }\n',
  numbers: numbers.map(Number),
}));

test('docs/cost.md has examples', () => {
  expect(EXAMPLES).toHaveLength(4);
});

test.each(EXAMPLES)('docs/cost.md says what $retention costs', ({ retention, more, numbers }) => {
  const { storage, replication, total } = cost(text(retention, more), 500);
  expect([storage, replication, total]).toEqual(numbers);
});
