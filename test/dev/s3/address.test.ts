import { tryFindS3Address } from '../../../dev/s3/address';
import type { Destination } from '../../../dev/s3/address';

const signedFor = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/${service}/aws4_request, Signature=0`;

test.each<[string, Destination, { bucket: string; key: string }]>([
  ['a bucket', { url: '/recordings?policy' }, { bucket: 'recordings', key: '' }],
  ['a bucket with a slash', { url: '/recordings/?policy=' }, { bucket: 'recordings', key: '' }],
  [
    'an object',
    { url: '/recordings/2026/call.wav' },
    { bucket: 'recordings', key: '2026/call.wav' },
  ],
  [
    'a key with escapes',
    { url: '/recordings/a%2Fb%20%C3%A9' },
    { bucket: 'recordings', key: 'a/b é' },
  ],
  ['a key with dots', { url: '/recordings/a/../b' }, { bucket: 'recordings', key: 'a/../b' }],
  [
    'a key that is not valid URL encoding',
    { url: '/recordings/100%' },
    { bucket: 'recordings', key: '100%' },
  ],
  [
    'a bucket in the host',
    { url: '/?policy', host: 'recordings.eu.localhost:41234' },
    { bucket: 'recordings.eu', key: '' },
  ],
  [
    'an object of a bucket in the host',
    { url: '/a/b', host: 'x.localhost' },
    { bucket: 'x', key: 'a/b' },
  ],
  [
    'a bucket in a host of AWS',
    { url: '/a/b', host: 'x.s3.eu-west-1.amazonaws.com' },
    { bucket: 'x', key: 'a/b' },
  ],
  [
    'a bucket in a host in capitals',
    { url: '/k', host: 'X.S3.Eu-West-1.AmazonAWS.com' },
    { bucket: 'x', key: 'k' },
  ],
  [
    'a bucket in a host with a dot at the end',
    { url: '/k', host: 'x.LOCALHOST.:4566' },
    { bucket: 'x', key: 'k' },
  ],
  [
    'a bucket in the path of any other host',
    { url: '/x/k', host: 'y.aws.example' },
    { bucket: 'x', key: 'k' },
  ],
  [
    'a bucket in a dual-stack host',
    { url: '/k', host: 'x.y.s3.dualstack.us-gov-west-1.amazonaws.com' },
    { bucket: 'x.y', key: 'k' },
  ],
  [
    'a bucket in the path of a host of AWS',
    { url: '/x/k', host: 's3.eu-west-1.amazonaws.com' },
    { bucket: 'x', key: 'k' },
  ],
  [
    'a request signed for S3',
    { url: '/b/k', authorization: signedFor('s3') },
    { bucket: 'b', key: 'k' },
  ],
  [
    'a presigned request',
    { url: '/b/k?X-Amz-Credential=test%2F20260101%2Feu-west-1%2Fs3%2Faws4_request' },
    { bucket: 'b', key: 'k' },
  ],
])('the address of %s is found', (_, destination, address) => {
  expect(tryFindS3Address({ host: '127.0.0.1:41234', ...destination })).toMatchObject(address);
});

test.each<[string, Destination]>([
  ['the list of buckets', { url: '/' }],
  ['a Lambda function', { url: '/2015-03-31/functions', authorization: signedFor('lambda') }],
  ['an IAM call', { url: '/', authorization: signedFor('iam') }],
  [
    'a presigned request to another service',
    { url: '/x?X-Amz-Credential=test%2F20260101%2Feu-west-1%2Fsts%2Faws4_request' },
  ],
  [
    'S3 Control, which signs as S3',
    { url: '/v20180820/configuration/publicAccessBlock', authorization: signedFor('s3') },
  ],
  ['an access point', { url: '/k', host: 'p-1.s3-accesspoint.eu-west-1.amazonaws.com' }],
  ['an access point by its ARN', { url: '/arn%3Aaws%3As3%3Aeu-west-1%3A1%3Aaccesspoint%2Fp/k' }],
  ['a website', { url: '/k', host: 'x.s3-website-us-east-1.amazonaws.com' }],
  ['a call of STS without a signature', { url: '/?Action=AssumeRoleWithWebIdentity' }],
  ["moto's own pages", { url: '/moto-api/reset' }],
])('%s has no S3 address', (_, destination) => {
  expect(tryFindS3Address({ host: 'localhost:41234', ...destination })).toBeUndefined();
});

test('the subresource is read from the query', () => {
  const query = tryFindS3Address({ url: '/b?policy&versionId=a%3Fb?c' })?.query;
  expect([...(query ?? [])]).toEqual([
    ['policy', ''],
    ['versionId', 'a?b?c'],
  ]);
});
