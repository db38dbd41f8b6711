import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { startLocalAws } from '../../dev/local-aws';
import type { LocalAws } from '../../dev/local-aws';
import { run } from '../../cli/process/run';
import { signedHeaders } from '../../dev/signature/sign';
import { TEST_CREDENTIALS } from '../../dev/test-environment';
import { commandsOf, descendantsOf, isAlive, waitUntil } from '../dev/processes';

jest.setTimeout(120_000);

/** The Deny every store has, which moto would apply to every request; with unusual white space. */
const DENY_ALL = `{
  "Version":"2012-10-17",   "Statement" : [ { "Sid": "TlsOnly", "Effect": "Deny",
  "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::*", "arn:aws:s3:::*/*"],
  "Condition": {"Bool": {"aws:SecureTransport": "false"}} } ]
}
`;

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(async () => {
  await aws.stop();
});

/** The options of a client of a local AWS. */
const reaching = ({ endpoint }: LocalAws, credentials: object = TEST_CREDENTIALS) => ({
  endpoint,
  region: 'eu-central-1',
  credentials: credentials as typeof TEST_CREDENTIALS,
  maxAttempts: 1,
});

/** Creates an S3 client of one local AWS. */
const s3Of = (local: LocalAws, options: object = {}) =>
  new S3Client({ ...reaching(local), forcePathStyle: true, ...options });

/** Creates a bucket. */
const createBucket = (s3: S3Client, Bucket: string) =>
  s3.send(
    new CreateBucketCommand({
      Bucket,
      CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' },
    }),
  );

test('objects are written and read although the deployed policy denies plain HTTP', async () => {
  const s3 = s3Of(aws);
  const Bucket = 'denied-to-all';
  await createBucket(s3, Bucket);
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: DENY_ALL }));

  const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
  expect(Policy).toBe(DENY_ALL);
  expect(aws.bucketPolicy(Bucket)).toBe(DENY_ALL);

  const Body = Buffer.alloc(3 * 1024 * 1024, 'recording');
  const Key = '2026/11/a call+é.wav';
  await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  const read = await s3.send(new GetObjectCommand({ Bucket, Key }));
  const bytes = Buffer.from((await read.Body?.transformToByteArray()) ?? []);
  expect(bytes.equals(Body)).toBe(true);
});

test('a policy no longer exists after it or its bucket was deleted', async () => {
  const s3 = s3Of(aws);
  const Bucket = 'short-lived';
  const put = new PutBucketPolicyCommand({ Bucket, Policy: DENY_ALL });
  const get = new GetBucketPolicyCommand({ Bucket });
  await createBucket(s3, Bucket);
  await expect(s3.send(get)).rejects.toMatchObject({ name: 'NoSuchBucketPolicy' });
  await s3.send(put);
  await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
  await expect(s3.send(get)).rejects.toMatchObject({ name: 'NoSuchBucketPolicy' });

  await s3.send(put);
  await s3.send(new DeleteBucketCommand({ Bucket }));
  expect(aws.bucketPolicy(Bucket)).toBeUndefined();
  await expect(s3.send(get)).rejects.toMatchObject({ name: 'NoSuchBucket' });
  await createBucket(s3, Bucket);
  await expect(s3.send(get)).rejects.toMatchObject({ name: 'NoSuchBucketPolicy' });
});

test('a bucket that cannot be deleted keeps its policy', async () => {
  const s3 = s3Of(aws);
  const Bucket = 'not-empty';
  await createBucket(s3, Bucket);
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: DENY_ALL }));
  await s3.send(new PutObjectCommand({ Bucket, Key: 'call.wav', Body: 'recording' }));
  const deleteBucket = new DeleteBucketCommand({ Bucket });
  await expect(s3.send(deleteBucket)).rejects.toMatchObject({ name: 'BucketNotEmpty' });
  expect(aws.bucketPolicy(Bucket)).toBe(DENY_ALL);
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'call.wav' }));
  await s3.send(deleteBucket);
  expect(aws.bucketPolicy(Bucket)).toBeUndefined();
});

test('a policy for a bucket that does not exist is refused', async () => {
  const s3 = s3Of(aws);
  const put = new PutBucketPolicyCommand({ Bucket: 'nowhere-at-all', Policy: DENY_ALL });
  await expect(s3.send(put)).rejects.toMatchObject({
    name: 'NoSuchBucket',
    $metadata: { httpStatusCode: 404 },
  });
});

test('an object hidden by a delete marker can be deleted after versioning was suspended', async () => {
  const s3 = s3Of(aws);
  const Bucket = 'suspended';
  await createBucket(s3, Bucket);
  const versioning = (Status: 'Enabled' | 'Suspended') =>
    s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
  await versioning('Enabled');
  await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'a' }));
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
  await versioning('Suspended');
  for (const kind of ['Versions', 'DeleteMarkers'] as const) {
    const listed = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    const Objects = (listed[kind] ?? []).map(({ Key, VersionId }) => ({ Key, VersionId }));
    const { Deleted } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(Deleted).toMatchObject(Objects);
  }
  const { Status } = await s3.send(new GetBucketVersioningCommand({ Bucket }));
  expect(Status).toBe('Suspended');
  await s3.send(new DeleteBucketCommand({ Bucket }));
});

test('a list of versions can begin anywhere, and its pages contain each version once', async () => {
  const s3 = s3Of(aws);
  const Bucket = 'listed-in-pages';
  await createBucket(s3, Bucket);
  const put = (Key: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  await put('a & b');
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  for (const key of ['a & b', 'c', 'e', 'e', 'e']) await put(key);
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'e' }));
  const list = (input: object) => s3.send(new ListObjectVersionsCommand({ Bucket, ...input }));
  const keysOf = ({ Versions = [], DeleteMarkers = [] }: Awaited<ReturnType<typeof list>>) =>
    [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => `${Key} ${VersionId}`);
  const all = keysOf(await list({})).sort();
  expect(all).toHaveLength(7);
  expect(all).toContain('a & b null');
  // S3 begins after the marker, whether the key exists or not.
  for (const [KeyMarker, count] of [
    ['a', 7],
    ['a & b', 5],
    ['b', 5],
    ['d', 4],
    ['e', 0],
  ] as const) {
    expect(keysOf(await list({ KeyMarker }))).toHaveLength(count);
  }
  for (const MaxKeys of [1, 2, 3]) {
    const listed: string[] = [];
    for (let after: object = {}, more = true; more;) {
      const page = await list({ MaxKeys, ...after });
      listed.push(...keysOf(page));
      after = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
      more = page.IsTruncated === true;
    }
    expect(listed.sort()).toEqual(all);
  }
});

test('a bucket addressed by host is the same bucket as one addressed by path', async () => {
  const Bucket = 'in-the-host';
  await createBucket(s3Of(aws), Bucket);
  // Not every system resolves names below localhost, so the name is only in the Host header.
  const { port, hostname } = new URL(aws.endpoint);
  const send = async (method: string, path: string, body: string) => {
    const host = `${Bucket}.localhost:${port}`;
    const request = { method, url: path, host, body, region: 'eu-central-1', service: 's3' };
    const headers = signedHeaders(request, TEST_CREDENTIALS);
    const sent = httpRequest({ hostname, port, method, path, headers }).end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    await text(response);
    return response.statusCode;
  };
  await expect(send('PUT', '/?policy', DENY_ALL)).resolves.toBe(204);
  await expect(send('PUT', '/call.wav', 'recording')).resolves.toBe(200);

  const { Policy } = await s3Of(aws).send(new GetBucketPolicyCommand({ Bucket }));
  expect(Policy).toBe(DENY_ALL);
  const { Body } = await s3Of(aws).send(new GetObjectCommand({ Bucket, Key: 'call.wav' }));
  await expect(Body?.transformToString()).resolves.toBe('recording');
});

test('its environment makes an AWS client use it, and never a real account', () => {
  expect(aws.environment()).toEqual({
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    NO_PROXY: '127.0.0.1,localhost,::1',
    no_proxy: '127.0.0.1,localhost,::1',
  });
});

test('two local AWS run at the same time, each with its own buckets', async () => {
  const before = descendantsOf(process.pid);
  const [one, two] = await Promise.all([startLocalAws(), startLocalAws()]);
  const started = descendantsOf(process.pid).filter((pid) => !before.includes(pid));
  await createBucket(s3Of(one), 'only-in-one');
  await s3Of(one).send(new HeadBucketCommand({ Bucket: 'only-in-one' }));
  await expect(
    s3Of(two).send(new HeadBucketCommand({ Bucket: 'only-in-one' })),
  ).rejects.toMatchObject({ name: 'NotFound' });
  await Promise.all([one.stop(), two.stop()]);
  // Each has a leash and a moto process.
  expect(started).toHaveLength(4);
  expect(started.filter(isAlive)).toEqual([]);
});

/** Whether something listens on a port. */
async function listening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** The port of the moto process among these processes. */
const motoPort = (commands: readonly string[]) =>
  Number(/-H 127\.0\.0\.1 -p (\d+)/.exec(commands.join('\n'))?.[1]);

test('after it was stopped, its ports are closed and its processes have ended', async () => {
  const before = descendantsOf(process.pid);
  const local = await startLocalAws();
  const started = descendantsOf(process.pid).filter((pid) => !before.includes(pid));
  const ports = [Number(new URL(local.endpoint).port), motoPort(commandsOf(started))];
  expect(await Promise.all(ports.map(listening))).toEqual([true, true]);

  await local.stop();
  await local.stop();
  expect(started.filter(isAlive)).toEqual([]);
  expect(await Promise.all(ports.map(listening))).toEqual([false, false]);
});

test('a requested port that is in use is an error, and no moto process stays', async () => {
  const before = descendantsOf(process.pid);
  const port = Number(new URL(aws.endpoint).port);
  await expect(startLocalAws({ port })).rejects.toThrow(
    `The local AWS cannot listen on port ${port}`,
  );
  expect(descendantsOf(process.pid)).toEqual(before);
});

test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
  'the server that is run by hand leaves nothing behind when it ends by %s',
  async (signal) => {
    const server = spawn(process.execPath, ['launch/launch.js', 'dev/local-aws-server.ts'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const lines = createInterface(server.stdout);
    const [line] = (await once(lines, 'line')) as [string];
    const port = Number(
      /^The local AWS is running at http:\/\/127\.0\.0\.1:(\d+) \(account 123456789012\)\./.exec(
        line,
      )?.[1],
    );
    const started = descendantsOf(server.pid ?? 0);
    const ports = [port, motoPort(commandsOf(started))];
    expect(await Promise.all(ports.map(listening))).toEqual([true, true]);

    server.kill(signal);
    await once(server, 'exit');
    await waitUntil(() => !started.some(isAlive));
    expect(started.filter(isAlive)).toEqual([]);
    expect(await Promise.all(ports.map(listening))).toEqual([false, false]);
  },
);

test('an invalid port is refused before anything is started', async () => {
  const args = ['launch/launch.js', 'dev/local-aws-server.ts', '--port', '65536'];
  const { code, stderr } = await run(process.execPath, args);
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: '--port 65536 is not a port. Write a number from 0 (any free one) to 65535.\n',
  });
});
