import type { Rule } from '../../review/finding';
import type { Change, Plan } from '../../review/plan';
import { reviewPlan } from '../../review/review';
import { plainText } from '../../review/sentence';

const change = (values: Partial<Change> = {}): Change => ({
  ...{ address: 'aws_s3_bucket.A', type: 'aws_s3_bucket', action: 'update', actions: ['update'] },
  ...{ before: { bucket: 'a' }, after: { bucket: 'a' }, unknown: {} },
  ...values,
});
const plan = (changes: readonly Change[], values: Partial<Plan> = {}): Plan => ({
  ...{ source: 'plan.json', changes, drift: [], deferred: false, regions: [] },
  ...values,
});
const told = (each: Plan, rules?: readonly Rule[]) =>
  reviewPlan(each, rules).findings.map(({ id, address, what }) => [id, address, plainText(what)]);

test('an action that nobody has heard of needs a person', () => {
  expect(told(plan([change({ action: 'unknown', actions: ['evaporate'] })]))).toEqual([
    [
      'action-unknown',
      'aws_s3_bucket.A',
      'The plan does evaporate to it, which this version of callvault does not know.',
    ],
  ]);
});

test('a plan that leaves changes for a later one needs a person', () => {
  expect(told(plan([], { deferred: true }))).toEqual([
    [
      'plan-deferred',
      'plan.json',
      'The plan leaves changes for a later one; they are not in it, so nobody can review them yet.',
    ],
  ]);
});

test('a rule that fails has not found that all is well', () => {
  const broken: Rule = () => {
    throw new Error('no such thing');
  };
  expect(told(plan([change()]), [broken])).toEqual([
    [
      'check-failed',
      'aws_s3_bucket.A',
      'What is done to it could not be judged: no such thing. Read this change yourself, and tell us.',
    ],
  ]);
});

test.each([
  ['a value that is hidden', { after: { bucket: '(sensitive value, changed)' } }],
  ['a value that is known later', { after: {}, unknown: { bucket: true } }],
])('%s and decides over recordings needs a person', (_, values) => {
  expect(reviewPlan(plan([change(values)])).findings.map(({ id }) => id)).toEqual([
    'value-unknown',
  ]);
});

test('every change that is no no-op is shown, whatever it is of', () => {
  const types = ['aws_s3_bucket', 'aws_new_thing', 'random_id'];
  const changes = types.map((type) => change({ type, address: `${type}.A` }));
  expect(reviewPlan(plan(changes)).changes).toHaveLength(3);
  expect(reviewPlan(plan([change({ action: 'no-op' })])).changes).toEqual([]);
  expect(
    reviewPlan(plan([change({ action: 'no-op', previousAddress: 'aws_s3_bucket.B' })])).changes,
  ).toHaveLength(1);
});

test('a bucket that moves to another region is replaced, and the vendor must be told', () => {
  const moved = change({
    action: 'replace',
    before: { bucket: 'a', region: 'us-east-1' },
    after: { bucket: 'a', region: 'eu-central-1' },
  });
  expect(reviewPlan(plan([moved])).findings.map(({ id }) => id)).toEqual([
    ...['bucket-replaced', 'region-moved'],
  ]);
});

test('the stack is told by the tags of what it makes, or else by the file', () => {
  const tagged = change({ after: { tags_all: { store: 'calls', environment: 'prod' } } });
  expect(reviewPlan(plan([tagged])).stack).toBe('calls-prod');
  expect(reviewPlan(plan([change()])).stack).toBe('plan.json');
});
