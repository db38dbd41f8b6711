import { destroyedRegister, riskToHeld } from '../../../cli/existing/held-note';
import { parseRawPlan } from '../../../review/raw-plan';

/** A plan with one change of a resource, and of the output `retired`. */
function planWith(type: string, actions: readonly string[], retired?: string) {
  const plan = {
    format_version: '1.2',
    terraform_version: '1.11.4',
    planned_values: {},
    resource_changes: [{ address: `${type}.A`, mode: 'managed', type, change: { actions } }],
    output_changes: {
      ...(retired !== undefined && {
        retired: { actions: [retired], before: null, after: { since: '2026-11-20' } },
      }),
    },
  };
  return parseRawPlan(JSON.stringify(plan), 'calls-prod');
}

test.each([
  ['aws_s3_bucket', ['delete'], undefined],
  ['aws_kms_key', ['delete', 'create'], 'create'],
])('a plan that destroys a %s names it', (type, actions, retired) => {
  expect(riskToHeld(planWith(type, actions, retired))).toContain(`before you destroy ${type}.A:`);
});

test.each<[type: string, actions: readonly string[], retired?: string]>([
  ['aws_s3_bucket', ['update']],
  ['aws_kms_alias', ['delete']],
  ['aws_s3_bucket', ['no-op'], 'no-op'],
])('a plan that does %s %j with the output retired %s harms no version', (...plan) => {
  expect(riskToHeld(planWith(...plan))).toBeUndefined();
});

test.each([
  ['reports', ['delete'], 'acme-reports'],
  ['reports', ['update'], undefined],
  ['replica', ['delete'], undefined],
])('a bucket for %s with %j has the register %s', (kind, actions, bucket) => {
  const before = { bucket: 'acme-reports', tags: { 'storage-kind': kind } };
  const plan = planWith('aws_s3_bucket', actions);
  const changes = plan.resource_changes?.map((each) => ({
    ...each,
    change: { ...each.change, before },
  }));
  const found = destroyedRegister({ ...plan, resource_changes: changes });
  expect(found?.bucket).toBe(bucket);
});

test.each(['create', 'update'])('a plan that does %s of the output retired retires', (action) => {
  expect(riskToHeld(planWith('aws_s3_bucket', ['no-op'], action))).toBe(
    'They stay after their last day, until the cases are released.',
  );
});
