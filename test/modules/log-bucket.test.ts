import { LogBucket, type LogBucketProps } from '../../modules/log-bucket';
import { type Attributes, build, refusal, statements } from './build';

const PROPS: LogBucketProps = {
  partition: 'aws',
  account: '111111111111',
  name: 'acme-logs',
  sourceBucketNames: ['acme'],
};
const logs = (change: Partial<LogBucketProps> = {}) =>
  build((scope) => new LogBucket(scope, 'Logs', { ...PROPS, ...change }));

test('log delivery may write for this bucket of this account, and do nothing else', () => {
  const allowed = statements(logs().only('aws_s3_bucket_policy').policy).filter(
    ({ Effect }) => Effect === 'Allow',
  );
  expect(allowed).toEqual([
    {
      Sid: 'AllowLogDelivery',
      Effect: 'Allow',
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: expect.stringMatching(/\.arn\}\/acme\/\*$/) as unknown,
      Condition: {
        StringEquals: { 'aws:SourceAccount': '111111111111' },
        ArnEquals: { 'aws:SourceArn': 'arn:aws:s3:::acme' },
      },
    },
  ]);
});

test('logs are encrypted with S3’s keys, because log delivery cannot use a customer managed key', () => {
  const { rule } = logs().only('aws_s3_bucket_server_side_encryption_configuration');
  expect(rule).toMatchObject([
    { apply_server_side_encryption_by_default: { sse_algorithm: 'AES256' } },
  ]);
});

test.each([
  [undefined, 400],
  [30, 30],
])('logs are kept %p → %d days', (days, kept) => {
  const { rule } = logs({ days }).only('aws_s3_bucket_lifecycle_configuration');
  expect((rule as Attributes[])[0]?.expiration).toEqual([{ days: kept }]);
});

test('a log bucket refuses what its bucket and its retention refuse', () => {
  expect(refusal(() => logs({ days: 0 }))).toContain('Stack/Logs/Retention: days');
  expect(refusal(() => logs({ name: 'acme.logs' }))).toContain('Stack/Logs/Bucket');
});
