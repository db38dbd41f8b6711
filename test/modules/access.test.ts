import type { AccessScope, Grants } from '../../modules/access-statements';
import { AccessRole, type AccessRoleProps } from '../../modules/access-role';
import { AccessUser, type AccessUserProps } from '../../modules/access-user';
import { build, refusal, statements } from './build';

const BUCKET = 'arn:aws:s3:::acme';
const KEY = 'arn:aws:kms:eu-central-1:111111111111:key/8f14e45f-ceea-467f-a0e6-1d5f3a3c2b11';
const scope: AccessScope = { bucketArn: BUCKET, prefix: 'recordings/', keyArn: KEY };
const grants: Grants = {
  object: { sid: 'Push', actions: ['s3:PutObject'] },
  key: { sid: 'Encrypt', actions: ['kms:GenerateDataKey'] },
};
const trust = {
  kind: 'account' as const,
  principals: ['arn:aws:iam::291871421005:root'],
  externalId: 'worqhat',
};
const ROLE: AccessRoleProps = { name: 'vendor', description: 'Writes', trust, grants, scope };
const USER: AccessUserProps = { name: 'vendor', grants, scope };

const role = (change: Partial<AccessRoleProps> = {}) =>
  build((parent) => new AccessRole(parent, 'Access', { ...ROLE, ...change }));
const user = (change: Partial<AccessUserProps> = {}) =>
  build((parent) => new AccessUser(parent, 'Access', { ...USER, ...change }));

test('access through a role is one role with one inline policy', () => {
  const built = role();
  expect(built.types).toEqual(['aws_iam_role', 'aws_iam_role_policy']);
  expect(statements(built.only('aws_iam_role').assume_role_policy)).toEqual([
    {
      Sid: 'VendorAssumesRole',
      Effect: 'Allow',
      Principal: { AWS: ['arn:aws:iam::291871421005:root'] },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': 'worqhat' } },
    },
  ]);
  expect(statements(built.only('aws_iam_role_policy').policy)).toEqual([
    { Sid: 'Push', Effect: 'Allow', Action: ['s3:PutObject'], Resource: `${BUCKET}/recordings/*` },
    { Sid: 'Encrypt', Effect: 'Allow', Action: ['kms:GenerateDataKey'], Resource: KEY },
  ]);
});

test('the trust policy requires a token’s audience and subject, under the issuer without its scheme', () => {
  const token = {
    kind: 'web-identity' as const,
    providerArn: 'arn:aws:iam::111111111111:oidc-provider/id.example.com',
    issuer: 'https://id.example.com',
    audience: 'acme',
  };
  const trusted = (subject?: string) => {
    const built = role({ trust: { ...token, ...(subject && { subject }) } });
    return statements(built.only('aws_iam_role').assume_role_policy)[0];
  };
  expect(trusted()).toMatchObject({
    Action: 'sts:AssumeRoleWithWebIdentity',
    Principal: { Federated: token.providerArn },
    Condition: { StringEquals: { 'id.example.com:aud': 'acme' } },
  });
  expect(trusted('uploader')?.Condition?.StringEquals).toEqual({
    'id.example.com:aud': 'acme',
    'id.example.com:sub': 'uploader',
  });
});

test('the network is a condition for S3, which the vendor calls, and not for KMS, which S3 calls', () => {
  const network = { cidrs: ['203.0.113.0/24'] };
  const [push, encrypt] = statements(
    role({ scope: { ...scope, network } }).only('aws_iam_role_policy').policy,
  );
  expect(push?.Condition).toEqual({ IpAddress: { 'aws:SourceIp': ['203.0.113.0/24'] } });
  expect(encrypt?.Condition).toBeUndefined();
});

test('the only allowed ACL is the one that gives the object to the bucket’s owner', () => {
  const object = { sid: 'Push', actions: ['s3:PutObject', 's3:PutObjectAcl'] };
  const all = statements(role({ grants: { object } }).only('aws_iam_role_policy').policy);
  expect(all[1]).toEqual({
    Sid: 'PushOwnerAcl',
    Effect: 'Allow',
    Action: ['s3:PutObjectAcl'],
    Resource: `${BUCKET}/recordings/*`,
    Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } },
  });
});

test.each([
  [3_599, 'session-seconds: 3599 seconds is outside the 3600 to 43200 that IAM allows'],
  [3_600, 'nothing was refused'],
  [43_200, 'nothing was refused'],
  [43_201, 'session-seconds'],
  [3_600.5, 'session-seconds'],
])('a session of %d seconds: %s', (sessionSeconds, expected) => {
  expect(refusal(() => role({ sessionSeconds }))).toContain(expected);
});

test.each([
  ['x', 'external-id-syntax: "x" is not a valid external id'],
  ['ab', 'nothing was refused'],
  ['with space', 'external-id-syntax'],
  ['a'.repeat(1_224), 'nothing was refused'],
  ['a'.repeat(1_225), 'external-id-syntax'],
])('the external id %.12s: %.40s', (externalId, expected) => {
  expect(refusal(() => role({ trust: { ...trust, externalId } }))).toContain(expected);
});

test.each([
  ['v'.repeat(64), 'nothing was refused'],
  ['v'.repeat(65), 'iam-name'],
  ['', 'iam-name: "" is not a valid IAM name'],
  ['ven dor', 'iam-name'],
])('the name %.10s: %.30s, for a role and a user alike', (name, expected) => {
  expect(refusal(() => role({ name }))).toContain(expected);
  expect(refusal(() => user({ name }))).toContain(expected);
});

const network = (count: number) => ({
  cidrs: Array.from({ length: count }, (_, i) => `198.51.${i % 256}.0/24`),
});

test('a role’s policy can have 10 KB, its trust policy 2 KB', () => {
  expect(refusal(() => role({ scope: { ...scope, network: network(500) } }))).toBe(
    'nothing was refused',
  );
  expect(refusal(() => role({ scope: { ...scope, network: network(600) } }))).toContain(
    'Stack/Access: scope\n  policy-size: ',
  );
  const principals = Array.from({ length: 60 }, (_, i) => `arn:aws:iam::291871421005:role/r${i}`);
  expect(refusal(() => role({ trust: { ...trust, principals } }))).toContain(
    'Stack/Access: trust\n  policy-size: ',
  );
});

test('a user has its policy through its group, and has no access key and no login', () => {
  const built = user();
  expect(built.types).toEqual([
    'aws_iam_group',
    'aws_iam_group_membership',
    'aws_iam_group_policy',
    'aws_iam_user',
  ]);
  const { name } = built.only('aws_iam_group');
  expect(built.only('aws_iam_user')).toMatchObject({ name, force_destroy: false });
  expect(user({ disposable: true }).only('aws_iam_user').force_destroy).toBe(true);
});

test('a user is denied what it is not granted, and S3 outside of its folder', () => {
  const [everything, outside] = statements(user().only('aws_iam_group_policy').policy);
  expect(everything).toEqual({
    Sid: 'UploadUserDenyEverything',
    Effect: 'Deny',
    NotAction: [
      's3:PutObject',
      's3:AbortMultipartUpload',
      's3:ListMultipartUploadParts',
      'kms:GenerateDataKey',
    ],
    Resource: '*',
  });
  expect(outside).toMatchObject({ Effect: 'Deny', NotResource: [`${BUCKET}/recordings/*`] });
});

test('a user that may list the bucket is not denied the bucket', () => {
  const listing: Grants = { ...grants, bucket: { sid: 'List', actions: ['s3:ListBucket'] } };
  const [, outside] = statements(user({ grants: listing }).only('aws_iam_group_policy').policy);
  expect(outside?.NotResource).toEqual([BUCKET, `${BUCKET}/recordings/*`]);
});

test('a group’s policy can have 5 KB', () => {
  expect(refusal(() => user({ scope: { ...scope, network: network(200) } }))).toBe(
    'nothing was refused',
  );
  expect(refusal(() => user({ scope: { ...scope, network: network(300) } }))).toContain(
    'of group policy are more than the 5120 that AWS stores',
  );
});
