import { ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { compareKeys } from '../../integrity/entry';
import { batchesOf, keysOf } from '../../recordings/batches';
import type { IdLine } from '../../recordings/id-list';
import type { StoredPlace } from '../../recordings/places';
import { RecordingSearch } from '../../recordings/search';
import { requestVersions } from '../../recordings/versions';

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

test('a pass over one long folder sends requests concurrently, and keeps the order of keys', async () => {
  const keys = Array.from({ length: 3000 }, (_, at) => {
    const id = Math.imul(at + 1, 2_654_435_761) >>> 0;
    return `x/${id.toString(16).padStart(8, '0')}.wav`;
  });
  const { place, most } = bucketWith([...keys, 'r/2026/11/20/c_r.wav']);
  const wanted = keys.filter((_, at) => at % 100 === 0);
  const ids = [...wanted.map((key) => key.slice(2, 10)), 'c'];
  const lines = ids.map((value) => ({ by: 'conversation' as const, value }));
  expect(await found(place, lines)).toEqual(['r/2026/11/20/c_r.wav', ...wanted.sort(compareKeys)]);
  expect(most()).toBeGreaterThan(8);
});

test('versions of one key on several pages are listed together, also after a key that does not exist', async () => {
  const versions = ['a a', 'b', 'b', 'b', 'b', 'b', 'c', 'c', 'd'].map((Key, at) => ({
    Key,
    VersionId: `v${at}`,
    LastModified: new Date(1_000_000 - at),
    IsLatest: false,
  }));
  const send = ({ input: { KeyMarker, VersionIdMarker } }: ListObjectVersionsCommand) => {
    const from = versions.findIndex(
      ({ Key, VersionId }) =>
        compareKeys(Key, KeyMarker ?? '') > 0 ||
        (Key === KeyMarker && VersionIdMarker !== undefined && VersionId > VersionIdMarker),
    );
    const Versions = versions.slice(from, from + 2);
    const { Key: NextKeyMarker, VersionId: NextVersionIdMarker } = Versions.at(-1) ?? {};
    const IsTruncated = from + 2 < versions.length;
    return Promise.resolve({ Versions, IsTruncated, NextKeyMarker, NextVersionIdMarker });
  };
  const place = { kind: 'recordings', s3: { send }, bucket: 'b' } as unknown as StoredPlace;
  const pages: string[] = [];
  for (let after: string | undefined = 'a', more = true; more;) {
    const page = await requestVersions(place, '', after);
    for (const { key, versions: all } of page.listed) pages.push(`${key}: ${all.length}`);
    after = page.listed.at(-1)?.key;
    more = page.more;
  }
  expect(pages).toEqual(['a a: 1', 'b: 5', 'c: 2', 'd: 1']);
});

test.each([
  ['r/2026/11/20/a_b.wav', {}, true],
  ['r/2026/11/20/a_b.wav', { from: '2026-11-20', to: '2026-11-20' }, true],
  ['r/2026/11/20/a_b.wav', { from: '2026-11-21' }, false],
  ['x/y.wav', { to: '1970-01-01' }, true],
  ['x/y.wav', { from: '1970-01-02' }, false],
])('the key %s is looked for in %o only', async (key, days, isFound) => {
  const search = new RecordingSearch(store, '2026-11-26');
  const { place } = bucketWith([key]);
  const keys: string[] = [];
  for await (const each of search.run(place, { by: 'key', value: key }, days)) keys.push(each.key);
  expect(keys).toEqual(isFound ? [key] : []);
});

test('lines with a day are looked for concurrently, in their order', async () => {
  const ids = Array.from({ length: 40 }, (_, index) => `c${index}`);
  const { place, most } = bucketWith(ids.map((id) => `r/2026/11/20/${id}_r.wav`));
  const lines = ids.map((value) => ({ by: 'conversation' as const, value, day: '2026-11-20' }));
  expect(await found(place, lines)).toEqual(ids.map((id) => `r/2026/11/20/${id}_r.wav`));
  expect(most()).toBeGreaterThan(8);
});
