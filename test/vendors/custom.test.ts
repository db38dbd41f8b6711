import { resolve } from './resolve';

const custom = (access: object, more: object = {}) =>
  resolve({
    vendor: 'custom',
    title: 'Other',
    access,
    actions: { object: ['s3:PutObject', 's3:PutObjectAcl'] },
    ...more,
  });

test('a vendor that writes as itself gets a statement in the bucket policy, for its source only', () => {
  const { bucket, access, keyUses, problems } = custom({
    kind: 'bucket-policy',
    principal: { service: 'mediapipelines.chime.amazonaws.com' },
    sourceAccount: '111111111111',
    sourceArn: 'arn:aws:chime:*:111111111111:*',
  });
  expect(problems).toEqual([]);
  expect(access.kind).toBe('none');
  const source = {
    StringEquals: { 'aws:SourceAccount': '111111111111' },
    ArnLike: { 'aws:SourceArn': 'arn:aws:chime:*:111111111111:*' },
  };
  expect(bucket.filter(({ Effect }) => Effect === 'Allow')).toEqual([
    {
      Sid: 'WriteRecordings',
      Effect: 'Allow',
      Action: ['s3:PutObject'],
      Resource: 'arn:aws:s3:::acme/*',
      Principal: { Service: 'mediapipelines.chime.amazonaws.com' },
      Condition: source,
    },
    {
      Sid: 'WriteRecordingsOwnerAcl',
      Effect: 'Allow',
      Action: ['s3:PutObjectAcl'],
      Resource: 'arn:aws:s3:::acme/*',
      Principal: { Service: 'mediapipelines.chime.amazonaws.com' },
      Condition: {
        ...source,
        StringEquals: {
          'aws:SourceAccount': '111111111111',
          's3:x-amz-acl': 'bucket-owner-full-control',
        },
      },
    },
  ]);
  expect(keyUses[0]?.outsiders).toEqual({ Service: 'mediapipelines.chime.amazonaws.com' });
});

test('a service without a source account is refused', () => {
  const { problems } = custom({
    kind: 'bucket-policy',
    principal: { service: 'mediapipelines.chime.amazonaws.com' },
  });
  expect(problems.map(({ rule }) => rule)).toEqual(['service-principal-source-account']);
});

test('the holder of a token assumes the role for one audience and subject', () => {
  const { trust } = custom({
    kind: 'oidc',
    issuer: 'https://issuer.example/tenant',
    audience: 'callvault',
    subject: 'recorder',
  });
  expect(trust).toEqual({
    Sid: 'VendorAssumesRole',
    Effect: 'Allow',
    Principal: {
      Federated: 'arn:aws:iam::111111111111:oidc-provider/issuer.example/tenant',
    },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: {
        'issuer.example/tenant:aud': 'callvault',
        'issuer.example/tenant:sub': 'recorder',
      },
    },
  });
});

test('a vendor that refuses KMS gets a bucket with S3’s keys, and no key', () => {
  const { store, identity, bucket } = custom({ kind: 'iam-user' }, { encryption: 'sse-s3' });
  expect(store.encryption).toBe('sse-s3');
  expect(JSON.stringify(identity)).not.toContain('kms:');
  expect(bucket.map(({ Sid }) => Sid)).toEqual(['DenyOtherEncryption', 'DenyCustomerKeys']);
  expect(JSON.stringify(bucket[0])).toContain('"AES256"');
});
