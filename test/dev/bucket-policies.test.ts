import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { BucketPolicies } from '../../dev/bucket-policies';
import { chain } from '../../dev/exchange';
import type { Answer, LocalRequest } from '../../dev/exchange';
import { tryFindS3Address } from '../../dev/s3-address';

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

const bodyOf = ({ body = '' }: Answer) => (typeof body === 'string' ? body : text(body));

test('a policy is read back byte for byte, and moto never sees it', async () => {
  const { policies, seen, send } = s3With('recordings');
  await expect(send('PUT', '/recordings?policy', POLICY)).resolves.toMatchObject({ status: 204 });
  const read = await send('GET', '/recordings/?policy=');
  expect(read.status).toBe(200);
  await expect(bodyOf(read)).resolves.toBe(POLICY);
  expect(policies.tryFind('recordings')).toBe(POLICY);
  expect(seen.map(({ method, url, headers }) => ({ method, url, headers }))).toEqual([
    { method: 'HEAD', url: '/recordings', headers: ['Authorization', 'A'] },
  ]);
});

test('what has no policy is answered by moto, which has none either', async () => {
  const { send } = s3With('recordings');
  await expect(send('GET', '/recordings?policy')).resolves.toMatchObject({ body: 'from moto' });
});

test('a policy for a bucket that does not exist is refused and not kept', async () => {
  const { policies, send } = s3With('recordings');
  const answer = await send('PUT', '/nowhere?policy', POLICY);
  expect(answer.status).toBe(404);
  expect(answer.body).toContain('<Code>NoSuchBucket</Code>');
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
