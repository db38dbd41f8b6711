import { findUnguarded, withUnguarded } from '../../review/guards';
import { parsePlan } from '../../review/plan';
import { reviewPlan } from '../../review/review';
import { plainText } from '../../review/sentence';

const stack = (resources: object) => JSON.stringify({ resource: { aws_s3_bucket: resources } });
const kept = { bucket: 'calls', lifecycle: { prevent_destroy: true } };
const free = { bucket: 'calls', lifecycle: { prevent_destroy: false } };
const unset = { bucket: 'calls' };

test.each([
  { before: { a: kept }, after: { a: free }, found: ['aws_s3_bucket.a'] },
  { before: { a: kept }, after: { a: unset }, found: ['aws_s3_bucket.a'] },
  { before: { a: kept }, after: { a: kept }, found: [] },
  { before: { a: free }, after: { a: unset }, found: [] },
  { before: { a: unset }, after: { a: kept }, found: [] },
  // A removed resource is destroyed or moved, and the plan says which.
  { before: { a: kept }, after: { b: unset }, found: [] },
  { before: { a: kept, b: kept }, after: { a: kept, b: free }, found: ['aws_s3_bucket.b'] },
])('prevent_destroy that was removed is found: %j', ({ before, after, found }) => {
  expect(findUnguarded(stack(before), stack(after))).toEqual(found);
});

/** The findings of a plan for a bucket and a key whose `prevent_destroy` was removed. */
function findings(action: string) {
  const change = (address: string, before: object) => ({
    address,
    mode: 'managed',
    type: address.split('.')[0],
    change: { actions: [action], before, after: action === 'delete' ? null : before },
  });
  const plan = parsePlan(
    JSON.stringify({
      format_version: '1.2',
      terraform_version: '1.11.4',
      planned_values: {},
      resource_changes: [
        change('aws_s3_bucket.a', { bucket: 'calls' }),
        change('aws_s3_bucket.b', { bucket: 'other' }),
        change('aws_kms_key.c', { description: 'Recordings of calls' }),
      ],
    }),
    'plan.json',
  );
  const marked = withUnguarded(plan, ['aws_s3_bucket.a', 'aws_kms_key.c']);
  return reviewPlan(marked).findings.map(({ id, what }) => `${id}: ${plainText(what)}`);
}

test('a removed prevent_destroy is found although nothing else changes', () => {
  expect(findings('no-op')).toEqual([
    'destroy-guard-removed: Terraform no longer protects Recordings of calls from being destroyed: prevent_destroy was removed, so a later plan can destroy it.',
    'destroy-guard-removed: Terraform no longer protects the bucket calls from being destroyed: prevent_destroy was removed, so a later plan can destroy it.',
  ]);
});

test('a resource that the plan destroys has no second finding for its prevent_destroy', () => {
  expect(findings('delete').filter((each) => each.startsWith('destroy-guard'))).toEqual([]);
});
