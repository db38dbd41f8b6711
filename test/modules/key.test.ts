import { bucketKeyUse, Key, type KeyProps, s3EncryptionContext } from '../../modules/key';
import { build, refusal, statements } from './build';

const PROPS: KeyProps = {
  partition: 'aws',
  account: '111111111111',
  description: 'Calls',
  alias: 'calls',
  uses: [],
};
const VIA_S3 = 's3.eu-central-1.amazonaws.com';
const key = (change: Partial<KeyProps> = {}) =>
  build((scope) => new Key(scope, 'Key', { ...PROPS, ...change }));
const policy = (change: Partial<KeyProps>) => statements(key(change).only('aws_kms_key').policy);

test('a key rotates, and its deletion waits 30 days', () => {
  expect(key().only('aws_kms_key')).toMatchObject({
    enable_key_rotation: true,
    deletion_window_in_days: 30,
    lifecycle: { prevent_destroy: true },
  });
});

test('a disposable key can be destroyed, and its deletion waits the seven days that KMS requires', () => {
  expect(key({ disposable: true }).only('aws_kms_key')).toMatchObject({
    deletion_window_in_days: 7,
    lifecycle: { prevent_destroy: false },
  });
});

test('the key has an alias', () => {
  expect(key().only('aws_kms_alias')).toMatchObject({
    name: 'alias/calls',
    target_key_id: expect.stringMatching(/^\$\{aws_kms_key\.\w+\.key_id\}$/) as unknown,
  });
});

test('without uses, the account administers the key and no principal can encrypt with it', () => {
  const all = policy({});
  expect(all.map(({ Sid }) => Sid)).toEqual(['AccountAdministersKey']);
  expect(all[0]?.Principal).toEqual({ AWS: 'arn:aws:iam::111111111111:root' });
  expect(JSON.stringify(all[0]?.Action)).not.toMatch(/crypt|DataKey|Grant\b.*Create|\*/);
});

test('a use is limited to its principals, its service and its encryption context', () => {
  const role = 'arn:aws:iam::111111111111:role/vendor';
  const uses = [
    {
      sid: 'VendorEncrypts',
      actions: ['kms:GenerateDataKey'],
      principalArns: [role],
      viaService: VIA_S3,
      conditions: s3EncryptionContext('arn:aws:s3:::acme'),
    },
  ];
  expect(policy({ uses })[1]).toEqual({
    Sid: 'VendorEncrypts',
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::111111111111:root' },
    Action: ['kms:GenerateDataKey'],
    Resource: '*',
    Condition: {
      StringEquals: { 'kms:ViaService': VIA_S3 },
      ArnEquals: { 'aws:PrincipalArn': [role] },
      ArnLike: {
        'kms:EncryptionContext:aws:s3:arn': ['arn:aws:s3:::acme', 'arn:aws:s3:::acme/*'],
      },
    },
  });
});

test('a bucket’s own account can upload and download through S3, and only for that bucket', () => {
  const bucket = { partition: 'aws-cn', account: '111111111111', region: 'cn-north-1' } as const;
  const [, use] = policy({ ...bucket, uses: [bucketKeyUse({ ...bucket, bucketName: 'acme' })] });
  expect(use).toEqual({
    Sid: 'AccountUsesBucketThroughS3',
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws-cn:iam::111111111111:root' },
    Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
    Resource: '*',
    Condition: {
      StringEquals: { 'kms:ViaService': 's3.cn-north-1.amazonaws.com.cn' },
      ArnLike: {
        'kms:EncryptionContext:aws:s3:arn': ['arn:aws-cn:s3:::acme', 'arn:aws-cn:s3:::acme/*'],
      },
    },
  });
});

test('an outsider is the principal itself', () => {
  const outsiders = { AWS: 'arn:aws:iam::123456789012:role/daily' };
  const uses = [{ sid: 'Daily', actions: ['kms:GenerateDataKey'], outsiders, viaService: VIA_S3 }];
  expect(policy({ uses })[1]).toMatchObject({
    Principal: outsiders,
    Condition: { StringEquals: { 'kms:ViaService': VIA_S3 } },
  });
});

test('conditions of a use never replace the service it comes through', () => {
  const conditions = { StringEquals: { 'aws:PrincipalAccount': '111111111111' } };
  const uses = [{ sid: 'Use', actions: ['kms:Decrypt'], viaService: VIA_S3, conditions }];
  expect(policy({ uses })[1]?.Condition?.StringEquals).toEqual({
    'kms:ViaService': VIA_S3,
    'aws:PrincipalAccount': '111111111111',
  });
});

test('a policy larger than KMS stores is refused', () => {
  const readers = (count: number) =>
    Array.from({ length: count }, (_, i) => `arn:aws:iam::111111111111:role/reader-${i}`);
  const using = (count: number): Partial<KeyProps> => ({
    uses: [
      {
        sid: 'Readers',
        actions: ['kms:Decrypt'],
        principalArns: readers(count),
        viaService: VIA_S3,
      },
    ],
  });
  expect(refusal(() => key(using(700)))).toBe('nothing was refused');
  expect(refusal(() => key(using(800)))).toContain('more than the 32768 that AWS stores');
});
