import * as fs from 'node:fs';
import * as path from 'node:path';
import { gzipSync } from 'node:zlib';
import { DAY_MS } from '../../core/day';
import { folderRunStore } from '../../integrity/folder-run-store';
import { readInventoryFile, tryFindInventory } from '../../integrity/inventory';
import { CheckRun } from '../../integrity/run';
import { TemporaryFolder } from '../dev/temporary-folder';
import { Bucket } from './bucket';

const NOW = Date.UTC(2026, 10, 21, 3);
const AT = NOW - 3 * DAY_MS;
let folder: TemporaryFolder;
beforeEach(() => {
  folder = new TemporaryFolder();
});
afterEach(() => {
  folder.remove();
});

/** Writes an inventory as S3 does: files in no order, keys URL-encoded. */
function plant(keys: readonly string[], { at = NOW - DAY_MS, format = 'CSV' } = {}): void {
  const day = new Date(at).toISOString().slice(0, 10);
  const files = [keys.filter((_, i) => i % 2 === 1), keys.filter((_, i) => i % 2 === 0)].map(
    (part, index) => {
      const lines = part.map((key) => {
        const encoded = encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/');
        return `"calls","${encoded}","10","${new Date(AT).toISOString()}"`;
      });
      const key = `inventory/calls/integrity/data/${day}-${index}.csv.gz`;
      write(key, gzipSync(lines.map((line) => `${line}\n`).join('')));
      return { key, size: 1, MD5checksum: '' };
    },
  );
  write(
    `inventory/calls/integrity/${day}T01-00Z/manifest.json`,
    JSON.stringify({
      sourceBucket: 'calls',
      creationTimestamp: String(at),
      fileFormat: format,
      files,
      fileSchema: 'Bucket, Key, Size, LastModifiedDate',
    }),
  );
}

function write(name: string, content: string | Uint8Array): void {
  const file = path.join(folder.path, 'reports', name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content);
}

const reports = () => folderRunStore(path.join(folder.path, 'reports'));
const find = () => tryFindInventory(reports(), { bucket: 'calls', now: NOW });

test('the newest inventory is read, with any characters in its keys', async () => {
  plant(['r/old.wav'], { at: NOW - 2 * DAY_MS });
  const keys = ['r/a b.wav', 'r/a+b.wav', 'r/ä"%.wav', 'r/c,d.wav'];
  plant(keys);
  const inventory = await find();
  if (!inventory) throw new Error('no inventory');
  const read: string[] = [];
  for (const file of inventory.files) {
    for await (const { key, size, at } of readInventoryFile(reports(), inventory, file)) {
      read.push(key);
      expect({ size, at }).toEqual({ size: 10, at: AT });
    }
  }
  expect(read.sort()).toEqual([...keys].sort());
});

test('an inventory that is too old, in another format, or missing is not used', async () => {
  expect(await find()).toBeUndefined();
  plant(['r/a.wav'], { at: NOW - 4 * DAY_MS - 1 });
  expect(await find()).toBeUndefined();
  plant(['r/a.wav'], { at: NOW - 4 * DAY_MS });
  expect(await find()).toBeDefined();
  plant(['r/a.wav'], { format: 'ORC' });
  expect(await find()).toBeUndefined();
});

const PATTERN = 'r/{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}';
const id = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const keyOf = (index: number) => `r/2026/11/1${4 + (index % 4)}/${id(index)}.wav`;
const KEYS = Array.from({ length: 40 }, (_, index) => keyOf(index));

function runOf(look: Bucket, shouldStop?: () => boolean): CheckRun {
  return new CheckRun({
    settings: {
      store: 'calls-prod',
      region: 'eu-central-1',
      bucket: 'calls',
      reports: 'calls-reports',
      paths: [{ prefix: 'r/', pattern: PATTERN }],
      days: 10,
      keptDays: 3650,
      graceHours: 48,
      sidecars: false,
      inventory: true,
      source: { kind: 'manifest', key: 'm' },
    },
    source: {
      kind: 'whole',
      read: async function* () {
        await Promise.resolve();
        yield { pointers: KEYS.map((key) => ({ key, at: AT })) };
      },
    },
    reader: look,
    reports: reports(),
    store: folderRunStore(path.join(folder.path, 'run')),
    now: NOW,
    ...(shouldStop && { shouldStop }),
  });
}

async function finish(run: CheckRun) {
  while (!(await run.collect())) continue;
  for (const partition of run.partitions()) await run.check(partition);
  return run.report(NOW);
}

test('an inventory replaces listing; a recording that it lacks is looked for before it is missing', async () => {
  plant(KEYS.slice(2));
  const late = [{ key: keyOf(0), at: AT, size: 10 }];
  // S3 denies listing a day, so that only the inventory can be the source.
  const reader = new Bucket({ objects: [], late, denied: ['r/2026/11/14/x'] });
  const report = await finish(runOf(reader));
  expect(report).toMatchObject({ objects: 38, counts: { missing: 1 } });
  expect(report.discrepancies).toEqual([{ kind: 'missing', key: keyOf(1) }]);
});

test('a run that is stopped continues with the next file', async () => {
  plant(KEYS);
  let asked = 0;
  const stopped = runOf(new Bucket({ objects: [] }), () => (asked += 1) > 1);
  expect(await stopped.collect()).toBe(false);
  fs.rmSync(path.join(folder.path, 'reports/inventory/calls/integrity/data/2026-11-20-0.csv.gz'));
  expect(await finish(runOf(new Bucket({ objects: [] })))).toMatchObject({ objects: 40, total: 0 });
});

test('without a recent inventory the bucket is listed', async () => {
  plant([], { at: NOW - 9 * DAY_MS });
  const objects = KEYS.map((key) => ({ key, at: AT, size: 10 }));
  expect(await finish(runOf(new Bucket({ objects })))).toMatchObject({ objects: 40, total: 0 });
});
