import type { Change } from '../../../review/plan';
import { change, idsOf } from '../change';

const ARN = 'arn:aws:iam::aws:policy/AmazonS3FullAccess';
const attachment = { role: 'writer', policy_arn: ARN };

test.each<[string, Partial<Change>, string[]]>([
  ['created', { action: 'create', after: attachment }, ['policy-attached']],
  ['destroyed', { action: 'delete', before: attachment }, ['permission-removed']],
  [
    'moved to another role',
    { action: 'replace', before: attachment, after: { ...attachment, role: 'reader' } },
    ['permission-removed', 'policy-attached'],
  ],
])('an attachment that is %s has these findings', (_, values, ids) => {
  expect(idsOf(change({ type: 'aws_iam_role_policy_attachment', ...values }))).toEqual(ids);
});

test('an exclusive attachment detaches its policy from principals that it does not list', () => {
  const before = { policy_arn: ARN, roles: ['writer'], users: ['operator'] };
  const after = { policy_arn: ARN, roles: ['writer'], groups: ['readers'] };
  const found = idsOf(change({ type: 'aws_iam_policy_attachment', before, after }));
  expect(found).toEqual(['permission-removed', 'policy-attached']);
});

test('a list of the only inline policies removes every other policy', () => {
  const type = 'aws_iam_role_policies_exclusive';
  const after = { role_name: 'writer', policy_names: [] };
  expect(idsOf(change({ type, action: 'create', after }))).toEqual(['permission-removed']);
  const fewer = { role_name: 'writer', policy_names: ['a'] };
  const more = { role_name: 'writer', policy_names: ['a', 'b'] };
  expect(idsOf(change({ type, before: more, after: fewer }))).toEqual(['permission-removed']);
  expect(idsOf(change({ type, before: fewer, after: more }))).toEqual([]);
});

test('a list of the only attached policies also attaches its policies', () => {
  const type = 'aws_iam_user_policy_attachments_exclusive';
  const after = { user_name: 'writer', policy_arns: [ARN] };
  expect(idsOf(change({ type, action: 'create', after }))).toEqual([
    'permission-removed',
    'policy-attached',
  ]);
});
