import { BadManifestError, manifestSource } from '../../integrity/manifest';
import type { Pointer } from '../../integrity/entry';
import { blocksOf } from './pages';

const NOW = Date.UTC(2026, 10, 21);

const read = (...lines: readonly unknown[]) =>
  readText(lines.map((line) => JSON.stringify(line)).join('\n'));

async function readText(text: string, bucket = 'calls'): Promise<Pointer[]> {
  const source = manifestSource({
    name: 'list.jsonl',
    open: () => blocksOf(text, 1_000),
    bucket,
    now: NOW,
  });
  if (source.kind !== 'whole') throw new Error('it is read whole');
  const all: Pointer[] = [];
  for await (const { pointers } of source.read(undefined)) all.push(...pointers);
  return all;
}

const TIME = Date.UTC(2026, 10, 20, 10);
const good = { key: 'a.wav', at: TIME };

test.each([
  [TIME, TIME],
  ['2026-11-20T10:00:00Z', TIME],
  ['2026-11-20T11:00:00+01:00', TIME],
  ['2026-11-20T10:00:00', TIME],
  ['2026-11-20 10:00', TIME],
  ['2026-11-20', Date.UTC(2026, 10, 20)],
  [Date.UTC(2000), Date.UTC(2000)],
  [NOW + 86_400_000, NOW + 86_400_000],
])('the time %s is read, without a zone as UTC', async (at, expected) => {
  expect(await read({ ...good, at })).toEqual([{ key: 'a.wav', at: expected }]);
});

test.each([
  [TIME / 1e3, 'has a time in seconds: "at" is milliseconds since 1970, or an ISO time'],
  [TIME * 1e3, 'has a time in microseconds: "at" is milliseconds since 1970, or an ISO time'],
  [TIME * 1e6, 'has a time in nanoseconds: "at" is milliseconds since 1970, or an ISO time'],
  [
    0,
    'has a time that is not between the year 2000 and tomorrow: "at" is milliseconds since 1970, or an ISO time',
  ],
  [
    '2026-11-23T00:00:00Z',
    'has a time that is not between the year 2000 and tomorrow: "at" is milliseconds since 1970, or an ISO time',
  ],
  ['2026-02-30T10:00:00Z', 'has no time: "at" is milliseconds since 1970, or an ISO time'],
  ['20 Nov 2026', 'has no time: "at" is milliseconds since 1970, or an ISO time'],
])('the time %s is refused, with or without the fast form of a line', async (at, why) => {
  const refused = new BadManifestError(`list.jsonl: line 2 ${why}`);
  await expect(read(good, { ...good, at })).rejects.toEqual(refused);
  await expect(read(good, { at, key: 'a.wav' })).rejects.toEqual(refused);
});

test.each([
  ['s3://calls/r/a b.wav', 'r/a b.wav'],
  ['https://calls.s3.eu-central-1.amazonaws.com/r/a%20b.wav', 'r/a b.wav'],
  ['https://calls.s3-eu-west-1.amazonaws.com/r/a.wav?X-Amz-Date=1', 'r/a.wav'],
  ['https://calls.s3.amazonaws.com/r/a.wav', 'r/a.wav'],
  ['https://s3.eu-central-1.amazonaws.com/calls/r/a%2Bb.wav', 'r/a+b.wav'],
  ['r/2019/08/29/x_20190829T17:11_UTC.wav', 'r/2019/08/29/x_20190829T17:11_UTC.wav'],
  ['https://calls.s3.eusc-de-east-1.amazonaws.eu/r/a.wav', 'r/a.wav'],
  ['HTTPS://calls.S3.AmazonAWS.com/r/A.wav', 'r/A.wav'],
  ['arn:aws:s3:::calls/r/a%20b.wav', 'r/a%20b.wav'],
  ['https://s3.eu-central-1.amazonaws.com:443/calls/r/a.wav', 'r/a.wav'],
  ['https://calls.s3.dualstack.eu-central-1.amazonaws.com/calls/a.wav', 'calls/a.wav'],
  ['//calls.s3.amazonaws.com/r/a%20b.wav', 'r/a b.wav'],
  ['calls.s3.amazonaws.com/r/a.wav', 'r/a.wav'],
  ['https://calls.s3.amazonaws.com/r/%23a%2B.wav?versionId=x%20y', 'r/#a+.wav'],
  ['r/100%.wav', 'r/100%.wav'],
  ['r/a+b#content.mp4', 'r/a+b#content.mp4'],
])('the key %s is %s', async (key, expected) => {
  expect(await read({ ...good, key })).toMatchObject([{ key: expected }]);
});

test.each([
  [
    's3://other/a.wav',
    'has a key that is a URL, and not one of an object in the bucket: "key" is the key as S3 lists it',
  ],
  [
    'arn:aws:s3:::other/a.wav',
    'has a key that is a URL, and not one of an object in the bucket: "key" is the key as S3 lists it',
  ],
  [
    'https://calls.s3.amazonaws.com/',
    'has a key that is a URL, and not one of an object in the bucket: "key" is the key as S3 lists it',
  ],
  [
    's3://calls/',
    'has a key that is a URL, and not one of an object in the bucket: "key" is the key as S3 lists it',
  ],
  [
    'https://example.com/a.wav',
    'has a key that is a URL, and not one of an object in the bucket: "key" is the key as S3 lists it',
  ],
  [
    'https://calls.s3.eu-central-1.amazonaws.com/r/%.wav',
    'has a key that is a URL with an invalid percent-encoding',
  ],
  [
    'https://calls.s3.eu-central-1.amazonaws.com/r/a+b.wav',
    'has a key that is a URL with a + or #, which have other meanings there: write %2B and %23, or the key as S3 lists it',
  ],
  [
    'https://calls.s3.eu-central-1.amazonaws.com/r/2026#content.mp4',
    'has a key that is a URL with a + or #, which have other meanings there: write %2B and %23, or the key as S3 lists it',
  ],
  [
    'https://calls.example.s3.amazonaws.com/a.wav',
    'has a key that is a URL, and not one of an object in the bucket: "key" is the key as S3 lists it',
  ],
  [
    'other.s3.amazonaws.com/a.wav',
    'has a key that is a URL, and not one of an object in the bucket: "key" is the key as S3 lists it',
  ],
  [
    'recordings%2Fa.wav',
    'has a percent-encoded key: "key" is the key as S3 lists it, such as "a b.wav" for a%20b.wav',
  ],
])('the key %s is refused', async (key, why) => {
  await expect(read({ ...good, key })).rejects.toEqual(
    new BadManifestError(`list.jsonl: line 1 ${why}`),
  );
});

test('a bucket whose name contains that of S3 is recognized in a URL', async () => {
  const bucket = 'calls.s3.acme';
  const key = `https://${bucket}.s3.eu-central-1.amazonaws.com/r/a.wav`;
  const text = JSON.stringify({ ...good, key });
  expect(await readText(text, bucket)).toMatchObject([{ key: 'r/a.wav' }]);
});

test('fields of the vendor do not change how a recording is matched', async () => {
  const [pointer] = await read({ ...good, size: 5, open: true, mismatch: 'x', unread: 'y' });
  expect(pointer).toEqual({ key: 'a.wav', at: TIME, size: 5 });
});

test('a byte order mark and the line ends of Windows are accepted', async () => {
  const text = `\ufeff${JSON.stringify(good)}\r\n\r\n${JSON.stringify(good)}\r\n`;
  expect(await readText(text)).toEqual([good, good]);
});

test.each([
  ['a JSON array', JSON.stringify([good])],
  ['a number', '5'],
  ['a table', 'key,at\na.wav,2026-11-20'],
])('%s is not a line of a list', async (_, text) => {
  await expect(readText(text)).rejects.toEqual(
    new BadManifestError('list.jsonl: line 1 is not a JSON object'),
  );
});

test.each([[{ name: 'NoSuchKey' }], [{ code: 'ENOENT' }]])(
  'a file that does not exist is refused with a sentence, for %j',
  async (fields) => {
    const source = manifestSource({
      name: 's3://reports/manifest.jsonl',
      // eslint-disable-next-line @typescript-eslint/require-await
      open: async function* () {
        throw Object.assign(new Error('raw'), fields);
      },
      bucket: 'calls',
      now: NOW,
    });
    if (source.kind !== 'whole') throw new Error('it is read whole');
    await expect(source.read(undefined)[Symbol.asyncIterator]().next()).rejects.toEqual(
      new BadManifestError(
        "s3://reports/manifest.jsonl does not exist. Put the vendor's recording list there, as JSON lines.",
      ),
    );
  },
);
