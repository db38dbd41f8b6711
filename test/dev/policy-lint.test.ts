import type { StackPolicies } from '../../access/policies';
import type { Statement } from '../../core/policy';
import { lintPolicies } from '../../dev/policy-lint';
import { readStacks } from '../access/world';

const BUCKET = 'arn:aws:s3:::acme';
const GOOD: Statement = {
  Sid: 'Write',
  Effect: 'Allow',
  Action: ['s3:PutObject'],
  Resource: `${BUCKET}/recordings/*`,
};

/** A stack with a role whose policy has the given statements. */
const stackWith = (...statements: Statement[]): StackPolicies => ({
  stack: 'calls-prod',
  partition: 'aws',
  account: '111111111111',
  region: 'eu-central-1',
  prefix: 'recordings/',
  buckets: [
    { kind: 'recordings', name: 'acme', arn: BUCKET, policy: { Version: '', Statement: [] } },
  ],
  keys: [],
  secrets: [],
  messaging: [],
  previousPrefixes: [],
  additionalPrefixes: [],
  principals: [
    {
      kind: 'role',
      of: 'vendor',
      name: 'vendor',
      arn: 'arn:aws:iam::111111111111:role/vendor',
      policy: { Version: '2012-10-17', Statement: statements },
    },
  ],
});

test.each([...readStacks()])('%s has no findings', async (_, stack) => {
  await expect(lintPolicies(stack)).resolves.toEqual([]);
});

test.each<[Partial<Statement>, string[]]>([
  [{}, []],
  [{ Action: 's3:PutObjct' }, ['Write names s3:PutObjct, which does not exist']],
  [{ Action: 's3:Put*' }, ['Write allows s3:Put*']],
  [{ Action: '*' }, ['Write allows *']],
  [
    { Action: 's3:ListBucket' },
    ['Write allows s3:ListBucket on a object, to which it does not apply'],
  ],
  [{ Action: 'iam:GetRole', Resource: 'arn:aws:iam::111111111111:role/vendor' }, []],
  [
    { Action: 'iam:GetGroupPolicy', Resource: 'arn:aws:iam::111111111111:role/vendor' },
    ['Write allows iam:GetGroupPolicy on a role, to which it does not apply'],
  ],
  [{ Action: 's3:DeleteObjectVersion' }, ['Write allows s3:DeleteObjectVersion']],
  [{ Resource: `${BUCKET}/*` }, [`Write applies to ${BUCKET}/*`]],
  [{ Resource: `${BUCKET}/recordings*` }, [`Write applies to ${BUCKET}/recordings*`]],
  [
    { Condition: { StringEqual: { 'aws:PrincipalArn': 'x' } } },
    ['Write has an unknown operator StringEqual'],
  ],
  [{ Condition: {} }, ['Write has an empty condition']],
  [{ Condition: { IpAddress: {} } }, ['Write has an empty condition']],
  [{ Condition: { IpAddress: { 'aws:SourceIp': [] } } }, ['Write has an empty condition']],
  [{ Condition: { StringEqualsIfExists: { 'aws:PrincipalArn': 'x' } } }, []],
  [{ Action: undefined, NotAction: 's3:GetObject' }, ['Write allows by exception']],
  [
    { Action: 's3:PutObjectTagging', Condition: { StringEquals: { 's3:x-amz-acl': 'private' } } },
    ['Write allows s3:PutObjectTagging by s3:x-amz-acl, which its requests do not have'],
  ],
  [{ Effect: 'Deny', Action: 's3:*', Resource: '*' }, []],
  [
    { Effect: 'Deny', Action: 's3:DeleteObjct' },
    ['Write names s3:DeleteObjct, which does not exist'],
  ],
])('%j has the findings %j', async (change, expected) => {
  const findings = await lintPolicies(stackWith({ ...GOOD, ...change }));
  expect(findings.map((each) => each.replace('calls-prod: role policy of vendor: ', ''))).toEqual(
    expected,
  );
});

test('a repeated Sid and a policy that is too large are found', async () => {
  await expect(lintPolicies(stackWith(GOOD, GOOD))).resolves.toEqual([
    'calls-prod: role policy of vendor: Write is repeated',
  ]);
  const Condition = { ArnEquals: { 'aws:PrincipalArn': 'x'.repeat(10_240) } };
  const findings = await lintPolicies(stackWith({ ...GOOD, Condition }));
  expect(findings).toEqual([expect.stringMatching(/ role policy of vendor: 10\d{3} characters$/)]);
});
