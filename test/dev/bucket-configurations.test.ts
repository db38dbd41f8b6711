import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { BucketConfigurations } from '../../dev/bucket-configurations';
import { type ProxyResponse, chain } from '../../dev/exchange';
import { tryFindS3Address } from '../../dev/s3/address';

const RULES = '<LifecycleConfiguration><Rule><ID>a</ID></Rule></LifecycleConfiguration>';

/** Configurations in front of a moto that accepts every body except a bad one. */
function s3() {
  const asked: string[] = [];
  const respond = chain([new BucketConfigurations().handler], async ({ method, url, body }) => {
    asked.push(`${method} ${url}`);
    const bad = (await text(body)).includes('bad');
    return { status: bad ? 400 : 200, headers: [], body: 'from moto' };
  });
  const send = (method: string, url: string, body = '') =>
    respond({
      method,
      url,
      headers: [],
      body: Readable.from([Buffer.from(body)]),
      s3: tryFindS3Address({ url }),
    });
  return { asked, send };
}

const bodyOf = async ({ body = '' }: ProxyResponse) =>
  typeof body === 'string' ? body : text(body);

test('a configuration is returned as it was put, with the minimum size Terraform waits for', async () => {
  const { send } = s3();
  await send('PUT', '/acme?lifecycle', RULES);
  const read = await send('GET', '/acme?lifecycle');
  await expect(bodyOf(read)).resolves.toBe(RULES);
  expect(read.headers).toContain('x-amz-transition-default-minimum-object-size');
});

test.each(['notification', 'replication'])('a %s is returned as it was put', async (kind) => {
  const { send } = s3();
  await send('PUT', `/acme?${kind}`, '<Configuration/>');
  await expect(bodyOf(await send('GET', `/acme?${kind}`))).resolves.toBe('<Configuration/>');
});

test('a configuration that moto rejects is not stored', async () => {
  const { send } = s3();
  await send('PUT', '/acme?lifecycle', RULES);
  await expect(send('PUT', '/acme?lifecycle', 'bad')).resolves.toMatchObject({ status: 400 });
  await expect(bodyOf(await send('GET', '/acme?lifecycle'))).resolves.toBe(RULES);
});

test.each(['/acme?lifecycle', '/acme'])('after DELETE %s, moto answers again', async (url) => {
  const { send } = s3();
  await send('PUT', '/acme?lifecycle', RULES);
  await send('DELETE', url);
  await expect(bodyOf(await send('GET', '/acme?lifecycle'))).resolves.toBe('from moto');
});

test('moto answers for other buckets and other requests', async () => {
  const { asked, send } = s3();
  await send('PUT', '/acme?lifecycle', RULES);
  await send('GET', '/other?lifecycle');
  await send('GET', '/acme?versioning');
  await send('DELETE', '/acme?versioning');
  await send('GET', '/acme/a?lifecycle');
  expect(asked.slice(1)).toEqual([
    'GET /other?lifecycle',
    'GET /acme?versioning',
    'DELETE /acme?versioning',
    'GET /acme/a?lifecycle',
  ]);
  await expect(bodyOf(await send('GET', '/acme?lifecycle'))).resolves.toBe(RULES);
});

test('a replication is stored separately from the lifecycle, and answered without its headers', async () => {
  const { send } = s3();
  await send('PUT', '/acme?lifecycle', RULES);
  await send('PUT', '/acme?replication', '<ReplicationConfiguration/>');
  const read = await send('GET', '/acme?replication');
  await expect(bodyOf(read)).resolves.toBe('<ReplicationConfiguration/>');
  expect(read.headers).toEqual(['Content-Type', 'application/xml']);
  await send('DELETE', '/acme?replication');
  await expect(bodyOf(await send('GET', '/acme?replication'))).resolves.toBe('from moto');
  await expect(bodyOf(await send('GET', '/acme?lifecycle'))).resolves.toBe(RULES);
});

test('a reset of moto deletes the stored configurations', async () => {
  const { send } = s3();
  await send('PUT', '/acme?lifecycle', RULES);
  await send('POST', '/moto-api/reset');
  await expect(bodyOf(await send('GET', '/acme?lifecycle'))).resolves.toBe('from moto');
});
