import { Bucket, type BucketProps } from '../../modules/bucket';
import { build, refusal, statements } from './build';

const KEY = 'arn:aws:kms:eu-central-1:111111111111:key/8f14e45f-ceea-467f-a0e6-1d5f3a3c2b11';
const PROPS: BucketProps = { name: 'acme-calls', kind: 'recordings', keyArn: KEY };
const bucket = (change: Partial<BucketProps> = {}) =>
  build((scope) => new Bucket(scope, 'Bucket', { ...PROPS, ...change }));

test('a bucket cannot be destroyed, and a disposable one can, with everything in it', () => {
  expect(bucket().only('aws_s3_bucket')).toMatchObject({
    bucket: 'acme-calls',
    force_destroy: false,
    tags: { 'storage-kind': 'recordings' },
    lifecycle: { prevent_destroy: true },
  });
  expect(bucket({ disposable: true }).only('aws_s3_bucket')).toMatchObject({
    force_destroy: true,
    lifecycle: { prevent_destroy: false },
  });
});

test('a bucket with a key encrypts with it, through a bucket key, and one without with S3’s keys', () => {
  const rule = (built: ReturnType<typeof bucket>) =>
    built.only('aws_s3_bucket_server_side_encryption_configuration').rule;
  expect(rule(bucket())).toEqual([
    {
      apply_server_side_encryption_by_default: { sse_algorithm: 'aws:kms', kms_master_key_id: KEY },
      bucket_key_enabled: true,
    },
  ]);
  expect(rule(bucket({ keyArn: undefined }))).toEqual([
    {
      apply_server_side_encryption_by_default: { sse_algorithm: 'AES256' },
      bucket_key_enabled: false,
    },
  ]);
});

test('access is logged below the bucket’s own name, if a log bucket is given', () => {
  expect(bucket().types).not.toContain('aws_s3_bucket_logging');
  expect(bucket({ logBucketName: 'acme-calls-logs' }).only('aws_s3_bucket_logging')).toMatchObject({
    target_bucket: 'acme-calls-logs',
    target_prefix: 'acme-calls/',
  });
});

test.each(['1.2', '1.3'] as const)('TLS older than %s is refused', (minimumTls) => {
  const { policy } = bucket({ minimumTls }).only('aws_s3_bucket_policy');
  expect(statements(policy).find(({ Sid }) => Sid === 'DenyOldTls')?.Condition).toEqual({
    NumericLessThan: { 's3:TlsVersion': minimumTls },
  });
});

test('the policy waits for the public access block, which S3 rejects at the same time', () => {
  expect(bucket().only('aws_s3_bucket_policy').depends_on).toEqual([
    expect.stringMatching(/^aws_s3_bucket_public_access_block\./),
  ]);
});

test('a name S3 would reject is refused with every reason', () => {
  const make = () => bucket({ name: 'Füß' });
  expect(refusal(make)).toBe(
    [
      'Stack/Bucket',
      '  bucket-name-ascii: "Füß" has characters outside 7-bit ASCII, which S3 does not accept',
      '  Use lower-case letters a-z, digits and hyphens.',
      'Stack/Bucket',
      '  bucket-name-characters: "Füß" is not a valid S3 bucket name',
      '  Use lower-case letters, digits and hyphens; begin and end with a letter or digit.',
    ].join('\n'),
  );
});

test.each([
  ['abc', 'nothing was refused'],
  ['ab', 'bucket-name-length'],
  ['a'.repeat(63), 'nothing was refused'],
  ['a'.repeat(64), 'bucket-name-length'],
  ['acme.calls', 'a dot breaks HTTPS to the bucket'],
  ['-acme', 'bucket-name-characters'],
  ['acme-', 'bucket-name-characters'],
  ['xn--acme', 'bucket-name-reserved'],
  ['acme-s3alias', 'bucket-name-reserved'],
])('the name %s: %s', (name, expected) => {
  expect(refusal(() => bucket({ name }))).toContain(expected);
});

test('a policy of 20 KB is accepted, and not one character more', () => {
  const padded = (size: number) => () =>
    bucket({
      statements: () => [
        { Sid: 'Pad', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: 'x'.repeat(size) },
      ],
    });
  const counted = (size: number) =>
    Number(/(\d+) characters of bucket policy/.exec(refusal(padded(size)))?.[1]);
  const rest = counted(30_000) - 30_000;
  expect(refusal(padded(20_480 - rest))).toBe('nothing was refused');
  expect(counted(20_481 - rest)).toBe(20_481);
});
