import type { S3Client } from '@aws-sdk/client-s3';
import { CLIENT_KEY, countObjects } from '../../../cli/adopt/objects';

const KEY = 'arn:aws:kms:eu-central-1:111111111111:key/1';
const PUBLIC = { Grantee: { URI: 'http://acs.amazonaws.com/groups/global/AllUsers' } };
const at = new Date('2024-05-01T10:00:00Z');

interface Stored {
  readonly head?: object;
  readonly grants?: readonly object[];
  readonly at?: Date;
}

/** A bucket whose objects are listed two at a time. */
function bucketOf(objects: Readonly<Record<string, Stored>>) {
  const keys = Object.keys(objects);
  const asked: string[] = [];
  const send = ({
    input,
    constructor,
  }: {
    input: Record<string, unknown>;
    constructor: { name: string };
  }) => {
    asked.push(constructor.name);
    if (constructor.name === 'ListObjectsV2Command') {
      const from = Number(input.ContinuationToken ?? 0);
      const size = Math.min(2, Number(input.MaxKeys));
      const page = keys.slice(from, from + size);
      const next = from + page.length;
      return Promise.resolve({
        Contents: page.map((Key) => ({ Key, Size: 10, LastModified: objects[Key]?.at ?? at })),
        IsTruncated: next < keys.length,
        NextContinuationToken: String(next),
      });
    }
    const { head, grants = [] } = objects[String(input.Key)] ?? {};
    if (constructor.name === 'GetObjectAclCommand') return Promise.resolve({ Grants: grants });
    if (head) return Promise.resolve(head);
    return Promise.reject(Object.assign(new Error('no'), { $metadata: { httpStatusCode: 403 } }));
  };
  return { s3: { send } as unknown as S3Client, asked };
}

const OBJECTS = {
  'recordings/2024/a.wav': {
    head: { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KEY, Metadata: { id: '1' } },
  },
  'recordings/2024/b.wav': {
    head: { ServerSideEncryption: 'AES256' },
    grants: [PUBLIC],
    at: new Date('2020-01-01T00:00:00Z'),
  },
  'recordings/2025/c.wav': { head: {} },
  'recordings/2025/d.wav': {},
};
const run = (objects: Readonly<Record<string, Stored>>, limit: number, acls = true) => {
  const { s3, asked } = bucketOf(objects);
  const counted = countObjects({
    s3,
    bucket: 'acme-calls',
    account: '111111111111',
    limit,
    acls,
    onProgress: () => undefined,
  });
  return { counted, asked };
};

test('objects on several pages are counted by key, metadata and ACL', async () => {
  await expect(run(OBJECTS, 100).counted).resolves.toEqual({
    count: 4,
    complete: true,
    bytes: 40,
    oldest: '2020-01-01',
    folder: 'recordings/',
    byEncryption: { [KEY]: 1, AES256: 1, none: 1 },
    withoutMetadata: 2,
    public: ['recordings/2024/b.wav'],
    refused: 1,
  });
});

test('with a limit, no more objects are looked at, and the counts are not complete', async () => {
  await expect(run(OBJECTS, 3).counted).resolves.toMatchObject({ count: 3, complete: false });
  await expect(run(OBJECTS, 4).counted).resolves.toMatchObject({ count: 4, complete: true });
});

test('where ACLs have no effect, they are not read', async () => {
  const { counted, asked } = run(OBJECTS, 100, false);
  await expect(counted).resolves.toMatchObject({ public: [] });
  expect(asked).not.toContain('GetObjectAclCommand');
});

test.each([
  [['a.wav', 'recordings/b.wav'], ''],
  [['recordings/a.wav', 'recordings-old/b.wav'], ''],
  [['r/2024/a', 'r/2024/b/c'], 'r/2024/'],
])('%j have the common folder %j', async (keys, folder) => {
  const objects = Object.fromEntries(keys.map((key) => [key, { head: {} }]));
  await expect(run(objects, 10).counted).resolves.toMatchObject({ folder });
});

test('objects with a key of the uploader are counted by that', async () => {
  const refusing = (httpStatusCode: number) =>
    Object.assign(new Error('UnknownError'), { $metadata: { httpStatusCode } });
  const s3 = {
    send: ({ input: { Key } }: { input: { Key?: string } }) =>
      Key === undefined
        ? Promise.resolve({ Contents: [{ Key: 'a' }, { Key: 'b' }] })
        : Promise.reject(refusing(Key === 'a' ? 400 : 404)),
  } as unknown as S3Client;
  const options = { s3, bucket: 'b', account: '1', limit: 9, acls: false };
  await expect(countObjects({ ...options, onProgress: () => undefined })).resolves.toMatchObject({
    byEncryption: { [CLIENT_KEY]: 1 },
    refused: 1,
  });
});

test('an empty bucket has no oldest object', async () => {
  const counts = await run({}, 10).counted;
  expect(counts).toMatchObject({ count: 0, complete: true, folder: '' });
  expect(counts).not.toHaveProperty('oldest');
});
