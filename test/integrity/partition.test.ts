import { HOUR_MS } from '../../core/day';
import type { Discrepancy } from '../../integrity/discrepancy';
import type { Entry, Pointer } from '../../integrity/entry';
import { checkPartition, type PartitionRules } from '../../integrity/partition';
import { Bucket, DELETED_AT, type BucketContent } from './bucket';
import { pagesOf, sorted } from './pages';

const NOW = Date.UTC(2026, 10, 21);
const OLD = NOW - 49 * HOUR_MS;
const FRESH = NOW - 47 * HOUR_MS;
const partition = { id: '0-2026-11-01', folder: 'd/' };

const RULES: PartitionRules = {
  now: NOW,
  graceHours: 48,
  sidecars: false,
  elsewhere: ({ key }) => [key.replace('d/', 'e/')],
};

const object = (key: string, more: Partial<Entry> = {}): Entry => ({
  key,
  at: OLD,
  size: 10,
  ...more,
});
const pointer = (key: string, more: Partial<Pointer> = {}): Pointer => ({ key, at: OLD, ...more });

async function check(
  content: BucketContent,
  pointers: readonly Pointer[],
  rules: Partial<PartitionRules> = {},
): Promise<{ found: readonly Discrepancy[]; asked: readonly string[] }> {
  const reader = new Bucket(content);
  const result = await checkPartition(
    { partition, reader, rules: { ...RULES, ...rules } },
    pagesOf(sorted(pointers)),
  );
  return { found: result.discrepancies, asked: reader.asked };
}

test('without discrepancies nothing is found, and no object is looked at by itself', async () => {
  const keys = Array.from({ length: 2_500 }, (_, index) => `d/${index}.wav`);
  const reader = new Bucket({ objects: keys.map((key) => object(key)) });
  const pointers = pagesOf(sorted(keys.map((key) => pointer(key, { size: 10 }))));
  expect(await checkPartition({ partition, reader, rules: RULES }, pointers)).toEqual({
    partition: '0-2026-11-01',
    pointers: 2_500,
    objects: 2_500,
    counts: {},
    discrepancies: [],
  });
  expect(reader.asked).toEqual([]);
});

type Case = [content: BucketContent, pointers: Pointer[], found: Discrepancy[]];

const CASES: [string, ...Case][] = [
  ['missing', { objects: [] }, [pointer('d/a.wav')], [{ kind: 'missing', key: 'd/a.wav' }]],
  [
    'missing, with the vendor’s name for it',
    { objects: [] },
    [pointer('d/a.', { open: true, recording: 'c/r' })],
    [{ kind: 'missing', key: 'd/a.', recording: 'c/r' }],
  ],
  [
    'hidden',
    { objects: [], hidden: ['d/a.wav'] },
    [pointer('d/a.', { open: true })],
    [
      {
        kind: 'hidden',
        key: 'd/a.',
        foundAt: 'd/a.wav',
        detail: `deleted ${new Date(DELETED_AT).toISOString()}`,
      },
    ],
  ],
  [
    'in the wrong place',
    { objects: [object('e/a.wav')] },
    [pointer('d/a.wav')],
    [{ kind: 'wrong-prefix', key: 'd/a.wav', foundAt: 'e/a.wav' }],
  ],
  [
    'empty',
    { objects: [object('d/a.wav', { size: 0 })] },
    [pointer('d/a.wav')],
    [{ kind: 'wrong-size', key: 'd/a.wav', detail: 'it is empty' }],
  ],
  [
    'too short',
    { objects: [object('d/a.wav')] },
    [pointer('d/a.wav', { size: 11 })],
    [{ kind: 'wrong-size', key: 'd/a.wav', detail: '10 bytes; the vendor reports 11' }],
  ],
  ['an orphan', { objects: [object('d/a.wav')] }, [], [{ kind: 'orphan', key: 'd/a.wav' }]],
  [
    'denied by S3',
    { objects: [], denied: ['d/a'] },
    [pointer('d/a.wav')],
    [{ kind: 'could-not-check', key: 'd/a.wav', detail: 'S3 refused: AccessDenied' }],
  ],
];

test.each(CASES.map(([what, ...each]): [string, Case] => [what, each]))(
  'a recording that is %s is found, and nothing else',
  async (_, [content, pointers, found]) => {
    const good = [object('d/b.wav'), ...content.objects];
    expect(
      (await check({ ...content, objects: good }, [pointer('d/b.wav'), ...pointers])).found,
    ).toEqual(found);
  },
);

test('a recording that was written after the listing is not missing', async () => {
  const late = [object('d/a.wav')];
  expect((await check({ objects: [], late }, [pointer('d/a.wav')])).found).toEqual([]);
});

test('a folder that S3 does not let us list could not be checked, and no recording in it is missing', async () => {
  expect((await check({ objects: [], denied: ['d/'] }, [pointer('d/a.wav')])).found).toEqual([
    { kind: 'could-not-check', key: 'd/', detail: 'S3 refused: AccessDenied' },
  ]);
});

test('a fresh recording, object, copy or metadata file may still be on its way', async () => {
  const content = { objects: [object('d/b.wav', { at: FRESH })], copies: [], statuses: {} };
  const rules = { sidecars: true, sidecarSuffix: '.json' };
  expect((await check(content, [pointer('d/a.wav', { at: FRESH })], rules)).found).toEqual([]);
  const old = { ...content, objects: [object('d/b.wav')] };
  const { found } = await check(old, [pointer('d/a.wav'), pointer('d/b.wav')], rules);
  expect(found.map(({ kind, key }) => `${kind} ${key}`)).toEqual([
    'missing d/a.wav',
    'not-replicated d/b.wav',
    'sidecar-missing d/b.wav',
  ]);
});

describe('a copy', () => {
  const objects = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => object(`d/${name}.wav`));
  const copies = [object('d/a.wav'), object('d/b.wav', { size: 9 })];
  const pointers = objects.map(({ key }) => pointer(key));

  test('that the replica lacks is asked for, and only that', async () => {
    const statuses = {
      'd/b.wav': 'COMPLETED',
      'd/c.wav': 'PENDING',
      'd/d.wav': 'FAILED',
      'd/e.wav': 'COMPLETED',
    };
    const { found, asked } = await check({ objects, copies, statuses }, pointers);
    const detail = 'S3 reports it as copied, but the replica lacks it or has another size';
    expect(found).toEqual([
      { kind: 'replication-failed', key: 'd/b.wav', detail },
      { kind: 'replication-pending', key: 'd/c.wav' },
      { kind: 'replication-failed', key: 'd/d.wav' },
      { kind: 'replication-failed', key: 'd/e.wav', detail },
      { kind: 'not-replicated', key: 'd/f.wav' },
    ]);
    expect(asked).toEqual(['d/b.wav', 'd/c.wav', 'd/d.wav', 'd/e.wav', 'd/f.wav']);
  });

  test('whose status may not be asked for is reported as pending', async () => {
    const { found } = await check(
      { objects: objects.slice(0, 2), copies: [] },
      pointers.slice(0, 2),
    );
    expect(found.map(({ kind, detail }) => [kind, detail])).toEqual(
      Array(2).fill([
        'replication-pending',
        'not in the replica; the check may not ask S3 for its status',
      ]),
    );
  });
});

describe('a metadata file', () => {
  const rules = { sidecars: true, sidecarSuffix: '.json' };

  test('of a recording is not an orphan', async () => {
    const objects = [object('d/a.json'), object('d/a.wav')];
    expect((await check({ objects }, [pointer('d/a.', { open: true })], rules)).found).toEqual([]);
  });

  test('without its recording does not replace it', async () => {
    const { found } = await check(
      { objects: [object('d/a.json')] },
      [pointer('d/a.', { open: true })],
      rules,
    );
    expect(found).toEqual([{ kind: 'missing', key: 'd/a.' }]);
  });

  test('without a recording is an orphan, and an orphan needs none', async () => {
    const objects = [object('d/a.json'), object('d/b.wav')];
    expect((await check({ objects }, [], rules)).found).toEqual([
      { kind: 'orphan', key: 'd/b.wav' },
      { kind: 'orphan', key: 'd/a.json' },
    ]);
  });

  test('is not required if the store has none', async () => {
    const { found } = await check({ objects: [object('d/a.wav')] }, [pointer('d/a.wav')], {
      sidecars: false,
      sidecarSuffix: '.json',
    });
    expect(found).toEqual([]);
  });

  test('that does not match and one that cannot be read are different findings', async () => {
    const objects = [object('d/a.json'), object('d/a.wav'), object('d/b.json'), object('d/b.wav')];
    const pointers = [
      pointer('d/a', { open: true, mismatch: 'names no path' }),
      pointer('d/b', { open: true, unread: 'S3 refused' }),
    ];
    expect((await check({ objects }, pointers, rules)).found).toEqual([
      { kind: 'sidecar-mismatch', key: 'd/a.wav', detail: 'names no path' },
      { kind: 'could-not-check', key: 'd/b.wav', detail: 'S3 refused' },
    ]);
  });
});

test('a test file of the vendor is not a recording', async () => {
  const objects = [object('d/test.txt')];
  const ignored = (key: string) => key.endsWith('.txt');
  expect((await check({ objects }, [], { ignored })).found).toEqual([]);
  expect((await check({ objects }, [])).found).toEqual([{ kind: 'orphan', key: 'd/test.txt' }]);
});

test('of many discrepancies all are counted, and not all are looked at again', async () => {
  const pointers = Array.from({ length: 25_000 }, (_, index) => pointer(`d/${index}.wav`));
  const reader = new Bucket({ objects: [] });
  const result = await checkPartition(
    { partition, reader, rules: { ...RULES, elsewhere: () => [] } },
    pagesOf(sorted(pointers), 1_000),
  );
  expect(result.counts).toEqual({ missing: 25_000 });
  expect(result.discrepancies).toHaveLength(10_000);
  expect(reader.asked).toHaveLength(2_000);
});
