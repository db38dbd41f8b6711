import { s3Url } from '../../vendors/twilio/s3-url';
import { resolve } from './resolve';

const { identity, keyArn, keyUses, access } = resolve({
  vendor: 'twilio',
  recordings: true,
  compositions: false,
  prefix: 'folder/for/storage/',
});

const KMS = [
  'kms:Encrypt',
  'kms:Decrypt',
  'kms:ReEncrypt*',
  'kms:GenerateDataKey*',
  'kms:DescribeKey',
];
const PUT = ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'];

test('Twilio is given a user', () => {
  expect(access.kind).toBe('user');
});

test('the user’s policy has the guide’s Sids, and its Deny denies', () => {
  expect(identity).toEqual([
    {
      Sid: 'UploadUserDenyEverything',
      Effect: 'Deny',
      NotAction: [...PUT, ...KMS],
      Resource: '*',
    },
    {
      Sid: 'UploadUserDenyOutsideFolder',
      Effect: 'Deny',
      Action: 's3:*',
      NotResource: ['arn:aws:s3:::acme/folder/for/storage/*'],
    },
    {
      Sid: 'UploadUserAllowPutObject',
      Effect: 'Allow',
      Action: PUT,
      Resource: 'arn:aws:s3:::acme/folder/for/storage/*',
    },
    { Sid: 'AccessToKmsForEncryption', Effect: 'Allow', Action: KMS, Resource: keyArn },
  ]);
});

test('the key works for the user only through S3, for this bucket', () => {
  expect(keyUses).toEqual([
    {
      sid: 'VendorUsesKeyThroughS3',
      actions: KMS.filter((action) => action !== 'kms:DescribeKey'),
      principalArns: ['arn:aws:iam::111111111111:user/recordings-calls-prod'],
      viaService: 's3.eu-central-1.amazonaws.com',
      conditions: {
        ArnLike: {
          'kms:EncryptionContext:aws:s3:arn': ['arn:aws:s3:::acme', 'arn:aws:s3:::acme/*'],
        },
      },
    },
  ]);
});

test.each([
  ['us-east-2', undefined, 'https://acme.s3-us-east-2.amazonaws.com/calls/'],
  ['eu-north-1', undefined, 'https://acme.s3.eu-north-1.amazonaws.com/calls/'],
  ['us-east-2', 'dot', 'https://acme.s3.us-east-2.amazonaws.com/calls/'],
  ['cn-north-1', undefined, 'https://acme.s3.cn-north-1.amazonaws.com.cn/calls/'],
] as const)('in %s (%p) the S3 URL is %s', (region, form, url) => {
  expect(s3Url({ bucketName: 'acme', region, prefix: 'calls/', form })).toBe(url);
});

test('both switched on is accepted once it is acknowledged', () => {
  const both = { vendor: 'twilio', recordings: true, compositions: true };
  expect(resolve(both).problems.map(({ rule }) => rule)).toEqual([
    'twilio-recordings-or-compositions',
  ]);
  const acknowledge = 'recordings-in-s3-cannot-be-composed';
  expect(resolve({ ...both, acknowledge }).problems).toEqual([]);
});
