import { StateBucket, type StateBucketProps } from '../../modules/state-bucket';
import { build, refusal, statements } from './build';

const PROPS: StateBucketProps = {
  partition: 'aws',
  account: '111111111111',
  region: 'eu-central-1',
  name: 'acme-state',
  keyAlias: 'state-prod',
};
const state = (change: Partial<StateBucketProps> = {}) =>
  build((scope) => new StateBucket(scope, 'State', { ...PROPS, ...change }));
const policyOf = (built: ReturnType<typeof state>) =>
  built
    .all('aws_s3_bucket_policy')
    .map(({ policy }) => statements(policy))
    .find((all) => !all.some(({ Sid }) => Sid === 'AllowLogDelivery')) ?? [];

test('state is encrypted by its own key only, which is used through S3 and for this bucket', () => {
  const built = state();
  expect(policyOf(built).map(({ Sid }) => Sid)).toEqual([
    'EnforceSSLOnly',
    'DenyOldTls',
    'DenyOtherEncryption',
    'DenyOtherKey',
    'DenyKmsWithoutKey',
    'DenyCustomerKeys',
  ]);
  const [, use] = statements(built.only('aws_kms_key').policy);
  expect(use).toMatchObject({
    Sid: 'AccountUsesStateThroughS3',
    Condition: {
      StringEquals: { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' },
      ArnLike: {
        'kms:EncryptionContext:aws:s3:arn': [
          'arn:aws:s3:::acme-state',
          'arn:aws:s3:::acme-state/*',
        ],
      },
    },
  });
});

test('with administrators, no other principal can delete state', () => {
  const administratorArns = ['arn:aws:iam::111111111111:role/deployer'];
  const tampering = (built: ReturnType<typeof state>) =>
    policyOf(built).find(({ Sid }) => Sid === 'DenyTampering');
  expect(tampering(state())).toBeUndefined();
  expect(tampering(state({ administratorArns }))?.Condition).toEqual({
    ArnNotEquals: { 'aws:PrincipalArn': administratorArns },
  });
});

test('access to state is logged to the bucket’s own log bucket', () => {
  const names = state()
    .all('aws_s3_bucket')
    .map(({ bucket }) => bucket);
  expect(names.sort()).toEqual(['acme-state', 'acme-state-logs']);
});

test('a name too long for the log bucket is refused', () => {
  expect(refusal(() => state({ name: 'a'.repeat(58) }))).toBe('nothing was refused');
  expect(refusal(() => state({ name: 'a'.repeat(59) }))).toContain('bucket-name-length');
});
