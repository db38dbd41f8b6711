import { change, findingsOf, idsOf } from '../change';

const REPORTS = 'arn:aws:s3:::calls-reports';
const destroyed = change({
  address: 'aws_s3_bucket.Reports',
  action: 'delete',
  before: { bucket: 'calls-reports', arn: REPORTS },
});

/** A bucket policy or key policy that loses its only statement. */
function lost(type: 'aws_s3_bucket_policy' | 'aws_kms_key', statement: object) {
  const policy = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
  const Principal = { AWS: 'arn:aws:iam::222222222222:root' };
  const full = { Effect: 'Allow', Principal, Action: 's3:PutObject', Resource: '*', ...statement };
  const own = { bucket: 'calls', description: 'Calls' };
  return change({
    type,
    before: { ...own, policy: policy(full) },
    after: { ...own, policy: policy() },
  });
}

const key = (Condition: object) => lost('aws_kms_key', { Action: 'kms:Decrypt', Condition });

test.each([
  ['its resource', lost('aws_s3_bucket_policy', { Resource: [`${REPORTS}/*`, REPORTS] })],
  [
    'the source of its requests',
    lost('aws_s3_bucket_policy', { Condition: { ArnEquals: { 'aws:SourceArn': REPORTS } } }),
  ],
  [
    'the context of what it encrypts',
    key({ ArnLike: { 'kms:EncryptionContext:aws:s3:arn': [REPORTS, `${REPORTS}/*`] } }),
  ],
])('a permission ends with the destroyed bucket that is %s', (_, policy) => {
  expect(idsOf(policy)).toEqual(['permission-removed']);
  expect(idsOf(destroyed, policy)).toEqual(['bucket-destroyed']);
});

test.each([
  [
    'another bucket, too',
    lost('aws_s3_bucket_policy', { Resource: [REPORTS, 'arn:aws:s3:::calls'] }),
  ],
  [
    'a bucket whose name begins alike',
    lost('aws_s3_bucket_policy', { Resource: `${REPORTS}-2/*` }),
  ],
  [
    'every other bucket',
    lost('aws_s3_bucket_policy', { Condition: { ArnNotEquals: { 'aws:SourceArn': REPORTS } } }),
  ],
  [
    'requests without a source',
    lost('aws_s3_bucket_policy', {
      Condition: { ArnEqualsIfExists: { 'aws:SourceArn': REPORTS } },
    }),
  ],
])('a permission for %s is still missed', (_, policy) => {
  expect(idsOf(destroyed, policy)).toContain('permission-removed');
});

test.each([
  ['sqs', 'monitoring-changed'],
  ['s3', 'permission-removed'],
  ['secretsmanager', 'permission-removed'],
])('a key that is no longer used through %s: %s', (service, id) => {
  const through = { StringEquals: { 'kms:ViaService': `${service}.eu-central-1.amazonaws.com` } };
  expect(idsOf(key(through))).toEqual([id]);
});

test('a bucket that is no longer configured is destroyed in spite of prevent_destroy', () => {
  const [found] = findingsOf({ ...destroyed, isUnconfigured: true });
  expect(found?.[1]).toContain(
    'prevent_destroy does not protect it: it was removed together with the rest of the configuration.',
  );
});
