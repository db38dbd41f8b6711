import type { Change } from '../../review/plan';
import { monthlyCostOf } from '../../review/prices';
import { retentionChanges } from '../../review/retention';

const standard = { storageClass: 'STANDARD', days: 0 };

test.each([
  // One month and one terabyte of each: 1,024 GB at the list price.
  [[standard], 365 / 12, 23.55],
  [[{ storageClass: 'GLACIER', days: 0 }], 365 / 12, 3.69],
  [[{ storageClass: 'DEEP_ARCHIVE', days: 0 }], 365 / 12, 1.01],
  // Twelve months are stored at the same time.
  [[standard], 365, 282.62],
  [[standard, { storageClass: 'STANDARD_IA', days: 30 }], 60, 35.85],
  // A transition after the expiry changes nothing.
  [[standard, { storageClass: 'GLACIER', days: 90 }], 30, 23.23],
])('%j for %p days costs %p dollars per month', (classes, days, cost) => {
  expect(monthlyCostOf(classes, days)).toBe(cost);
});

test('the cost of a storage class without a known price is unknown, not zero', () => {
  expect(monthlyCostOf([standard, { storageClass: 'TAPE', days: 30 }], 60)).toBeUndefined();
});

const rule = (days: number, prefix = '') => ({
  id: 'expire',
  status: 'Enabled',
  filter: [{ prefix }],
  expiration: [{ days }],
  noncurrent_version_expiration: [{ noncurrent_days: 30 }],
});
const change = (before: unknown, after: unknown): Change => ({
  address: 'a.B',
  type: 'aws_s3_bucket_lifecycle_configuration',
  action: 'update',
  actions: ['update'],
  unknown: {},
  before: { bucket: 'b', rule: before },
  after: { bucket: 'b', rule: after },
});

test('the three days before and after follow the retention schedule', () => {
  const [found] = retentionChanges([change([rule(730)], [rule(365)])]);
  expect([found?.before?.days, found?.after?.days]).toEqual([
    { readableUntil: 730, recoverableUntil: 760, goneBy: 762 },
    { readableUntil: 365, recoverableUntil: 395, goneBy: 397 },
  ]);
});

test('a folder whose rule does not change is omitted', () => {
  const [before, after] = [
    [rule(730), rule(30, 'a/')],
    [rule(730), rule(31, 'a/')],
  ];
  expect(retentionChanges([change(before, after)]).map(({ prefix }) => prefix)).toEqual(['a/']);
  expect(retentionChanges([change(before, [...before].reverse())])).toEqual([]);
});
