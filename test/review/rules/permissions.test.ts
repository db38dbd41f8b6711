import type { Change } from '../../../review/plan';
import { change, idsOf } from '../change';

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
  ['stays in', { before: { group: 'g', users: ['u'] }, after: { group: 'g', users: ['u'] } }, []],
])('a user that %s a group has these findings', (_, values, ids) => {
  expect(idsOf(change({ type: 'aws_iam_group_membership', ...values }))).toEqual(ids);
});

test('a resource that lists the groups of a user counts like one that lists the users of a group', () => {
  const after = { user: 'u', groups: ['admins'] };
  const found = idsOf(change({ type: 'aws_iam_user_group_membership', action: 'create', after }));
  expect(found).toEqual(['member-added']);
});

test('a renamed user is still the same member', () => {
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
])('a permissions boundary that is %s has these findings', (...[, before, after, ids]) => {
  const role = (permissions_boundary: string) => ({ name: 'writer', permissions_boundary });
  expect(idsOf(change({ type: 'aws_iam_role', before: role(before), after: role(after) }))).toEqual(
    ids,
  );
});

test('inline policies of a role are compared like separate resources', () => {
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
