import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { BucketPolicies } from '../../dev/bucket-policies';
import { chain } from '../../dev/exchange';
import type { ProxyResponse, LocalRequest } from '../../dev/exchange';
import { tryFindS3Address } from '../../dev/s3/address';

const POLICY = '{ "Version": "2012-10-17",\n\t"Statement": [] , "Id": "é" }\n';

/** A bucket policy store in front of an S3 that has one bucket. */
function s3With(bucket: string) {
  const policies = new BucketPolicies();
  const seen: LocalRequest[] = [];
  const respond = chain([policies.handler], (request) => {
    seen.push(request);
    const known = request.url.startsWith(`/${bucket}`);
    const status = known ? (request.method === 'DELETE' ? 204 : 200) : 404;
    return Promise.resolve({ status, headers: [], body: 'from moto' });
  });
  const send = (method: string, url: string, body = '') =>
    respond({
      method,
      url,
      headers: ['Authorization', 'A', 'Content-Length', String(body.length)],
      body: Readable.from([Buffer.from(body)]),
      s3: tryFindS3Address({ url }),
    });
  return { policies, seen, send };
}

const bodyOf = ({ body = '' }: ProxyResponse) => (typeof body === 'string' ? body : text(body));

const TLS_ONLY = { Sid: 'Tls', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' };
const LOG_DELIVERY = {
  Sid: 'Logs',
  Effect: 'Allow',
  Principal: { Service: 'logging.s3.amazonaws.com' },
  Action: 's3:PutObject',
  Resource: 'arn:aws:s3:::recordings/*',
};

test('a policy is returned byte for byte', async () => {
  const { policies, send } = s3With('recordings');
  await expect(send('PUT', '/recordings?policy', POLICY)).resolves.toMatchObject({ status: 204 });
  const read = await send('GET', '/recordings/?policy=');
  expect(read.status).toBe(200);
  await expect(bodyOf(read)).resolves.toBe(POLICY);
  expect(policies.tryFind('recordings')).toBe(POLICY);
});

test('moto only gets the statements that allow AWS services something', async () => {
  const { seen, send } = s3With('recordings');
  const user = { ...LOG_DELIVERY, Principal: { AWS: '*' } };
  const policy = JSON.stringify({ Statement: [TLS_ONLY, user, LOG_DELIVERY, null] });
  await send('PUT', '/recordings?policy', policy);
  const expected = JSON.stringify({ Version: '2012-10-17', Statement: [LOG_DELIVERY] });
  expect(seen.map(({ method, url, headers }) => ({ method, url, headers }))).toEqual([
    {
      method: 'PUT',
      url: '/recordings?policy',
      headers: [
        'Authorization',
        'A',
        'Content-Type',
        'application/json',
        'Content-Length',
        String(expected.length),
      ],
    },
  ]);
  await expect(text(seen[0]?.body ?? Readable.from([]))).resolves.toBe(expected);
});

test('for a bucket without a policy, moto answers', async () => {
  const { send } = s3With('recordings');
  await expect(send('GET', '/recordings?policy')).resolves.toMatchObject({ body: 'from moto' });
});

test('a policy for a bucket that does not exist is refused and not stored', async () => {
  const { policies, send } = s3With('recordings');
  const answer = await send('PUT', '/nowhere?policy', POLICY);
  expect(answer.status).toBe(404);
  expect(policies.tryFind('nowhere')).toBeUndefined();
});

test.each(['', 'not json', '[]', '"{}"', 'null', '5;chunk-signature=0\r\n{}\r\n'])(
  'the policy %p is refused as S3 does',
  async (body) => {
    const { policies, send } = s3With('recordings');
    const answer = await send('PUT', '/recordings?policy', body);
    expect(answer.status).toBe(400);
    expect(answer.body).toContain('<Code>MalformedPolicy</Code>');
    expect(policies.tryFind('recordings')).toBeUndefined();
  },
);

test('a policy is forgotten when it is deleted', async () => {
  const { policies, send } = s3With('recordings');
  await send('PUT', '/recordings?policy', POLICY);
  await expect(send('DELETE', '/recordings?policy')).resolves.toMatchObject({ status: 204 });
  expect(policies.tryFind('recordings')).toBeUndefined();
});

test('a policy stays when an object or a setting of its bucket is deleted', async () => {
  const { policies, send } = s3With('recordings');
  await send('PUT', '/recordings?policy', POLICY);
  await send('DELETE', '/recordings/call.wav');
  await send('DELETE', '/recordings?lifecycle');
  expect(policies.tryFind('recordings')).toBe(POLICY);
});

test.each(['/recordings', '/recordings/?x-id=DeleteBucket&X-Amz-Signature=0'])(
  'a bucket that is deleted by %p takes its policy with it',
  async (url) => {
    const { policies, send } = s3With('recordings');
    await send('PUT', '/recordings?policy', POLICY);
    await send('DELETE', url);
    expect(policies.tryFind('recordings')).toBeUndefined();
  },
);

test("moto's reset takes all policies with it", async () => {
  const { policies, send } = s3With('recordings');
  await send('PUT', '/recordings?policy', POLICY);
  await send('POST', '/moto-api/reset');
  expect(policies.tryFind('recordings')).toBeUndefined();
});
