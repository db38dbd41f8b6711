import { DAY_MS, HOUR_MS } from '../../core/day';
import { parsePathPattern } from '../../core/path-pattern';
import type { Entry, Pointer } from '../../integrity/entry';
import { folderRunStore } from '../../integrity/folder-run-store';
import { checkedPaths } from '../../integrity/layout';
import { CheckRun } from '../../integrity/run';
import type { CheckedPath, CheckSettings } from '../../integrity/settings';
import type { PointerSource } from '../../integrity/source';
import { LOOKBACK_DAYS, bulkActionsPattern } from '../../vendors/genesys/bulk-actions';
import { TemporaryFolder } from '../dev/temporary-folder';
import { Bucket, type BucketContent } from './bucket';

const NOW = Date.UTC(2026, 10, 25, 3);
const folder = new TemporaryFolder();
afterEach(() => {
  folder.remove();
});

const ORG = '9b2c6f0e-1c1d-4a8e-9a55-0d6f2f6f1a77';
const CALLS = { prefix: 'calls/', pattern: 'calls/{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}' };
const PREVIOUS = {
  prefix: 'recordings/',
  pattern: 'recordings/{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}',
};
const BULK = { prefix: `${ORG}/`, pattern: bulkActionsPattern(ORG) };

interface Recorded {
  readonly conversation: string;
  readonly recording?: string;
  readonly at: string;
}

interface Check {
  readonly recordings: readonly Recorded[];
  readonly content: Partial<BucketContent> & { readonly keys: readonly string[] };
  readonly paths?: readonly CheckedPath[];
  readonly settings?: Partial<CheckSettings>;
  readonly days?: { readonly from: string; readonly to: string };
}

/** A list of recordings as a vendor's API has it: without keys. */
function listOf(recordings: readonly Recorded[], paths: readonly CheckedPath[]): PointerSource {
  const patterns = checkedPaths(paths).map(({ pattern = '' }) => parsePathPattern(pattern));
  const pointers = recordings.flatMap(({ conversation, recording = 'r', at }): Pointer[] => {
    const [yyyy, mm, dd] = at.slice(0, 10).split('-');
    const values = {
      yyyy,
      mm,
      dd,
      hh: at.slice(11, 13),
      organization_uuid: ORG,
      conversation_uuid: conversation,
      recording_uuid: recording,
    };
    return patterns.map((pattern) => ({
      ...pattern.renderKey(values),
      at: Date.parse(at),
      recording: `${conversation}/${recording}`,
    }));
  });
  return {
    kind: 'whole',
    computed: true,
    read: async function* () {
      await Promise.resolve();
      yield { pointers };
    },
  };
}

async function check({ recordings, content, paths = [CALLS], settings, days }: Check) {
  const { keys, ...more } = content;
  const objects: Entry[] = keys.map((key) => ({ key, at: NOW - 3 * DAY_MS, size: 4 }));
  const run = new CheckRun({
    settings: {
      store: 'calls-prod',
      region: 'eu-central-1',
      bucket: 'calls',
      reports: 'calls-reports',
      paths,
      days: 10,
      keptDays: 730,
      graceHours: 48,
      sidecars: false,
      inventory: false,
      source: { kind: 'api', vendor: 'genesys', options: {}, secret: 's' },
      ...settings,
    },
    source: listOf(recordings, paths),
    reader: new Bucket({ objects, ...more }),
    store: folderRunStore(folder.path),
    now: NOW,
    ...(days && { days }),
  });
  await run.collect();
  for (const partition of run.partitions()) await run.check(partition);
  return run.report(NOW);
}

const bulk = { paths: [BULK], settings: { lookbackDays: LOOKBACK_DAYS } };
const exported = (hour: string, conversation: string, recording = 'r') => {
  const [day = '', hh = ''] = hour.split('T');
  const [yyyy = '', mm = '', dd = ''] = day.split('-');
  return `${ORG}/year=${yyyy}/month=${mm}/day=${dd}/hour=${hh}/conversation_id=${conversation}/${recording}.wav`;
};

describe('exports, filed by the beginning of the conversation,', () => {
  const SAME = { conversation: 'c1', at: '2026-11-20T10:05:00Z' };
  const NEXT_HOUR = { conversation: 'c2', at: '2026-11-20T11:01:00Z' };
  const MIDNIGHT = { conversation: 'c3', at: '2026-11-21T00:02:00Z' };
  const MESSAGE = { conversation: 'c4', at: '2026-11-21T12:00:00Z' };
  const OLD_MESSAGE = { conversation: 'c5', at: '2026-11-16T00:30:00Z' };
  const recordings = [SAME, NEXT_HOUR, MIDNIGHT, MESSAGE, OLD_MESSAGE];
  const keys = [
    exported('2026-11-20T10', 'c1'),
    exported('2026-11-20T10', 'c2'),
    exported('2026-11-20T23', 'c3'),
    exported('2026-11-18T09', 'c4'),
    exported('2026-11-05T20', 'c5'),
  ];

  test('are found in earlier hours and days, and before the range', async () => {
    expect(await check({ ...bulk, recordings, content: { keys } })).toMatchObject({
      total: 0,
      pointers: 5,
      objects: 4,
    });
  });

  test.each([
    ['2026-11-20', '2026-11-20', 2],
    ['2026-11-21', '2026-11-21', 2],
    ['2026-11-18', '2026-11-18', 0],
  ])('are found for the days %s to %s only', async (from, to, pointers) => {
    const days = { from, to };
    expect(await check({ ...bulk, recordings, content: { keys }, days })).toMatchObject({
      total: 0,
      pointers,
    });
  });

  test('are missing one by one, with their conversation and recording', async () => {
    const content = { keys: keys.slice(1) };
    const { discrepancies } = await check({ ...bulk, recordings, content });
    expect(discrepancies).toEqual([
      {
        kind: 'missing',
        key: exported('2026-11-20T10', 'c1').replace('wav', ''),
        recording: 'c1/r',
      },
    ]);
  });

  test('that are hidden or empty in an earlier hour are found there', async () => {
    const hidden = exported('2026-11-20T10', 'c2');
    const empty = { key: exported('2026-11-20T23', 'c3'), at: NOW - 3 * DAY_MS, size: 0 };
    const objects = [empty, { ...empty, key: exported('2026-11-20T10', 'c1'), size: 4 }];
    const { discrepancies } = await check({
      ...bulk,
      recordings: [SAME, NEXT_HOUR, MIDNIGHT],
      content: { keys: [], objects, hidden: [hidden] },
    });
    expect(discrepancies.map(({ kind, key, foundAt }) => [kind, foundAt ?? key]).sort()).toEqual([
      ['hidden', hidden],
      ['wrong-size', empty.key],
    ]);
  });

  test('in a later folder than the recording are in the wrong place', async () => {
    const content = { keys: [exported('2026-11-20T14', 'c1')] };
    const { discrepancies } = await check({ ...bulk, recordings: [SAME], content });
    expect(discrepancies).toMatchObject([{ kind: 'wrong-prefix', foundAt: content.keys[0] }]);
  });

  test('without a recording in the list are orphans, and those before the range are not', async () => {
    const orphan = exported('2026-11-20T10', 'x');
    const content = { keys: [...keys, orphan, exported('2026-11-10T10', 'y')] };
    expect((await check({ ...bulk, recordings, content })).discrepancies).toEqual([
      { kind: 'orphan', key: orphan },
    ]);
  });

  test('of several recordings of one conversation are each their own', async () => {
    const two = [SAME, { ...SAME, recording: 'r2' }];
    const content = {
      keys: [exported('2026-11-20T09', 'c1'), exported('2026-11-20T09', 'c1', 'r3')],
    };
    const { counts } = await check({ ...bulk, recordings: two, content });
    expect(counts).toEqual({ missing: 1, orphan: 1 });
  });
});

describe('after a move', () => {
  const paths = [CALLS, PREVIOUS];
  const at = (path: string, conversation: string, ext = 'wav') =>
    `${path}/2026/11/20/${conversation}.${ext}`;
  const recordings = ['a', 'b', 'c'].map((conversation) => ({
    conversation,
    at: '2026-11-20T10:00:00Z',
  }));

  test('recordings are on either path, and copies have their originals', async () => {
    const keys = [at('recordings', 'a'), at('recordings', 'b'), at('calls', 'b'), at('calls', 'c')];
    expect(await check({ paths, recordings, content: { keys } })).toMatchObject({
      total: 0,
      pointers: 3,
      objects: 4,
    });
  });

  test('metadata files are on the path of their recordings', async () => {
    const keys = ['wav', 'json'].flatMap((ext) => [
      at('recordings', 'a', ext),
      at('recordings', 'b', ext),
      at('calls', 'b', ext),
      at('calls', 'c', ext),
    ]);
    const settings = { sidecars: true, sidecarSuffix: '.json' };
    expect((await check({ paths, recordings, content: { keys }, settings })).total).toBe(0);
    const lost = { keys: keys.filter((key) => key !== at('recordings', 'a')) };
    folder.remove();
    expect((await check({ paths, recordings, content: lost, settings })).discrepancies).toEqual([
      { kind: 'missing', key: at('calls', 'a', ''), recording: 'a/r' },
    ]);
  });

  test('a recording is missing or hidden if it is on neither path', async () => {
    const content = { keys: [at('calls', 'c')], hidden: [at('recordings', 'b')] };
    const { discrepancies } = await check({ paths, recordings, content });
    const found = discrepancies.map(({ kind, recording, foundAt }) => [kind, recording, foundAt]);
    expect(found.sort()).toEqual([
      ['hidden', 'b/r', at('recordings', 'b')],
      ['missing', 'a/r', undefined],
    ]);
  });

  test('an object of either path without a recording is an orphan', async () => {
    const keys = [
      ...recordings.map(({ conversation }) => at('calls', conversation)),
      at('recordings', 'x'),
    ];
    expect((await check({ paths, recordings, content: { keys } })).discrepancies).toEqual([
      { kind: 'orphan', key: at('recordings', 'x') },
    ]);
  });

  test('paths with different names of one recording are both read', async () => {
    const pattern = 'recordings/{yyyy}/{mm}/{dd}/{recording_uuid}.{format}';
    const named = recordings.map((each) => ({ ...each, recording: `${each.conversation}-1` }));
    const keys = [at('recordings', 'a-1'), at('calls', 'b')];
    const { discrepancies } = await check({
      paths: [CALLS, { ...PREVIOUS, pattern }],
      recordings: named,
      content: { keys },
    });
    expect(discrepancies).toMatchObject([{ kind: 'missing', recording: 'c/c-1' }]);
  });
});

test('a recording in the folder of another day of its path is in the wrong place', async () => {
  const recordings = [{ conversation: 'a', at: '2026-11-20T00:02:00Z' }];
  const keys = ['calls/2026/11/19/a.wav'];
  expect((await check({ recordings, content: { keys } })).discrepancies).toEqual([
    { kind: 'wrong-prefix', key: 'calls/2026/11/20/a.', recording: 'a/r', foundAt: keys[0] },
  ]);
});

describe('a recording list', () => {
  const recordings = Array.from({ length: 30 }, (_, index) => ({
    conversation: `c${index}`,
    at: '2026-11-20T10:00:00Z',
  }));
  const keys = recordings.map(({ conversation }) => `calls/2026/11/20/${conversation}.wav`);

  test('that is empty, while the bucket has recordings, is a discrepancy of its own', async () => {
    const { counts, discrepancies } = await check({ recordings: [], content: { keys } });
    expect(counts).toEqual({ 'list-incomplete': 1, orphan: 30 });
    expect(discrepancies[0]).toEqual({
      kind: 'list-incomplete',
      key: 'recording list (api)',
      detail: 'it has 0 recordings from 2026-11-16 to 2026-11-25',
    });
  });

  test('that is empty is none, if the bucket is empty too', async () => {
    expect((await check({ recordings: [], content: { keys: [] } })).total).toBe(0);
  });
});

test('two recordings of one conversation with one key are reported', async () => {
  const recordings = ['r2', 'r3'].map((recording, index) => ({
    conversation: 'c',
    recording,
    at: `2026-11-20T1${index}:00:00Z`,
  }));
  const content = { keys: ['calls/2026/11/20/c.wav'] };
  expect((await check({ recordings, content })).discrepancies).toEqual([
    {
      kind: 'overwritten',
      key: 'calls/2026/11/20/c.wav',
      detail: 'the key of 2 recordings: c/r2, c/r3',
    },
  ]);
});

test('a fresh recording is not missing yet, and one that is older than anything kept is not expected', async () => {
  const recordings = [
    { conversation: 'fresh', at: new Date(NOW - 47 * HOUR_MS).toISOString() },
    { conversation: 'expired', at: '2024-01-01T00:00:00Z' },
  ];
  const days = { from: '2023-01-01', to: '2026-11-25' };
  const report = await check({ recordings, content: { keys: [] }, days });
  expect(report).toMatchObject({ total: 0, from: '2024-11-26' });
});
