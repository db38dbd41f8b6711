import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { parse, stringify } from 'yaml';
import { EXIT, exitCodeOf } from '../../cli/exit';
import type { FoundStore } from '../../cli/find-store';
import { readOutputs } from '../../cli/outputs/read';
import { readManifest } from '../../cli/plans/manifest';
import { editRanges } from '../../cli/ranges/edit';
import { completePackage, readPackage } from '../../cli/init/files';
import { applicableRanges, parseFeed } from '../../cli/ranges/feed';
import { readFeed } from '../../cli/ranges/source';
import { contextOf, renderReview } from '../../cli/review/formats';
import { review } from '../../cli/review/review';
import { reviewDifference } from '../../cli/difference/review-difference';
import { stackProblem } from '../../cli/difference/stack-json';
import { loadEnvironments } from '../../config/load';
import { RefusedError } from '../../core/problem';
import { mutations, truncations } from '../../dev/malformed';
import { Random } from '../../dev/proof/random';
import { BadInventoryError, readInventoryFile, tryFindInventory } from '../../integrity/inventory';
import { BadManifestError, manifestSource } from '../../integrity/manifest';

import type { BucketReader } from '../../integrity/bucket-reader';
import type { Pointer } from '../../integrity/entry';
import { type MetadataReader, metadataSource } from '../../integrity/metadata';
import type { KeyPartition } from '../../integrity/partition';
import type { RunStore } from '../../integrity/run-store';
import { metadataReaders } from '../../vendors/genesys/metadata';
import { synthesize } from '../stacks/synthesized';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-malformed-'));
afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Seeds of the choices: the same on each run. */
const SEED = 1;

/** Inputs of commands with everything that is optional, and what reads them. */
interface Input {
  readonly valid: unknown;
  readonly render?: (value: unknown) => string;
  readonly read: (text: string) => unknown;
  /** Mutations that are tried. @default - all */
  readonly count?: number;
}

const plan = (name: string) =>
  JSON.parse(fs.readFileSync(`test/review/${name}/plan.json`, 'utf8')) as object;

const file = (name: string, text: string): string => {
  const place = path.join(folder, name);
  fs.writeFileSync(place, text);
  return place;
};

const FOUND = { store: { id: 'calls-prod' }, environment: {} } as unknown as FoundStore;

const reviewed = (text: string) => {
  const report = review({ plans: [{ source: 'plan.json', text }], environments: [], now: 0 });
  const context = contextOf({ environments: [], files: [] }, 0);
  return (['markdown', 'terminal', 'sarif', 'junit', 'gitlab', 'github'] as const).map((format) =>
    renderReview(report, format, context),
  );
};

const reviews = (name: string): Input => ({ valid: plan(name), read: reviewed, count: 25 });

const environment = (name: string): Input => ({
  valid: parse(fs.readFileSync(`test/environments/${name}.yaml`, 'utf8')),
  render: (value) => stringify(value),
  read: (text) => loadEnvironments([{ file: `environments/${name}.yaml`, text }]),
  count: 40,
});

const INVENTORY = [
  '"b","r/a%20b.wav","10","2026-11-20T00:00:00.000Z"',
  '"b","r/c.wav","0","2026-11-20T00:00:00Z"',
];
const COLUMNS = { files: [], columns: ['Bucket', 'Key', 'Size', 'LastModifiedDate'] };

/** Reads a file of an inventory, whatever its bytes are. */
async function readInventory(bytes: Uint8Array): Promise<Pointer[]> {
  const store = { open: () => Readable.from([bytes]) } as unknown as RunStore;
  const found: Pointer[] = [];
  for await (const pointer of readInventoryFile(store, COLUMNS, 'a.csv.gz')) found.push(pointer);
  return found;
}

async function readMetadata(text: string, reader: MetadataReader): Promise<Pointer[]> {
  const file = { key: 'r/a.json', at: 0, size: 1 };
  const source = metadataSource(
    {
      list: async function* () {
        await Promise.resolve();
        yield [file];
      },
      readMetadata: () => Promise.resolve(text),
    } as unknown as BucketReader,
    { suffix: '.json', read: reader, prefixes: ['r/'] },
  );
  const pages = source.kind === 'daily' ? source.read({ folder: 'r/' } as KeyPartition) : [];
  const found: Pointer[] = [];
  for await (const page of pages) found.push(...page);
  return found;
}

const [BEFORE = '', AFTER = ''] = ['30', '60'].map(
  (days) =>
    synthesize([
      {
        file: 'environments/local.yaml',
        text: fs
          .readFileSync('test/environments/local.yaml', 'utf8')
          .replace('days: 90', `days: ${days}`),
      },
    ]).find(({ id }) => id === 'video-local')?.text,
);

/** Compares a stack with another one, both of which can be written by strangers. */
function compareStacks(before: string, after: string): void {
  const problem = [before, after].map(stackProblem).find((each) => each !== undefined);
  if (problem !== undefined) throw RefusedError.of('difference-output', problem, 'x');
  const side = (text: string) => [{ id: 'video-local', text }];
  reviewDifference({
    before: side(before),
    after: side(after),
    acceptances: [],
    failOn: [],
    today: '2026-11-26',
  });
}

const INPUTS: Readonly<Record<string, Input>> = {
  'environment local': environment('local'),
  'environment staging': environment('staging'),
  'environment prod': environment('prod'),
  'plan of a changed key': reviews('access-key'),
  'plan of a changed replica': reviews('replication-narrowed'),
  'plan of a moved path': reviews('path-migrated'),
  'address ranges': {
    valid: {
      entities: [
        { cidr: '203.0.113.0/24', service: 'media', region: 'us-east-1', direction: 'outbound' },
        { cidr: '2001:db8::/32' },
      ],
    },
    read: async (text) => {
      const feed = await readFeed(file('feed.json', text), FOUND, { env: {} });
      const ranges = applicableRanges(parseFeed(feed, 'feed.json'), {});
      return editRanges('stores: { a: { sourceIp: { cidrs: [203.0.113.0/24] } } }', 'a', ranges);
    },
  },
  outputs: {
    valid: { 'calls-prod': { bucket: 'b', role_arn: { value: 'x', sensitive: false } } },
    read: (text) => readOutputs(FOUND, { file: file('outputs.json', text), env: {} }),
  },
  'manifest of plans': {
    valid: {
      version: 1,
      environment: 'prod',
      base: 'a'.repeat(40),
      stacks: [
        {
          id: 'calls-prod',
          configuration: '1'.repeat(64),
          lock: '2'.repeat(64),
          plan: '3'.repeat(64),
          unguarded: ['a'],
        },
      ],
      byHand: [{ id: 'x', unguarded: [] }],
      gone: [{ id: 'y', renamedTo: 'z' }],
      unplanned: [
        { id: 'u', guarded: true, address: 'a.b', what: { parts: ['x', { value: 'y' }] } },
      ],
    },
    read: (text) => {
      file('manifest.json', text);
      return readManifest(folder);
    },
  },
  'package.json of a project': {
    valid: { name: 'a', dependencies: { callvault: '1' }, devDependencies: {}, overrides: {} },
    read: (text) =>
      completePackage(readPackage(file('package.json', text)), { cdktf: true } as never, folder),
  },
  'manifest of an inventory': {
    valid: {
      creationTimestamp: '1795651200000',
      fileFormat: 'CSV',
      fileSchema: 'Bucket, Key, Size, LastModifiedDate',
      files: [{ key: 'data/a.csv.gz', size: 10, MD5checksum: 'x' }],
    },
    read: async (text) => {
      const list = ['inventory/b/integrity/2026-11-26T01-00Z/manifest.json'];
      const store = { list: () => Promise.resolve(list), tryRead: () => Promise.resolve(text) };
      const now = Date.parse('2026-11-26T02:00:00Z');
      const found = await tryFindInventory(store as unknown as RunStore, { bucket: 'b', now });
      expect(found?.files.every((each) => typeof each === 'string') ?? true).toBe(true);
    },
  },
  'file of an inventory': {
    valid: INVENTORY,
    render: (value) => (Array.isArray(value) ? value : [value]).map(String).join('\n'),
    read: (text) => readInventory(gzipSync(text)),
  },
  ...Object.fromEntries(
    Object.entries(metadataReaders).map(([name, reader]): [string, Input] => [
      `metadata file of ${name}`,
      {
        valid: {
          externalStoragePath: 'r/a.wav',
          conversationId: 'c',
          startTime: '2026-11-20T00:00:00Z',
          conversationStart: '2026-11-20T00:00:00Z',
        },
        read: async (text) => {
          for (const { key, at, mismatch } of await readMetadata(text, reader)) {
            expect([typeof key, Number.isFinite(at)]).toEqual(['string', true]);
            expect(['string', 'undefined']).toContain(typeof mismatch);
          }
        },
      },
    ]),
  ),
  'stack of a fork': {
    valid: JSON.parse(AFTER),
    read: (text) => {
      compareStacks(BEFORE, text);
      compareStacks(text, BEFORE);
    },
    count: 40,
  },
  'recording list': {
    valid: [
      { key: 'calls/a.wav', at: '2026-11-20T10:00:00Z', size: 12, recording: 'r1' },
      { key: 'calls/b.wav', at: 1_795_000_000_000 },
    ],
    render: (value) =>
      (Array.isArray(value) ? value : [value]).map((each) => JSON.stringify(each)).join('\n'),
    read: async (text) => {
      const source = manifestSource({
        name: 'list.jsonl',
        open: () => Readable.from([Buffer.from(text)]),
        bucket: 'b',
        now: Date.parse('2026-11-26T00:00:00Z'),
      });
      const read = source.kind === 'whole' ? source.read : undefined;
      for await (const batch of read?.('begin') ?? []) expect(batch.pointers).toBeDefined();
    },
  },
};

/** A sentence for a person, instead of a stack trace. */
async function problemOf(input: Input, text: string): Promise<string[]> {
  try {
    await input.read(text);
    return [];
  } catch (error) {
    if (error instanceof BadManifestError || error instanceof BadInventoryError) return [];
    if (exitCodeOf(error) !== EXIT.unexpected) return [];
    return [
      String((error as Error).stack)
        .split('\n')
        .slice(0, 3)
        .join(' '),
    ];
  }
}

test.each(Object.keys(INPUTS))(
  '%s: whatever is in it, it is read or refused in a sentence',
  async (name) => {
    const input = INPUTS[name] as Input;
    const { valid, render = JSON.stringify, count } = input;
    const random = new Random(SEED);
    const all = mutations(valid);
    const tried = count === undefined ? all : random.shuffled(all).slice(0, count);
    expect(await problemOf(input, render(valid))).toEqual([]);
    const problems: string[] = [];
    for (const { what, value } of tried) {
      for (const problem of await problemOf(input, render(value)))
        problems.push(`${what}: ${problem}`);
    }
    for (const text of truncations(render(valid), random, 20)) {
      for (const problem of await problemOf(input, text))
        problems.push(`${text.length} bytes: ${problem}`);
    }
    expect(problems.slice(0, 12)).toEqual([]);
  },
);

test.each([
  ['a truncated file', gzipSync(INVENTORY.join('\n')).subarray(0, 60)],
  ['a file that is not compressed', Buffer.from(INVENTORY.join('\n'))],
  ['an empty file', Buffer.alloc(0)],
  [
    'another byte in the middle',
    Buffer.from(gzipSync(INVENTORY.join('\n')).map((b, i) => (i === 30 ? b ^ 255 : b))),
  ],
  ['a byte order mark', gzipSync(`\ufeff${INVENTORY.join('\n')}`)],
  ['a wrong percent sign', gzipSync('"b","r/%ZZ","10","2026-11-20T00:00:00Z"')],
  ['no size', gzipSync('"b","r/a","","2026-11-20T00:00:00Z"')],
  ['a huge size', gzipSync('"b","r/a","1e999","2026-11-20T00:00:00Z"')],
  ['null as time', gzipSync('"b","r/a","1","null"')],
])('of an inventory, %s is refused with the name of the file', async (_, bytes) => {
  await expect(readInventory(bytes)).rejects.toThrow(
    /^a\.csv\.gz .*: it is not as S3 Inventory writes it$/,
  );
});

test.each([
  '[[1,2]]',
  '[]',
  '\ufeff{}',
  'null',
  '"x"',
  '\0',
  `${'['.repeat(1e5)}${']'.repeat(1e5)}`,
])('of a metadata file, %.20j is a mismatch', async (text) => {
  expect(await readMetadata(text, metadataReaders.connection)).toMatchObject([
    { key: 'r/a', mismatch: 'is not a JSON object' },
  ]);
});

test('the entries of an inventory are read as they are written', async () => {
  expect(await readInventory(gzipSync(`${INVENTORY.join('\r\n')}\n`))).toEqual([
    { key: 'r/a b.wav', at: Date.UTC(2026, 10, 20), size: 10 },
    { key: 'r/c.wav', at: Date.UTC(2026, 10, 20), size: 0 },
  ]);
});
