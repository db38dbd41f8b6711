import * as fs from 'node:fs';
import { DAY_MS, HOUR_MS } from '../../core/day';
import type { Entry, Pointer } from '../../integrity/entry';
import { folderRunStore } from '../../integrity/folder-run-store';
import { CheckRun, type CheckRunOptions } from '../../integrity/run';
import type { Batch, PointerSource } from '../../integrity/source';
import { TemporaryFolder } from '../dev/temporary-folder';
import { Bucket, type BucketContent } from './bucket';
import { SETTINGS } from './settings';

const NOW = Date.UTC(2026, 10, 21, 3);
const folder = new TemporaryFolder();
afterEach(() => {
  folder.remove();
});

const id = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const dayBack = (days: number) => new Date(NOW - days * DAY_MS).toISOString().slice(0, 10);
const keyOf = (index: number, back = 3 + (index % 7)) =>
  `r/${dayBack(back).replaceAll('-', '/')}/${id(index)}.wav`;

const object = (key: string): Entry => ({ key, at: NOW - 3 * DAY_MS, size: 10 });
const pointer = (key: string): Pointer => ({ key, at: NOW - 3 * DAY_MS });

/** A source that lists the pointers in batches of ten, and can continue from any of them. */
function inBatches(pointers: readonly Pointer[], read: string[] = []): PointerSource {
  return {
    kind: 'whole',
    read: async function* (from = '0'): AsyncIterable<Batch> {
      for (let at = Number(from); at < pointers.length; at += 10) {
        await Promise.resolve();
        read.push(String(at));
        const next = at + 10 < pointers.length ? String(at + 10) : undefined;
        yield { pointers: pointers.slice(at, at + 10), next };
      }
    },
  };
}

function runOf(
  content: BucketContent,
  source: PointerSource,
  more: Partial<CheckRunOptions> = {},
): CheckRun {
  const store = folderRunStore(folder.path);
  return new CheckRun({
    settings: SETTINGS,
    source,
    reader: new Bucket(content),
    store,
    now: NOW,
    ...more,
  });
}

async function whole(run: CheckRun) {
  while (!(await run.collect())) continue;
  for (const partition of run.partitions()) await run.check(partition);
  return run.report(NOW);
}

const KEYS = Array.from({ length: 100 }, (_, index) => keyOf(index));
/** Not sorted by key. */
const POINTERS = KEYS.map(pointer).reverse();

test('a store without discrepancies has an empty report', async () => {
  const report = await whole(runOf({ objects: KEYS.map(object) }, inBatches(POINTERS)));
  expect(report).toEqual({
    store: 'calls-prod',
    from: dayBack(9),
    to: dayBack(0),
    finishedAt: '2026-11-21T03:00:00.000Z',
    pointers: 100,
    objects: 100,
    total: 0,
    counts: {},
    discrepancies: [],
  });
});

test('a misplaced recording is reported once, with the place where it is', async () => {
  const nextDay = keyOf(1, 3 + (1 % 7) - 1);
  const elsewhere = `r/old/${id(2)}.wav`;
  const objects = [...KEYS.filter((_, index) => index !== 1 && index !== 2), nextDay, elsewhere];
  const report = await whole(runOf({ objects: objects.map(object) }, inBatches(POINTERS)));
  expect(report.discrepancies).toEqual([
    { kind: 'wrong-prefix', key: keyOf(1), foundAt: nextDay },
    { kind: 'wrong-prefix', key: keyOf(2), foundAt: elsewhere },
  ]);
  expect(report.counts).toEqual({ 'wrong-prefix': 2 });
});

test('an object where no recording belongs is found, even if no recording is missing', async () => {
  const strays = ['r/x.wav', 'r/2026/x.wav', 'r/{yyyy}/a.wav', 'r/2026/11/3/a.wav', 'r/2026/13/'];
  const objects = [...KEYS, ...strays].map(object);
  const report = await whole(runOf({ objects }, inBatches(POINTERS)));
  expect(report.discrepancies.map(({ kind, key }) => `${kind} ${key}`).sort()).toEqual(
    strays
      .filter((key) => !key.endsWith('/'))
      .map((key) => `wrong-prefix ${key}`)
      .sort(),
  );
});

test('a recording that the vendor wrote elsewhere is reported, one of other days is not', async () => {
  const others = [pointer('calls/a.wav'), pointer('r/2020/01/01/a.wav'), pointer(keyOf(3, 400))];
  const objects = KEYS.map(object);
  const report = await whole(runOf({ objects }, inBatches([...POINTERS, ...others])));
  expect(report.discrepancies).toEqual([
    {
      kind: 'wrong-prefix',
      key: 'calls/a.wav',
      detail: 'the vendor reports that it wrote here, but no path of the store is here',
    },
  ]);
});

test('a previous path is checked as well as the current one', async () => {
  const old = { prefix: 'old/', pattern: 'old/{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}' };
  const moved = keyOf(5).replace('r/', 'old/');
  const objects = [...KEYS.filter((key) => key !== keyOf(5)), moved].map(object);
  const both = { ...SETTINGS, paths: [...SETTINGS.paths, old] };
  const pointers = POINTERS.map((each) => (each.key === keyOf(5) ? pointer(moved) : each));
  const well = await whole(runOf({ objects }, inBatches(pointers), { settings: both }));
  expect(well.discrepancies).toEqual([]);
  folder.remove();
  const report = await whole(runOf({ objects }, inBatches(POINTERS), { settings: both }));
  expect(report.discrepancies).toEqual([{ kind: 'wrong-prefix', key: keyOf(5), foundAt: moved }]);
});

test('a store without a pattern is checked as one folder', async () => {
  const plain = { ...SETTINGS, paths: [{ prefix: 'r/' }] };
  const content = { objects: [...KEYS.slice(1), 'r/x'].map(object) };
  const report = await whole(runOf(content, inBatches(POINTERS), { settings: plain }));
  expect(report.discrepancies.map(({ kind, key }) => `${kind} ${key}`)).toEqual([
    'orphan r/x',
    `missing ${keyOf(0)}`,
  ]);
});

test('a run that is stopped continues where it was, and reads and checks nothing twice', async () => {
  const content = { objects: KEYS.slice(1).map(object) };
  const read: string[] = [];
  const source = inBatches(POINTERS, read);
  const stopped = runOf(content, source, { shouldStop: () => read.length === 3 });
  expect(await stopped.collect()).toBe(false);
  expect(read).toEqual(['0', '10', '20']);
  const second = runOf(content, source);
  expect(await second.collect()).toBe(true);
  expect(read).toEqual(['0', '10', '20', '30', '40', '50', '60', '70', '80', '90']);
  const partitions = second.partitions();
  for (const partition of partitions.slice(0, 5)) await second.check(partition);
  await expect(second.report(NOW)).rejects.toThrow(
    '0-2026-11-17 of calls-prod is not checked yet.',
  );

  const refused = { ...content, denied: [''] };
  const third = runOf(refused, source);
  expect(await third.collect()).toBe(true);
  expect(read).toHaveLength(10);
  // A checked partition is not checked again: S3 would deny it.
  for (const partition of partitions.slice(0, 5)) {
    const { counts } = await third.check(partition);
    expect(counts['could-not-check']).toBeUndefined();
  }
  const report = await whole(runOf(content, source));
  expect(report).toMatchObject({ pointers: 100, total: 1, counts: { missing: 1 } });
});

test('a half-written result is not used', async () => {
  const run = runOf({ objects: KEYS.map(object) }, inBatches(POINTERS));
  await run.collect();
  const [partition] = run.partitions();
  if (!partition) throw new Error('no partitions');
  fs.mkdirSync(`${folder.path}/results`, { recursive: true });
  fs.writeFileSync(`${folder.path}/results/${partition.id}.json.part`, '{"partit');
  expect((await run.check(partition)).partition).toBe(partition.id);
});

test('only the given days are checked', async () => {
  const content = { objects: KEYS.slice(1).map(object) };
  const days = { from: dayBack(5), to: dayBack(4) };
  const report = await whole(runOf(content, inBatches(POINTERS), { days }));
  expect(report).toMatchObject({ ...days, total: 0, pointers: 29, objects: 29 });
});

describe('where keys are not filed by day', () => {
  const plain = { ...SETTINGS, paths: [{ prefix: 'r/' }] };
  const dated = (key: string, back: number) => ({ key, at: NOW - back * DAY_MS, size: 10 });
  const kinds = ({ discrepancies }: { discrepancies: readonly { kind: string; key: string }[] }) =>
    discrepancies.map(({ kind, key }) => `${kind} ${key}`);

  test('recordings and objects of other days are not reported, but match', async () => {
    const objects = [dated('r/a', 3), dated('r/b', 3), dated('r/c', 5), dated('r/old', 50)];
    const pointers = [dated('r/a', 3), dated('r/lost', 3), dated('r/gone', 40), dated('r/b', 12)];
    const source = inBatches(pointers);
    const days = { from: dayBack(3), to: dayBack(3) };
    const report = await whole(runOf({ objects }, source, { settings: plain, days }));
    expect(kinds(report)).toEqual(['missing r/lost']);
    expect(report).toMatchObject({ pointers: 2, objects: 2 });
    folder.remove();
    const week = await whole(runOf({ objects }, source, { settings: plain }));
    expect(kinds(week).sort()).toEqual(['missing r/lost', 'orphan r/c']);
  });

  test('a recording of another day with another size is not reported', async () => {
    const objects = [dated('r/a', 3), dated('r/b', 12)];
    const source = inBatches([
      { ...dated('r/a', 3), size: 11 },
      { ...dated('r/b', 12), size: 11 },
    ]);
    const report = await whole(runOf({ objects }, source, { settings: plain }));
    expect(kinds(report)).toEqual(['wrong-size r/a']);
  });

  test('a recording that is older than anything kept is not missing, whatever --from says', async () => {
    const source = inBatches([
      dated('r/gone', 40),
      dated('elsewhere/gone', 40),
      dated('r/lost', 9),
    ]);
    const days = { from: dayBack(400), to: dayBack(0) };
    const kept = { ...plain, keptDays: 30 };
    const report = await whole(runOf({ objects: [] }, source, { settings: kept, days }));
    expect(kinds(report)).toEqual(['missing r/lost']);
    expect(report.from).toBe(dayBack(29));
    const past = { from: dayBack(400), to: dayBack(30) };
    expect(() => runOf({ objects: [] }, source, { settings: kept, days: past })).toThrow(
      `${dayBack(30)} is before ${dayBack(29)}: the store or the vendor keeps nothing that is older`,
    );
  });

  test('metadata files and copies of other days are not reported either', async () => {
    const objects = [dated('r/a.json', 50), dated('r/b.wav', 50)];
    const both = { ...plain, sidecars: true, sidecarSuffix: '.json' };
    const content = { objects, copies: [], statuses: {} };
    expect((await whole(runOf(content, inBatches([]), { settings: both }))).total).toBe(0);
  });
});

test('a fresh recording is not missing yet', async () => {
  const fresh = { key: keyOf(200, 0), at: NOW - 47 * HOUR_MS };
  const report = await whole(runOf({ objects: [] }, inBatches([fresh])));
  expect(report.total).toBe(0);
});
