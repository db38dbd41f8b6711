import { S3Client } from '@aws-sdk/client-s3';
import { findLastArrival } from '../../../cli/status/last-arrival';
import { findStore } from '../../../cli/find-store';
import { GOOD } from '../../config/base';
import { environmentsOf } from '../../environments';

const NOW = Date.parse('2026-11-20T10:00:00Z');

const PATTERN = 'recordings/{yyyy}/{mm}/{dd}/{conversation_uuid}_{recording_uuid}.{format}';
const dated = GOOD.replace(
  '    retention:\n      days: 730',
  `    pathPattern: ${PATTERN}\n    retention:\n      days: 730`,
);
const storeOf = (id: string) =>
  findStore(id, environmentsOf([{ file: 'prod.yaml', text: dated }])).store;

interface Asked {
  readonly Prefix: string;
  readonly StartAfter?: string;
  readonly ContinuationToken?: string;
}

/** A bucket with these keys and the times at which they were written, listed in pages. */
function bucketOf(objects: Readonly<Record<string, string>>, pageSize = 1_000) {
  const asked: Asked[] = [];
  const send = ({ input }: { readonly input: Asked }) => {
    asked.push(input);
    const { Prefix, StartAfter = '', ContinuationToken = '' } = input;
    const keys = Object.keys(objects)
      .filter((key) => key.startsWith(Prefix) && key > StartAfter && key > ContinuationToken)
      .sort();
    const page = keys.slice(0, pageSize);
    return Promise.resolve({
      Contents: page.map((Key) => ({ Key, LastModified: new Date(objects[Key] ?? '') })),
      ...(page.length < keys.length && { NextContinuationToken: page.at(-1) }),
    });
  };
  const s3 = new S3Client({ region: 'eu-central-1' });
  return { s3: Object.assign(s3, { send }) as S3Client, asked };
}

const day = (date: string, name = 'a') => `recordings/${date}/${name}.wav`;

test.each([
  ['of today', { [day('2026/11/20')]: '2026-11-20T09:00:00Z' }, day('2026/11/20')],
  [
    'in the folder of tomorrow, in a time zone that is ahead',
    { [day('2026/11/21')]: '2026-11-20T09:30:00Z' },
    day('2026/11/21'),
  ],
  ['of 300 days ago', { [day('2026/01/24')]: '2026-01-24T09:00:00Z' }, day('2026/01/24')],
  [
    'of the last day, and not an object after all folders of days',
    { [day('2026/11/12')]: '2026-11-12T09:00:00Z', 'recordings/test': '2020-01-01T00:00:00Z' },
    day('2026/11/12'),
  ],
  [
    'outside of folders of days, if there is no other',
    { 'recordings/test': '2020-01-01T00:00:00Z' },
    'recordings/test',
  ],
])('the last arrival is the object %s', async (_, objects, key) => {
  expect(await findLastArrival(bucketOf(objects).s3, storeOf('calls-prod'), NOW)).toMatchObject({
    key,
  });
});

test('the newest of a day is the one that was written last, whatever its key', async () => {
  const { s3, asked } = bucketOf({
    [day('2026/11/20', 'a')]: '2026-11-20T09:00:00Z',
    [day('2026/11/20', 'b')]: '2026-11-20T08:00:00Z',
    [day('2026/10/01')]: '2026-10-01T08:00:00Z',
  });
  expect(await findLastArrival(s3, storeOf('calls-prod'), NOW)).toEqual({
    key: day('2026/11/20', 'a'),
    at: '2026-11-20T09:00:00.000Z',
  });
  expect(asked).toHaveLength(1);
});

test('the file of a canary is not what the vendor wrote last', async () => {
  const written = { 'recordings/callvault-canary.txt': '2026-11-20T09:50:00Z' };
  const { s3 } = bucketOf(written);
  await expect(findLastArrival(s3, storeOf('calls-prod'), NOW)).resolves.toBeUndefined();
});

test('a store without objects has no last arrival', async () => {
  expect(await findLastArrival(bucketOf({}).s3, storeOf('video-prod'), NOW)).toBeUndefined();
});

test('of more objects than are listed, it says that a newer one may exist', async () => {
  const objects = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `${storeOf('video-prod').prefix}${String(index).padStart(3, '0')}`,
        '2026-11-20T09:00:00Z',
      ]),
    );
  const read = (count: number) =>
    findLastArrival(bucketOf(objects(count), 2).s3, storeOf('video-prod'), NOW);
  expect([(await read(40))?.atLeast, (await read(41))?.atLeast]).toEqual([undefined, true]);
});
