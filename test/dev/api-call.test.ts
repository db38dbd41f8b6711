import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { readApiCall } from '../../dev/api-call';
import { tryFindS3Address } from '../../dev/s3-address';

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
  ['GET', '/acme?analytics', undefined],
])('%s %s is %s', async (method, url, action) => {
  await expect(call(method, url, {})).resolves.toMatchObject({ service: 's3', action });
});

test('the list of deletions is read from the body, which can still be read afterwards', async () => {
  const body =
    '<Delete><Object><Key>a</Key></Object><Object><Key>b</Key><VersionId>v</VersionId></Object></Delete>';
  const { action, parameters, request } = await call('POST', '/acme?delete', { body });
  expect(action).toBe('DeleteObjects');
  expect(parameters.objects).toEqual([
    { key: 'a', versioned: false },
    { key: 'b', versioned: true },
  ]);
  await expect(text(request.body)).resolves.toBe(body);
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
