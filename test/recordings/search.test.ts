import { ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { compareKeys } from '../../integrity/entry';
import { batchesOf, keysOf } from '../../recordings/batches';
import type { IdLine } from '../../recordings/id-list';
import type { StoredPlace } from '../../recordings/places';
import { RecordingSearch } from '../../recordings/search';

/** A bucket with keys, which lists a few of them per page, from any key. */
function bucketWith(keys: readonly string[]) {
  const s3 = new S3Client({ region: 'eu-central-1' });
  const sorted = [...keys].sort(compareKeys);
  let [open, most] = [0, 0];
  s3.send = (async (command: object) => {
    if (!(command instanceof ListObjectVersionsCommand)) throw new Error('unexpected');
    const { Prefix = '', KeyMarker, MaxKeys = 3 } = command.input;
    open += 1;
    most = Math.max(most, open);
    await new Promise((resolve) => setImmediate(resolve));
    open -= 1;
    const all = sorted.filter(
      (key) =>
        key.startsWith(Prefix) && (KeyMarker === undefined || compareKeys(key, KeyMarker) > 0),
    );
    const page = all.slice(0, MaxKeys);
    return {
      Versions: page.map((Key) => ({ Key, VersionId: 'v', IsLatest: true, Size: 1 })),
      IsTruncated: all.length > page.length,
      NextKeyMarker: page.at(-1),
    };
  }) as typeof s3.send;
  const place: StoredPlace = { kind: 'recordings', s3, bucket: 'acme-calls' };
  return { place, most: () => most };
}

const PATTERN = 'r/{yyyy}/{mm}/{dd}/{conversation_uuid}_{recording_uuid}.{format}';
const store = {
  paths: [{ prefix: 'r/', pattern: PATTERN }],
  additionalPrefixes: ['x/'],
  profile: { keys: {} },
} as unknown as ConstructorParameters<typeof RecordingSearch>[0];

async function found(place: StoredPlace, lines: readonly IdLine[]): Promise<string[]> {
  const search = new RecordingSearch(store, '2026-11-26');
  const keys: string[] = [];
  async function* all() {
    for (const line of lines) yield await Promise.resolve(line);
  }
  for await (const batch of batchesOf(all())) {
    for await (const { key } of keysOf(search, place, batch)) keys.push(key);
  }
  return keys;
}

const DAYS = Array.from({ length: 200 }, (_, index) =>
  new Date(Date.UTC(2026, 4, 11 + index)).toISOString().slice(0, 10).replaceAll('-', '/'),
);

test('a pass finds what it is asked for in every folder and outside of them, each once', async () => {
  const dated = DAYS.map((day, index) => `r/${day}/c${index}_r${index}.wav`);
  const strays = ['r/c7_r0.wav', 'r/2025/01/01/c8_r0.wav', 'r/zz/c9.wav', 'x/y c10 (copy).wav'];
  const { place } = bucketWith([...dated, ...strays, 'other/c1_r1.wav']);
  const lines = [0, 7, 8, 9, 10, 57, 199].map((id) => ({
    by: 'conversation' as const,
    value: `c${id}`,
  }));
  expect((await found(place, lines)).sort()).toEqual(
    [dated[0], dated[7], dated[8], dated[9], dated[10], dated[57], dated[199], ...strays].sort(),
  );
});

test('a pass tells conversations from recordings, and finds ids of several words', async () => {
  const { place } = bucketWith(['r/2026/11/20/a_b.wav', 'r/2026/11/20/b_c.wav', 'x/call_7-b.wav']);
  expect(
    await found(place, [
      { by: 'conversation', value: 'b' },
      { by: 'recording', value: 'b' },
      { by: 'recording', value: 'call_7' },
    ]),
  ).toEqual(['r/2026/11/20/a_b.wav', 'r/2026/11/20/b_c.wav', 'x/call_7-b.wav']);
});

test('lines with a day are looked for concurrently, in their order', async () => {
  const ids = Array.from({ length: 40 }, (_, index) => `c${index}`);
  const { place, most } = bucketWith(ids.map((id) => `r/2026/11/20/${id}_r.wav`));
  const lines = ids.map((value) => ({ by: 'conversation' as const, value, day: '2026-11-20' }));
  expect(await found(place, lines)).toEqual(ids.map((id) => `r/2026/11/20/${id}_r.wav`));
  expect(most()).toBeGreaterThan(8);
});
