import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { readApiCall } from '../../dev/api-call';
import { tryFindS3Address } from '../../dev/s3/address';

const scope = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=test/20261121/us-east-1/${service}/aws4_request`;

const call = (
  method: string,
  url: string,
  more: { service?: string; body?: string; target?: string },
) => {
  const { service = 's3', body = '', target } = more;
  const authorization = scope(service);
  return readApiCall({
    method,
    url,
    headers: [
      'Authorization',
      authorization,
      ...(target === undefined ? [] : ['X-Amz-Target', target]),
    ],
    body: Readable.from([Buffer.from(body)]),
    s3: tryFindS3Address({ url, authorization }),
  });
};

test.each([
  ['PUT', '/acme/a.wav', 'PutObject'],
  ['PUT', '/acme/a.wav?foo', undefined],
  ['PUT', '/acme/a.wav?acl&tagging', undefined],
  ['GET', '/acme/a.wav?versionId=v&versionId=w', undefined],
  ['PUT', '/acme/a.wav?versionId=v', undefined],
  ['POST', '/acme/a.wav', undefined],
  ['PUT', '/acme/a.wav?x-id=PutObject', 'PutObject'],
  ['POST', '/acme/a.wav?uploads', 'PutObject'],
  ['PUT', '/acme/a.wav?partNumber=1&uploadId=u', 'PutObject'],
  ['POST', '/acme/a.wav?uploadId=u', 'PutObject'],
  ['DELETE', '/acme/a.wav?uploadId=u', 'AbortMultipartUpload'],
  ['GET', '/acme/a.wav?uploadId=u', 'ListMultipartUploadParts'],
  ['GET', '/acme/a.wav', 'GetObject'],
  ['HEAD', '/acme/a.wav', 'GetObject'],
  ['GET', '/acme/a.wav?response-content-type=audio', 'GetObject'],
  ['GET', '/acme/a.wav?versionId=v', 'GetObjectVersion'],
  ['DELETE', '/acme/a.wav', 'DeleteObject'],
  ['DELETE', '/acme/a.wav?versionId=v', 'DeleteObjectVersion'],
  ['PUT', '/acme/a.wav?acl', 'PutObjectAcl'],
  ['PUT', '/acme/a.wav?tagging', 'PutObjectTagging'],
  ['PUT', '/acme/a.wav?retention', 'PutObjectRetention'],
  ['GET', '/acme?list-type=2&prefix=a', 'ListBucket'],
  ['HEAD', '/acme', 'ListBucket'],
  ['GET', '/acme?versions', 'ListBucketVersions'],
  ['GET', '/acme?uploads', 'ListBucketMultipartUploads'],
  ['GET', '/acme?location', 'GetBucketLocation'],
  ['PUT', '/acme', 'CreateBucket'],
  ['DELETE', '/acme', 'DeleteBucket'],
  ['PUT', '/acme?policy', 'PutBucketPolicy'],
  ['DELETE', '/acme?policy', 'DeleteBucketPolicy'],
  ['DELETE', '/acme?lifecycle', 'PutLifecycleConfiguration'],
  ['PUT', '/acme?versioning', 'PutBucketVersioning'],
  ['GET', '/acme?analytics', 'GetAnalyticsConfiguration'],
  ['GET', '/acme?abac', undefined],
  ['GET', '/', 'ListAllMyBuckets'],
  ['POST', '/v20180820/tags/arn%3Aaws%3As3%3A%3A%3Aacme', 'TagResource'],
  ['GET', '/v20180820/jobs/a', 'DescribeJob'],
  ['GET', '/v20180820/accesspoint', undefined],
])('%s %s is %s', async (method, url, action) => {
  await expect(call(method, url, {})).resolves.toMatchObject({ service: 's3', action });
});

test('the list of deletions is read from the body, which can still be read afterwards', async () => {
  const body =
    '<Delete><Object><Key>a&amp;&#x2F;&#98;</Key></Object><Object><Key>b</Key><VersionId>v</VersionId></Object></Delete>';
  const { action, parameters, request } = await call('POST', '/acme?delete', { body });
  expect(action).toBe('DeleteObjects');
  expect(parameters.objects).toEqual([
    { key: 'a&/b', versionId: undefined },
    { key: 'b', versionId: 'v' },
  ]);
  await expect(text(request.body)).resolves.toBe(body);
});

test('an operation is named apart from its action', async () => {
  await expect(call('PUT', '/acme/a?partNumber=1&uploadId=u', {})).resolves.toMatchObject({
    operation: 'UploadPart',
    action: 'PutObject',
  });
});

test.each([
  ['GET', '/2015-03-31/functions/check', 'lambda', 'GetFunction'],
  ['POST', '/2015-03-31/functions/check/invocations', 'lambda', 'InvokeFunction'],
  ['GET', '/2015-03-31/event-source-mappings', 'lambda', undefined],
  ['GET', '/?Action=AssumeRole&RoleArn=r', 'sts', 'AssumeRole'],
  [
    'POST',
    '/service/GraniteServiceVersion20100801/operation/PutMetricAlarm',
    'monitoring',
    'PutMetricAlarm',
  ],
])('%s %s of %s is %s', async (...row) => {
  const [method, url, service, action] = row;
  await expect(call(method, url, { service })).resolves.toMatchObject({ action });
});

test.each([
  {
    service: 'sts',
    body: 'Action=AssumeRole&ExternalId=a',
    expected: { action: 'AssumeRole', parameters: { ExternalId: 'a' } },
  },
  {
    service: 'kms',
    body: '{"KeyId":"k"}',
    target: 'TrentService.Decrypt',
    expected: { action: 'Decrypt', parameters: { KeyId: 'k' } },
  },
  {
    service: 'kms',
    body: 'no json',
    target: 'TrentService.Decrypt',
    expected: { action: 'Decrypt', parameters: {} },
  },
])('a call of $service with $body', async ({ expected, ...said }) => {
  const read = await call('POST', '/', said);
  expect(read).toMatchObject({ service: said.service, ...expected });
  await expect(text(read.request.body)).resolves.toBe(said.body);
});
