import type { Rule } from '../../review/finding';
import type { Change, Plan } from '../../review/plan';
import { reviewPlan } from '../../review/review';
import { plainText } from '../../review/sentence';

const change = (values: Partial<Change> = {}): Change => ({
  address: 'aws_s3_bucket.A',
  type: 'aws_s3_bucket',
  action: 'update',
  actions: ['update'],
  before: { bucket: 'a' },
  after: { bucket: 'a' },
  unknown: {},
  ...values,
});
const plan = (changes: readonly Change[], values: Partial<Plan> = {}): Plan => ({
  source: 'plan.json',
  changes,
  drift: [],
  deferred: false,
  regions: [],
  ...values,
});
const findingsOf = (each: Plan, rules?: readonly Rule[]) =>
  reviewPlan(each, rules).findings.map(({ id, address, what }) => [id, address, plainText(what)]);

test('an unknown action needs manual review', () => {
  expect(findingsOf(plan([change({ action: 'unknown', actions: ['evaporate'] })]))).toEqual([
    [
      'action-unknown',
      'aws_s3_bucket.A',
      'The plan contains the action evaporate, which this version of callvault does not know.',
    ],
  ]);
});

test('a plan that defers changes needs manual review', () => {
  expect(findingsOf(plan([], { deferred: true }))).toEqual([
    [
      'plan-deferred',
      'plan.json',
      'The plan defers changes to a later plan. It does not contain them, so they cannot be reviewed yet.',
    ],
  ]);
});

test('a part of a plan that callvault does not read needs manual review', () => {
  expect(findingsOf(plan([], { unread: ['action_invocations'] }))).toEqual([
    [
      'plan-part-unknown',
      'plan.json',
      'The plan contains action_invocations, which this version of callvault does not review.',
    ],
  ]);
});

test('a rule that fails is a finding, never a pass', () => {
  const broken: Rule = () => {
    throw new Error('no such thing');
  };
  expect(findingsOf(plan([change()]), [broken])).toEqual([
    [
      'check-failed',
      'aws_s3_bucket.A',
      'This change could not be checked: no such thing. Review it yourself, and report this error to the callvault maintainers.',
    ],
  ]);
});

test.each([
  ['a sensitive value', { after: { bucket: '(sensitive value, changed)' } }],
  ['a value known only after apply', { after: {}, unknown: { bucket: true } }],
])('%s of a decisive attribute needs manual review', (_, values) => {
  expect(reviewPlan(plan([change(values)])).findings.map(({ id }) => id)).toEqual([
    'value-unknown',
  ]);
});

test('every change except a no-op is shown, whatever its resource type', () => {
  const types = ['aws_s3_bucket', 'aws_new_thing', 'random_id'];
  const changes = types.map((type) => change({ type, address: `${type}.A` }));
  expect(reviewPlan(plan(changes)).changes).toHaveLength(3);
  expect(reviewPlan(plan([change({ action: 'no-op' })])).changes).toEqual([]);
  expect(
    reviewPlan(plan([change({ action: 'no-op', previousAddress: 'aws_s3_bucket.B' })])).changes,
  ).toHaveLength(1);
});

test('a bucket that moves to another region is replaced and must be registered with the vendor again', () => {
  const moved = change({
    action: 'replace',
    before: { bucket: 'a', region: 'us-east-1' },
    after: { bucket: 'a', region: 'eu-central-1' },
  });
  expect(reviewPlan(plan([moved])).findings.map(({ id }) => id)).toEqual([
    'bucket-replaced',
    'region-moved',
  ]);
});

test('the stack is identified by the tags of its resources, or else by the source of the plan', () => {
  const tagged = change({ after: { tags_all: { store: 'calls', environment: 'prod' } } });
  expect(reviewPlan(plan([tagged])).stack).toBe('calls-prod');
  expect(reviewPlan(plan([change()])).stack).toBe('plan.json');
});

test('a tag of one resource does not make a plan one of another stack', () => {
  const tagged = (store: string) =>
    change({ before: { tags_all: { store, environment: 'prod' } } });
  const changes = [tagged('video'), tagged('calls'), tagged('calls')];
  expect(reviewPlan(plan(changes)).stack).toBe('calls-prod');
});

test('a provider for another region than that of the keys moves the store', () => {
  const key = change({
    type: 'aws_kms_key',
    action: 'no-op',
    before: { arn: 'arn:aws:kms:us-east-1:123456789012:key/k' },
  });
  const idsIn = (...regions: string[]) =>
    reviewPlan(plan([key], { regions })).findings.map(({ id }) => id);
  expect(idsIn('us-east-1')).toEqual([]);
  expect(idsIn('eu-central-1', 'us-east-1')).toEqual([]);
  expect(idsIn('eu-central-1')).toEqual(['region-moved']);
  expect(idsIn()).toEqual([]);
  const removed = { ...key, action: 'delete' as const, after: {} };
  const { findings } = reviewPlan(plan([removed], { regions: ['eu-central-1'] }));
  expect(findings.map(({ id }) => id)).toEqual(['key-destroyed']);
});
