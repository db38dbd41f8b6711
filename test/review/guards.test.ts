import { findUnguarded, withUnguarded } from '../../review/guards';
import { parsePlan } from '../../review/plan';
import { reviewPlan } from '../../review/review';
import { plainText } from '../../review/sentence';

const stack = (resources: object) => JSON.stringify({ resource: { aws_s3_bucket: resources } });
const kept = { bucket: 'calls', lifecycle: { prevent_destroy: true } };
const free = { bucket: 'calls', lifecycle: { prevent_destroy: false } };
const unsaid = { bucket: 'calls' };

test.each([
  { before: { a: kept }, after: { a: free }, found: ['aws_s3_bucket.a'] },
  { before: { a: kept }, after: { a: unsaid }, found: ['aws_s3_bucket.a'] },
  { before: { a: kept }, after: { a: kept }, found: [] },
  { before: { a: free }, after: { a: unsaid }, found: [] },
  { before: { a: unsaid }, after: { a: kept }, found: [] },
  // What is no longer described is destroyed, or moved, and a plan says which.
  { before: { a: kept }, after: { b: unsaid }, found: [] },
  { before: { a: kept, b: kept }, after: { a: kept, b: free }, found: ['aws_s3_bucket.b'] },
])('%j', ({ before, after, found }) => {
  expect(findUnguarded(stack(before), stack(after))).toEqual(found);
});

/** What is found in a plan for a bucket and a key that are no longer guarded. */
function findings(action: string) {
  const change = (address: string, before: object) => ({
    ...{ address, mode: 'managed', type: address.split('.')[0] },
    change: { actions: [action], before, after: action === 'delete' ? null : before },
  });
  const plan = parsePlan(
    JSON.stringify({
      ...{ format_version: '1.2', terraform_version: '1.11.4', planned_values: {} },
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

test('what is no longer kept from being destroyed is found although nothing else changes', () => {
  expect(findings('no-op')).toEqual([
    'destroy-guard-removed: Terraform is no longer kept from destroying Recordings of calls: prevent_destroy is taken away, so a later change can plan it.',
    'destroy-guard-removed: Terraform is no longer kept from destroying the bucket calls: prevent_destroy is taken away, so a later change can plan it.',
  ]);
});

test('what is destroyed now is told of as that, and not twice', () => {
  expect(findings('delete').filter((each) => each.startsWith('destroy-guard'))).toEqual([]);
});
