import type { Break } from './breaks';
import { adding, changePolicy, first, type Json, type Mutable } from './json';

const ACCOUNT = { AWS: 'arn:aws:iam::111111111111:root' };
const THROUGH_S3 = { StringEquals: { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' } };
const OBJECTS = 'arn:aws:s3:::acme/recordings/*';
const SECRETS = 'arn:aws:secretsmanager:eu-central-1:111111111111:secret';

type Added = Parameters<typeof adding>[0];

const policyOf = (type: string, prefix: string, change: Parameters<typeof changePolicy>[1]) => {
  return (json: Json) => {
    changePolicy(first(json, type, prefix), change);
  };
};
const role = (added: Added) => policyOf('aws_iam_role_policy', '', adding(added));
const key = (added: Added) => policyOf('aws_kms_key', '', adding(added));
const bucket = (added: Added) => policyOf('aws_s3_bucket_policy', 'Recordings', adding(added));
const delivery = (change: (allow: Mutable) => Mutable[]) =>
  policyOf('aws_s3_bucket_policy', 'Logs', (all) =>
    all.flatMap((each) => (each.Effect === 'Allow' ? (change({ ...each }) as never[]) : [each])),
  );

/** Statements that are wrong in another form than the plain one. */
export const STATEMENT_BREAKS: readonly Omit<Break, 'stack'>[] = [
  {
    broken: 'log delivery may not write to the log bucket',
    controls: ['S3-8'],
    change: delivery(() => []),
  },
  {
    broken: 'log delivery may write for the bucket of any account',
    controls: ['S3-10'],
    change: delivery((allow) => [{ ...allow, Condition: undefined }]),
  },
  {
    broken: 'the bucket policy denies reading without a condition',
    controls: ['S3-11'],
    change: bucket({ Effect: 'Deny', Principal: '*', Action: 's3:GetObject' }),
  },
  {
    broken: 'no principal may change the bucket policy, by NotAction',
    controls: ['S3-11'],
    change: bucket({
      Effect: 'Deny',
      Principal: '*',
      NotAction: 's3:GetObject',
      Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } },
    }),
  },
  {
    broken: 'no principal may change the bucket policy, by a pattern',
    controls: ['S3-11'],
    change: bucket({
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*Policy',
      Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } },
    }),
  },
  {
    broken: 'everyone may use a key, in a list',
    controls: ['K-4'],
    change: key({ Principal: { AWS: ['*'] }, Action: 'kms:DescribeKey' }),
  },
  {
    broken: 'everyone but one may use a key',
    controls: ['K-4'],
    change: key({ NotPrincipal: ACCOUNT, Action: 'kms:DescribeKey' }),
  },
  {
    broken: 'a key is used directly, by a pattern',
    controls: ['K-7'],
    change: key({ Principal: ACCOUNT, Action: 'kms:D*' }),
  },
  {
    broken: 'another account decrypts through S3',
    controls: ['K-7'],
    change: key({
      Principal: { AWS: 'arn:aws:iam::999999999999:root' },
      Action: 'kms:Decrypt',
      Condition: THROUGH_S3,
    }),
  },
  {
    broken: 'a key is granted further through S3, by a pattern',
    controls: ['K-7'],
    change: key({ Principal: ACCOUNT, Action: 'kms:Create*', Condition: THROUGH_S3 }),
  },
  {
    broken: 'a role decrypts with any key, by a pattern',
    controls: ['K-6'],
    change: role({ Action: 'kms:Dec*', Resource: 'arn:aws:kms:eu-central-1:111111111111:key/*' }),
  },
  {
    broken: 'the vendor may do all but one thing',
    controls: ['I-1', 'L-10'],
    change: role({ NotAction: ['iam:DeleteUser', 'kms:*'], Resource: OBJECTS }),
  },
  {
    broken: 'the vendor may do all of a service with a hyphen',
    controls: ['I-2'],
    change: role({ Action: 'execute-api:*', Resource: OBJECTS }),
  },
  {
    broken: 'the vendor may read all but one bucket',
    controls: ['I-3'],
    change: role({ Action: 's3:GetObject', NotResource: 'arn:aws:s3:::acme' }),
  },
  {
    broken: 'metrics go to any namespace',
    controls: ['I-3'],
    change: role({ Action: 'cloudwatch:PutMetricData', Resource: '*' }),
  },
  ...[
    { Resource: 'arn:aws:iam::111111111111:role/check' },
    {
      Resource: ['arn:aws:iam::111111111111:role/a', 'arn:aws:iam::111111111111:role/b'],
      Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
    },
  ].map((passed) => ({
    broken: `roles are passed by ${JSON.stringify(passed)}`,
    controls: ['I-3'],
    change: role({ Action: 'iam:PassRole', ...passed }),
  })),
  {
    broken: 'the vendor may write to every bucket that looks so',
    controls: ['I-4'],
    change: role({ Action: 's3:PutObject', Resource: 'arn:aws:s3:::acme-????/x' }),
  },
  ...['calls-*', 'calls-?????', '??????'].map((name) => ({
    broken: `the vendor may read every secret that is called ${name}`,
    controls: ['I-4'],
    change: role({ Action: 'secretsmanager:GetSecretValue', Resource: `${SECRETS}:${name}` }),
  })),
];

/** Statements that are right although they are similar. */
export const GOOD_STATEMENTS = [
  {
    name: 'one secret, whatever six characters Secrets Manager adds to its name',
    change: role({ Action: 'secretsmanager:GetSecretValue', Resource: `${SECRETS}:calls-??????` }),
  },
  {
    name: 'metrics of one namespace',
    change: role({
      Action: 'cloudwatch:PutMetricData',
      Resource: '*',
      Condition: { StringEquals: { 'cloudwatch:namespace': 'callvault' } },
    }),
  },
  {
    name: 'a role that is passed to one service',
    change: role({
      Action: 'iam:PassRole',
      Resource: 'arn:aws:iam::111111111111:role/check',
      Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
    }),
  },
  {
    name: 'the streams of one log group',
    change: role({
      Action: 'logs:PutLogEvents',
      Resource: '${aws_cloudwatch_log_group.Made.arn}:*',
    }),
  },
  {
    name: 'a key that log groups of the account use',
    change: key({
      Principal: { Service: 'logs.eu-central-1.amazonaws.com' },
      Action: 'kms:Decrypt',
      Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:*' } },
    }),
  },
];
