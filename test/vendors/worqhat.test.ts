import { worqhat } from '../../vendors/worqhat';
import { resolve } from './resolve';

const { trust, identity, access, keyArn, store } = resolve({ vendor: 'worqhat' });

test('the account of the guide assumes the role, with the guide’s external id only', () => {
  expect(trust).toEqual({
    Sid: 'VendorAssumesRole',
    Effect: 'Allow',
    Principal: { AWS: ['arn:aws:iam::291871421005:root'] },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'sts:ExternalId': 'worqhat' } },
  });
});

test('a session lasts the guide’s twelve hours', () => {
  expect(access).toMatchObject({ kind: 'role', props: { sessionSeconds: 43_200 } });
});

test('the role has the eight actions of the vendor’s script, and the key', () => {
  expect(identity).toEqual([
    {
      Sid: 'ListRecordings',
      Effect: 'Allow',
      Action: ['s3:ListBucket', 's3:ListBucketVersions', 's3:ListBucketMultipartUploads'],
      Resource: 'arn:aws:s3:::acme',
    },
    {
      Sid: 'WriteAndReadRecordings',
      Effect: 'Allow',
      Action: [
        's3:PutObject',
        's3:GetObject',
        's3:GetObjectVersion',
        's3:AbortMultipartUpload',
        's3:ListMultipartUploadParts',
      ],
      Resource: 'arn:aws:s3:::acme/*',
    },
    {
      Sid: 'UseRecordingsKey',
      Effect: 'Allow',
      Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
      Resource: keyArn,
    },
  ]);
});

test('the outputs have the names of the vendor’s settings page', () => {
  expect(worqhat.outputs(store as never, { principalArn: 'arn:role' })).toEqual({
    bucket_name: 'acme',
    bucket_region: 'eu-central-1',
    assume_role_arn: 'arn:role',
  });
});

test.each([
  [undefined, ['external-id-shared']],
  ['worqhat', ['external-id-shared']],
  ['WorqHat', ['worqhat-external-id-case']],
  ['our-own-id', []],
])('the external id %p leads to %p', (externalId, rules) => {
  const { problems } = resolve({ vendor: 'worqhat', externalId });
  expect(problems.map(({ rule }) => rule)).toEqual(rules);
});
