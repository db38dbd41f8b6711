import type {
  ListMultipartUploadsOutput,
  ListObjectVersionsOutput,
  S3Client,
} from '@aws-sdk/client-s3';
import { findRemains, isBucketEmpty, type RemainsRules } from '../../../cli/retire/remains';
import type { LifecycleRule } from '../../../core/lifecycle/rule';

const EXPIRY: LifecycleRule = {
  prefix: 'recordings/',
  narrowed: '',
  days: 100,
  noncurrentDays: 30,
  keptVersions: 0,
  transitions: [],
  noncurrentTransitions: [],
};
const CLEANUP: LifecycleRule = {
  ...EXPIRY,
  prefix: '',
  days: undefined,
  noncurrentDays: undefined,
  clearsMarkers: true,
  abortDays: 7,
};
const RULES: RemainsRules = {
  lifecycle: { rules: [EXPIRY, CLEANUP] },
  now: Date.parse('2026-01-03T00:00:00Z'),
};
const at = (day: string) => new Date(`${day}T12:00:00Z`);

/** A bucket whose versions and uploads are listed in these pages. */
function bucketOf(
  pages: readonly ListObjectVersionsOutput[],
  uploads: readonly ListMultipartUploadsOutput[] = [{}],
) {
  const asked: Record<string, unknown>[] = [];
  const left = { versions: [...pages], uploads: [...uploads] };
  const send = ({
    input,
    constructor,
  }: {
    input: Record<string, unknown>;
    constructor: { name: string };
  }) => {
    asked.push(input);
    const list = constructor.name === 'ListMultipartUploadsCommand' ? left.uploads : left.versions;
    const page = list.shift();
    return Promise.resolve({ ...page, IsTruncated: list.length > 0 });
  };
  return { s3: { send } as unknown as S3Client, bucket: 'acme', asked };
}

test('an empty bucket has nothing left', async () => {
  const remains = await findRemains(bucketOf([{}]), RULES);
  expect(isBucketEmpty(remains)).toBe(true);
  expect(remains).not.toHaveProperty('goneBy');
});

test('a bucket with a single delete marker is not empty, and the marker is deleted by its rule', async () => {
  const marker = { Key: 'recordings/a', IsLatest: true, LastModified: at('2026-01-01') };
  const remains = await findRemains(bucketOf([{ DeleteMarkers: [marker] }]), RULES);
  expect(isBucketEmpty(remains)).toBe(false);
  expect(remains).toMatchObject({ deleteMarkers: 1, kept: 0, goneBy: '2026-01-04' });
});

test('unfinished uploads are counted on all pages, and aborted by their rule', async () => {
  const upload = (day: string) => ({ Key: 'recordings/a', Initiated: at(day) });
  const bucket = bucketOf(
    [{}],
    [
      { Uploads: [upload('2026-01-01')], NextKeyMarker: 'recordings/a', NextUploadIdMarker: 'u1' },
      { Uploads: [upload('2026-01-02')] },
    ],
  );
  const remains = await findRemains(bucket, RULES);
  expect(remains).toMatchObject({ uploads: 2, goneBy: '2026-01-11' });
  expect(isBucketEmpty(remains)).toBe(false);
  expect(bucket.asked.at(-1)).toMatchObject({ KeyMarker: 'recordings/a', UploadIdMarker: 'u1' });
});

test('versions on several pages are added up, with the days of the last one', async () => {
  const bucket = bucketOf([
    {
      Versions: [
        { Key: 'recordings/a', IsLatest: true, LastModified: at('2026-01-01'), Size: 10 },
        { Key: 'recordings/b', IsLatest: false, LastModified: at('2025-01-01'), Size: 5 },
      ],
      DeleteMarkers: [{ Key: 'recordings/b', IsLatest: true, LastModified: at('2026-06-01') }],
      NextKeyMarker: 'recordings/b',
      NextVersionIdMarker: 'v1',
    },
    {
      Versions: [{ Key: 'recordings/c', IsLatest: true, LastModified: at('2026-01-02'), Size: 1 }],
    },
  ]);
  expect(await findRemains(bucket, RULES)).toEqual({
    bucket: 'acme',
    objects: 2,
    oldVersions: 1,
    deleteMarkers: 1,
    uploads: 0,
    bytes: 16,
    held: 0,
    kept: 0,
    readableUntil: '2026-04-13',
    // The version of b is noncurrent from June 1 and deleted 30 days later, rounded up, then its marker; each up to a day late.
    goneBy: '2026-07-04',
  });
  expect(bucket.asked[1]).toMatchObject({ KeyMarker: 'recordings/b', VersionIdMarker: 'v1' });
});

test('a version that was deleted on the page before counts from then', async () => {
  const bucket = bucketOf([
    { DeleteMarkers: [{ Key: 'recordings/a', IsLatest: true, LastModified: at('2026-03-01') }] },
    { Versions: [{ Key: 'recordings/a', IsLatest: false, LastModified: at('2020-01-01') }] },
  ]);
  expect((await findRemains(bucket, RULES)).goneBy).toBe('2026-04-03');
});

const ONE = { Key: 'recordings/a', VersionId: 'v', IsLatest: true, LastModified: at('2026-01-01') };

test('Object Lock keeps a version longer than the lifecycle does', async () => {
  const without = await findRemains(bucketOf([{ Versions: [ONE] }]), RULES);
  const locked = await findRemains(bucketOf([{ Versions: [ONE] }]), { ...RULES, lockDays: 365 });
  expect(without.goneBy).toMatch(/^2026-05/);
  expect(locked.goneBy).toMatch(/^2027-01-0[2-5]$/);
  expect(locked.readableUntil).toBe(without.readableUntil);
});

test('Object Lock keeps no delete marker, however long it locks versions', async () => {
  const marker = { Key: 'recordings/a', IsLatest: true, LastModified: at('2026-01-01') };
  const older = { ...marker, IsLatest: false, LastModified: at('2025-12-31'), VersionId: 'm' };
  const bucket = () => bucketOf([{ DeleteMarkers: [marker, older] }]);
  const without = await findRemains(bucket(), RULES);
  const locked = await findRemains(bucket(), { ...RULES, lockDays: 365 });
  expect(without.goneBy).toMatch(/^2026-0/);
  expect(locked.goneBy).toBe(without.goneBy);
});

test('a version on hold has no last day, and neither it nor its marker is one that no rule deletes', async () => {
  const held = {
    ...RULES,
    isHeld: (key: string, id: string) => `${key} ${id}` === 'recordings/a v',
  };
  const remains = await findRemains(bucketOf([{ Versions: [ONE] }]), held);
  expect(remains).toMatchObject({ held: 1, kept: 0 });
  expect(remains).not.toHaveProperty('goneBy');
  const marker = { Key: 'recordings/a', IsLatest: true, LastModified: at('2026-01-02') };
  const hidden = bucketOf([{ Versions: [{ ...ONE, IsLatest: false }], DeleteMarkers: [marker] }]);
  expect(await findRemains(hidden, held)).toMatchObject({ held: 1, kept: 0 });
});

test('what no lifecycle rule deletes is counted, and gives no day', async () => {
  const bucket = bucketOf([{ Versions: [{ ...ONE, Key: 'test.txt' }] }]);
  const remains = await findRemains(bucket, RULES);
  expect(remains).toMatchObject({ objects: 1, kept: 1, keptKey: 'test.txt' });
  expect(remains).not.toHaveProperty('goneBy');
});

test('rules that are deployed decide, not those of the environment file', async () => {
  const bucket = bucketOf([{ Versions: [ONE] }]);
  const remains = await findRemains(bucket, { ...RULES, lifecycle: { rules: [] } });
  expect(remains).toMatchObject({ kept: 1 });
});
