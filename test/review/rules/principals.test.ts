import { change, findingsOf } from '../change';

const role = (Principal: object) => ({
  name: 'checker',
  assume_role_policy: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }],
  }),
});
const destroyed = (Principal: object) =>
  findingsOf(change({ type: 'aws_iam_role', action: 'delete', before: role(Principal) }));

test.each([
  [{ AWS: '111122223333' }, 'principal-destroyed'],
  [{ AWS: '111122223333', Service: 'lambda.amazonaws.com' }, 'principal-destroyed'],
  [{ Service: 'lambda.amazonaws.com' }, 'monitoring-changed'],
  [{ Service: 's3.amazonaws.com' }, 'replication-role-changed'],
])('the destruction of a role that %j can assume is %s', (principal, id) => {
  expect(destroyed(principal).map(([found]) => found)).toEqual([id]);
});

test('a role without a readable trust policy may be used by the vendor', () => {
  const before = { name: 'writer' };
  expect(findingsOf(change({ type: 'aws_iam_role', action: 'delete', before }))).toEqual([
    [
      'principal-destroyed',
      'The role writer is destroyed. Whatever uses it can no longer read or write.',
    ],
  ]);
});

test.each([
  ['Service', 'logs.us-east-1.amazonaws.com', 'monitoring-changed'],
  ['Service', 's3.amazonaws.com', 'permission-removed'],
  ['AWS', '111122223333', 'permission-removed'],
])('a key policy that no longer allows %s %s has the finding %s', (kind, name, id) => {
  const statement = (Sid: string, Principal: object) => ({
    Sid,
    Effect: 'Allow',
    Principal,
    Action: 'kms:Encrypt',
    Resource: '*',
  });
  const kept = statement('Kept', { AWS: '123456789012' });
  const key = (...Statement: object[]) => ({
    policy: JSON.stringify({ Version: '2012-10-17', Statement }),
  });
  const found = findingsOf(
    change({
      type: 'aws_kms_key',
      before: key(kept, statement('Lost', { [kind]: name })),
      after: key(kept),
    }),
  );
  expect(found.map(([each]) => each)).toEqual([id]);
});
