import type { Change } from '../../../review/plan';
import { reviewPlan } from '../../../review/review';

const change = (values: Partial<Change>): Change => ({
  address: `${values.type ?? ''}.A`,
  type: '',
  action: 'update',
  actions: [values.action ?? 'update'],
  before: {},
  after: {},
  unknown: {},
  ...values,
});
/** A plan is of a stack that exists. */
const existing = change({ type: 'aws_s3_bucket', action: 'no-op', before: { bucket: 'calls' } });
const idsOf = (...changes: readonly Change[]) => {
  const plan = { source: 'plan.json', drift: [], deferred: false, regions: [] };
  return reviewPlan({ ...plan, changes: [existing, ...changes] }).findings.map(({ id }) => id);
};

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
])('an attachment that is %s is a finding', (_, values, ids) => {
  expect(idsOf(change({ type: 'aws_iam_role_policy_attachment', ...values }))).toEqual(ids);
});

test('an attachment that owns its policy takes it from those that it no longer lists', () => {
  const before = { policy_arn: ARN, roles: ['writer'], users: ['operator'] };
  const after = { policy_arn: ARN, roles: ['writer'], groups: ['readers'] };
  const found = idsOf(change({ type: 'aws_iam_policy_attachment', before, after }));
  expect(found).toEqual(['permission-removed', 'policy-attached']);
});

test('a list of the only inline policies removes every other one', () => {
  const type = 'aws_iam_role_policies_exclusive';
  const after = { role_name: 'writer', policy_names: [] };
  expect(idsOf(change({ type, action: 'create', after }))).toEqual(['permission-removed']);
  const fewer = { role_name: 'writer', policy_names: ['a'] };
  const more = { role_name: 'writer', policy_names: ['a', 'b'] };
  expect(idsOf(change({ type, before: more, after: fewer }))).toEqual(['permission-removed']);
  expect(idsOf(change({ type, before: fewer, after: more }))).toEqual([]);
});

test('a list of the only attached policies attaches them as well', () => {
  const type = 'aws_iam_user_policy_attachments_exclusive';
  const after = { user_name: 'writer', policy_arns: [ARN] };
  expect(idsOf(change({ type, action: 'create', after }))).toEqual([
    'permission-removed',
    'policy-attached',
  ]);
});

test.each<[string, Partial<Change>, string[]]>([
  [
    'joins',
    { before: { group: 'g', users: [] }, after: { group: 'g', users: ['u'] } },
    ['member-added'],
  ],
  [
    'leaves',
    { before: { group: 'g', users: ['u'] }, after: { group: 'g', users: [] } },
    ['permission-removed'],
  ],
  ['stays', { before: { group: 'g', users: ['u'] }, after: { group: 'g', users: ['u'] } }, []],
])('a user that %s a group gains or loses what its policies allow', (_, values, ids) => {
  expect(idsOf(change({ type: 'aws_iam_group_membership', ...values }))).toEqual(ids);
});

test('a membership that names the groups of a user counts like one that names the users of a group', () => {
  const after = { user: 'u', groups: ['admins'] };
  const found = idsOf(change({ type: 'aws_iam_user_group_membership', action: 'create', after }));
  expect(found).toEqual(['member-added']);
});

test('a user that is renamed is still the same member', () => {
  const renamed = change({ type: 'aws_iam_user', before: { name: 'u' }, after: { name: 'v' } });
  const membership = change({
    type: 'aws_iam_group_membership',
    before: { group: 'g', users: ['u'] },
    after: { group: 'g', users: ['v'] },
  });
  expect(idsOf(renamed, membership)).toEqual(['principal-replaced']);
});

const BOUNDARY = 'arn:aws:iam::123456789012:policy/boundary';

test.each<[string, string, string, string[]]>([
  ['added', '', BOUNDARY, ['permissions-boundary-added']],
  ['removed', BOUNDARY, '', ['permissions-boundary-removed']],
  [
    'replaced',
    BOUNDARY,
    `${BOUNDARY}2`,
    ['permissions-boundary-added', 'permissions-boundary-removed'],
  ],
  ['kept', BOUNDARY, BOUNDARY, []],
])('a permissions boundary that is %s', (...[, before, after, ids]) => {
  const role = (permissions_boundary: string) => ({ name: 'writer', permissions_boundary });
  expect(idsOf(change({ type: 'aws_iam_role', before: role(before), after: role(after) }))).toEqual(
    ids,
  );
});

test('inline policies that a role itself lists are compared like resources of their own', () => {
  const policy = (Action: string) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action, Resource: '*' },
    });
  const role = (...inline_policy: object[]) => ({ name: 'writer', inline_policy });
  const put = { name: 'a', policy: policy('s3:PutObject') };
  const found = (before: object, after: object) =>
    idsOf(
      change({
        type: 'aws_iam_role',
        before: before as Change['before'],
        after: after as Change['after'],
      }),
    );
  expect(found(role(put), role({}))).toEqual(['permission-removed']);
  expect(found(role(put), role({ ...put, policy: policy('s3:*') }))).toEqual(['allow-widened']);
  expect(found(role(put), role(put))).toEqual([]);
});
