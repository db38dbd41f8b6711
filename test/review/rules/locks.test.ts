import { parsePlan } from '../../../review/plan';
import { reviewPlan } from '../../../review/review';
import { RULES } from '../../../review/rules';
import { plainText } from '../../../review/sentence';
import { change, idsOf } from '../change';

const TYPE = 'aws_s3_bucket_object_lock_configuration';

const lock = (mode: string, days: number) => ({
  bucket: 'calls',
  rule: [{ default_retention: [{ mode, days }] }],
});

test.each([
  ['compliance for a day longer', lock('COMPLIANCE', 365), lock('COMPLIANCE', 366)],
  ['governance to compliance', lock('GOVERNANCE', 365), lock('COMPLIANCE', 365)],
  ['no rule to a rule', { bucket: 'calls', rule: [] }, lock('GOVERNANCE', 1)],
])('Object Lock from %s cannot be undone', (_, before, after) => {
  expect(idsOf(change({ type: TYPE, before, after }))).toEqual(['lock-irreversible']);
  const back = idsOf(change({ type: TYPE, before: after, after: before }));
  expect(back).not.toContain('lock-irreversible');
});

test('Object Lock in governance mode for a day longer can be undone', () => {
  const [before, after] = [lock('GOVERNANCE', 365), lock('GOVERNANCE', 366)];
  expect(idsOf(change({ type: TYPE, before, after }))).toEqual(['lock-extended']);
});

test('Object Lock of a bucket that the plan creates can still be undone', () => {
  const bucket = change({
    address: 'aws_s3_bucket.New',
    action: 'create',
    after: { bucket: 'new' },
  });
  const created = { ...lock('COMPLIANCE', 365), bucket: 'new' };
  expect(idsOf(bucket, change({ type: TYPE, action: 'create', after: created }))).toEqual([]);
});

/** The sentences of a plan that destroys a resource, reviewed on a day. */
function destroyed(type: string, before: Readonly<Record<string, unknown>>): string[] {
  const plan = {
    format_version: '1.2',
    terraform_version: '1.11.4',
    planned_values: {},
    resource_changes: [
      { address: `${type}.A`, mode: 'managed', type, change: { actions: ['delete'], before } },
    ],
  };
  const parsed = parsePlan(JSON.stringify(plan), 'plan.json');
  return reviewPlan(parsed, RULES, '2026-11-20').findings.map(({ what }) => plainText(what));
}

test('what a destroy schedules can be undone until a day', () => {
  expect(destroyed('aws_kms_key', { description: 'k', deletion_window_in_days: 7 })).toEqual([
    'Deletion of the key k is scheduled. From now on nothing can be encrypted or decrypted with it, and after 7 days everything that it encrypts is lost. The deletion can be canceled for 7 days, until 2026-11-27 if it is applied today.',
  ]);
  const secret = { name: 's', recovery_window_in_days: 30 };
  expect(destroyed('aws_secretsmanager_secret', secret)).toEqual([
    'The secret s is destroyed together with the credential in it. It can be restored for 30 days, until 2026-12-20 if it is applied today. During that time no other secret can have its name.',
  ]);
  expect(destroyed('aws_secretsmanager_secret', { ...secret, recovery_window_in_days: 0 })).toEqual(
    ['The secret s is destroyed together with the credential in it. It cannot be restored.'],
  );
});
