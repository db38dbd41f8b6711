import type { ListObjectVersionsOutput, S3Client } from '@aws-sdk/client-s3';
import { findRemains, isBucketEmpty, type RemainsRules } from '../../../cli/retire/remains';

const RULES: RemainsRules = {
  schedule: { days: 100, noncurrentDays: 30, transitions: [], noncurrentTransitions: [] },
  prefixes: ['recordings/'],
};
const at = (day: string) => new Date(`${day}T12:00:00Z`);

/** A bucket whose versions are listed in these pages. */
function bucketOf(pages: readonly ListObjectVersionsOutput[], uploads = 0) {
  const asked: unknown[] = [];
  let index = 0;
  const send = ({ input, constructor }: { input: object; constructor: { name: string } }) => {
    if (constructor.name === 'ListMultipartUploadsCommand') {
      return Promise.resolve({ Uploads: Array.from({ length: uploads }, () => ({})) });
    }
    asked.push(input);
    const page = pages[index];
    index += 1;
    return Promise.resolve({ ...page, IsTruncated: index < pages.length });
  };
  return { s3: { send } as unknown as S3Client, bucket: 'acme', asked };
}

test('an empty bucket has nothing left', async () => {
  const remains = await findRemains(bucketOf([{}]), RULES);
  expect(isBucketEmpty(remains)).toBe(true);
  expect(remains).not.toHaveProperty('goneBy');
});

test('a bucket with a single delete marker, or an unfinished upload, is not empty', async () => {
  const marker = { Key: 'recordings/a', IsLatest: true, LastModified: at('2026-01-01') };
  expect(isBucketEmpty(await findRemains(bucketOf([{ DeleteMarkers: [marker] }]), RULES))).toBe(
    false,
  );
  expect(isBucketEmpty(await findRemains(bucketOf([{}], 1), RULES))).toBe(false);
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
    kept: 0,
    readableUntil: '2026-04-13',
    // The version of b became noncurrent on June 1: 30 days, rounded up, and two days of delay.
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

test('Object Lock keeps a version longer than the lifecycle does', async () => {
  const bucket = bucketOf([
    { Versions: [{ Key: 'recordings/a', IsLatest: true, LastModified: at('2026-01-01') }] },
  ]);
  const { goneBy } = await findRemains(bucket, { ...RULES, lockDays: 365 });
  expect(goneBy).toBe('2027-01-03');
});

test('what no lifecycle rule deletes is counted, and gives no day', async () => {
  const bucket = bucketOf([
    { Versions: [{ Key: 'test.txt', IsLatest: true, LastModified: at('2026-01-01') }] },
  ]);
  const remains = await findRemains(bucket, RULES);
  expect(remains).toMatchObject({ objects: 1, kept: 1, keptKey: 'test.txt' });
  expect(remains).not.toHaveProperty('goneBy');
});
