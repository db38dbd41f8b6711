import type { Change } from '../../../review/plan';
import { reviewPlan } from '../../../review/review';
import { plainText } from '../../../review/sentence';
import { change } from '../change';

const attributes = { bucket: 'calls', arn: 'arn:aws:s3:::calls' };
const BUCKET = change({
  address: 'aws_s3_bucket.Calls',
  before: attributes,
  after: attributes,
  isImported: true,
});
const lifecycleOf = (values: Partial<Change>) =>
  change({
    type: 'aws_s3_bucket_lifecycle_configuration',
    after: {
      bucket: 'calls',
      rule: [{ id: 'expire', status: 'Enabled', expiration: [{ days: 90 }] }],
    },
    ...values,
  });
const lock = change({
  type: 'terraform_data',
  address: 'terraform_data.PathLock_Path_A',
  action: 'create',
  after: { triggers_replace: { prefix: 'recordings/' } },
});

/** The findings of a plan of a new stack. */
function findingsOf(...changes: readonly Change[]) {
  const plan = { source: 'plan.json', drift: [], deferred: false, regions: [] };
  return reviewPlan({ ...plan, changes }).findings.map(({ id, what }) => [id, plainText(what)]);
}
const idsOf = (...changes: readonly Change[]) => findingsOf(...changes).map(([id]) => id);

test('a bucket and any other resource that exist are imported, which stops nothing', () => {
  expect(findingsOf(BUCKET, change({ type: 'aws_iam_role', isImported: true }))).toEqual([
    [
      'resource-imported',
      'aws_iam_role.A exists, and is imported: Terraform manages it from now on.',
    ],
    [
      'resource-imported',
      'The bucket calls exists, and is imported with the objects in it. The settings of the stack replace those that it has.',
    ],
  ]);
});

test('what a new stack sets on an imported bucket is a change, and the rest of the stack is new', () => {
  const created = lifecycleOf({ action: 'create', references: ['aws_s3_bucket.Calls'] });
  expect(idsOf(BUCKET, lock, created)).toEqual(['expiry-added', 'resource-imported']);
  const imported = lifecycleOf({ before: { bucket: 'calls', rule: [] }, isImported: true });
  expect(idsOf(BUCKET, lock, imported)).toEqual(['expiry-added', 'resource-imported']);
});

test('an import into a stack that exists leaves it an existing one', () => {
  const existing = change({ type: 'aws_sns_topic', action: 'no-op' });
  expect(idsOf(BUCKET, lock, existing)).toContain('path-moved');
});
