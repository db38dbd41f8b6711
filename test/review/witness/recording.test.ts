import { reviewPlan } from '../../../review/review';
import { RULES } from '../../../review/rules';
import { plainText } from '../../../review/sentence';
import { BUCKET, change } from '../change';

type Values = Readonly<Record<string, unknown>>;

const rule = (days: number | undefined, more: Values = {}): Values => ({
  status: 'Enabled',
  filter: [{ prefix: '' }],
  expiration: days === undefined ? [] : [{ days }],
  ...more,
});

const recoverable = (noncurrent_days: number): Values => ({
  noncurrent_version_expiration: [{ noncurrent_days }],
});

const under = (prefix: string): Values => ({ filter: [{ prefix }] });

const lifecycle = (before: readonly Values[], after: readonly Values[]) =>
  change({
    type: 'aws_s3_bucket_lifecycle_configuration',
    before: { bucket: 'calls', rule: before },
    after: { bucket: 'calls', rule: after },
  });

const versioning = (status: string) => {
  const values = { bucket: 'calls', versioning_configuration: [{ status }] };
  return change({
    type: 'aws_s3_bucket_versioning',
    action: 'no-op',
    before: values,
    after: values,
  });
};

const lock = change({
  type: 'aws_s3_bucket_object_lock_configuration',
  action: 'no-op',
  before: { bucket: 'calls' },
  after: { bucket: 'calls' },
});

/** The examples of a change of lifecycle rules on 2026-11-25. */
function examples(...changes: readonly ReturnType<typeof change>[]): (string | undefined)[] {
  const plan = { source: 'plan.json', drift: [], deferred: false, regions: [] };
  const review = reviewPlan({ ...plan, changes: [BUCKET, ...changes] }, RULES, '2026-11-25');
  return review.findings.map(({ example }) => example && plainText(example.what));
}

const SHORTER = 'For example, a recording of today expires on 2026-12-02 instead of 2027-11-25.';

test.each([
  ['Enabled', [recoverable(30)], 'hidden at the next midnight UTC and recoverable for 30 days'],
  ['Enabled', [{}], 'hidden at the next midnight UTC and stay recoverable'],
  ['Suspended', [{}], 'permanently deleted at the next midnight UTC'],
])('with versioning %s and %j, recordings older than 7 days are %s', (status, [more], end) => {
  const shorter = lifecycle([rule(365, more)], [rule(7, more)]);
  expect(examples(versioning(status), shorter)).toEqual([
    `${SHORTER} Those older than 7 days are ${end}.`,
  ]);
});

test('without the versioning of the bucket, the example does not say what remains of them', () => {
  expect(examples(lifecycle([rule(365)], [rule(7)]))).toEqual([
    `${SHORTER} Those older than 7 days expire at the next midnight UTC.`,
  ]);
});

test('a recording that is kept longer only gets another day', () => {
  expect(examples(lifecycle([rule(7)], [rule(365)]))).toEqual([
    'For example, a recording of today expires on 2027-11-25 instead of 2026-12-02.',
  ]);
  expect(examples(lifecycle([rule(7)], [rule(undefined)]))).toEqual([
    'For example, a recording of today never expires, instead of on 2026-12-02.',
  ]);
});

test('the example is about the recordings that no other rule treats differently', () => {
  expect(examples(lifecycle([rule(90, under('a/'))], [rule(90, under('a/')), rule(90)]))).toEqual([
    'For example, a recording of today outside a/ expires on 2027-02-23. Until now, it never expired. Those older than 90 days expire at the next midnight UTC.',
  ]);
});

test.each([
  ['tags', { filter: [{ and: [{ prefix: '', tags: { a: 'b' } }] }] }, 30],
  ['a date', { expiration: [{ date: '2027-01-01T00:00:00Z' }] }, undefined],
])('rules with %s on both sides leave no certain example', (_, more, days) => {
  const other = rule(days, more);
  expect(examples(lifecycle([rule(365), other], [rule(7), other]))[0]).toBeUndefined();
});

test('recordings are permanently deleted earlier, unless Object Lock can hold them', () => {
  const sooner = lifecycle([rule(365, recoverable(30))], [rule(365, recoverable(5))]);
  expect(examples(sooner)).toEqual([
    'For example, a recording that is deleted or expires today is recoverable until 2026-11-30 instead of until 2026-12-25. Those that were deleted or expired more than 5 days ago are permanently deleted at the next midnight UTC.',
  ]);
  expect(examples(sooner, lock)).toEqual([undefined]);
});
