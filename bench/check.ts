import { S3Client } from '@aws-sdk/client-s3';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import Table from 'cli-table3';
import pMap from 'p-map';
import { renderJsonLines } from '../integrity/json-lines';
import { folderRunStore } from '../integrity/folder-run-store';
import { manifestSource } from '../integrity/manifest';
import { CheckRun } from '../integrity/run';
import { LIST_REQUESTS, s3BucketReader } from '../integrity/s3-bucket-reader';
import { PARTITIONS_AT_ONCE } from '../lambda/check';
import {
  recordedDay,
  DAYS,
  keyOf,
  type KeyLayout,
  LAST_DAY,
  LATENCY_MS,
  PAGE_KEYS,
} from './check-keys';
import { type MeasuredHere, measureWork } from './here';

/**
 * Measures the whole check over HTTP, as one function runs it: collect the vendor's recording list, list the bucket, and
 * compare. A stand-in for S3 answers each request after 60 milliseconds. The ideal is the time that the fewest possible
 * requests alone take.
 *
 * Usage: npm run bench:check [-- --json] [-- 1000000 10000000]
 */

const LAYOUTS: readonly KeyLayout[] = ['flat', 'days'];

interface Row extends MeasuredHere {
  readonly layout: KeyLayout;
  readonly count: number;
  readonly requests: number;
  /** Seconds that full pages take, requested as many at a time as the check does. */
  readonly ideal: number;
}

const PATHS = {
  flat: [{ prefix: 'recordings/' }],
  days: [
    {
      prefix: 'recordings/',
      pattern: 'recordings/{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}',
    },
  ],
} as const;

/** Runs a check in this process, and returns what it needed. */
export async function measureHere(
  layout: KeyLayout,
  endpoint: string,
  { count, folder }: { readonly count: number; readonly folder: string },
): Promise<MeasuredHere> {
  const { measured } = await measureWork(() => check(layout, endpoint, { count, folder }));
  return measured;
}

async function check(
  layout: KeyLayout,
  endpoint: string,
  { count, folder }: { readonly count: number; readonly folder: string },
): Promise<void> {
  const now = LAST_DAY + 86_400_000 * 3;
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const s3 = new S3Client({ region: 'us-east-1', endpoint, credentials, forcePathStyle: true });
  const open = () =>
    createReadStream(path.join(folder, 'manifest.jsonl'), { highWaterMark: 1_048_576 });
  const run = new CheckRun({
    settings: {
      store: 'bench',
      region: 'us-east-1',
      bucket: 'bench',
      reports: 'reports',
      paths: PATHS[layout],
      days: DAYS + 4,
      keptDays: 730,
      graceHours: 1,
      sidecars: false,
      inventory: false,
      source: { kind: 'manifest', key: 'manifest.jsonl' },
    },
    source: manifestSource({ name: 'manifest', open, bucket: 'bench', now }),
    reader: s3BucketReader({ recordings: { s3, bucket: 'bench' }, mayHead: false }),
    store: folderRunStore(path.join(folder, 'run')),
    now,
  });
  await run.collect();
  const parts = run.partitions().filter(({ id }) => id !== 'strays');
  const found = await pMap(parts, (each) => run.check(each), { concurrency: PARTITIONS_AT_ONCE });
  const pointers = found.reduce((sum, each) => sum + each.pointers, 0);
  const wrong = found.filter(({ counts }) => Object.keys(counts).length > 0);
  if (pointers !== count || wrong.length > 0) {
    throw new Error(`${pointers} of ${count}: ${JSON.stringify(wrong[0]?.discrepancies[0])}`);
  }
}

async function writeManifest(file: string, layout: KeyLayout, count: number): Promise<void> {
  const stream = createWriteStream(file);
  for (let from = 0; from < count; from += 10_000) {
    const lines = Array.from({ length: Math.min(10_000, count - from) }, (_, index) => ({
      key: keyOf(layout, from + index, count),
      at: Date.parse(`${recordedDay(from + index, count)}T12:00:00Z`),
      size: 4,
    }));
    if (!stream.write(renderJsonLines(lines))) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
}

async function measure(layout: KeyLayout, count: number): Promise<Row> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'callvault-bench-'));
  const server = start('bench/s3-server.ts', [layout, String(count)]);
  try {
    const [port] = (await once(server, 'message')) as [number];
    const endpoint = `http://127.0.0.1:${port}`;
    await writeManifest(path.join(folder, 'manifest.jsonl'), layout, count);
    const child = start('bench/measure.ts', [layout, endpoint, String(count), folder]);
    const [measured] = (await once(child, 'message')) as [MeasuredHere];
    const requests = Number(await (await fetch(`${endpoint}/requests`)).text());
    return {
      layout,
      count,
      ...measured,
      requests,
      ideal: (fullPages(layout, count) * LATENCY_MS) / LIST_REQUESTS / 1e3,
    };
  } finally {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Requests that list all keys if each answer is full. */
function fullPages(layout: KeyLayout, count: number): number {
  const folders = layout === 'flat' ? 1 : DAYS;
  return folders * Math.ceil(count / folders / PAGE_KEYS);
}

/** Starts a program of this folder in a process of its own. */
function start(entry: string, args: readonly string[]): ChildProcess {
  return fork(path.join('launch', 'launch.js'), [entry, ...args]);
}

/** Measures both layouts with every number of recordings. */
export async function bench(counts: readonly number[], json: boolean): Promise<void> {
  const rows: Row[] = [];
  for (const layout of LAYOUTS) {
    for (const count of counts) rows.push(await measure(layout, count));
  }
  console.log(json ? JSON.stringify(rows, null, 2) : render(rows));
}

/** Recordings that one function can check in its 15 minutes, at the speed that was measured. */
const perFunction = ({ count, seconds }: Row) => Math.floor((count / seconds) * 900);

function render(rows: readonly Row[]): string {
  const head = [
    'Layout',
    'Recordings',
    'Requests',
    'Ideal s',
    'Seconds',
    'Ratio',
    'CPU s',
    'Peak MiB',
    'In 15 minutes',
  ];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const row of rows) {
    table.push([
      row.layout,
      row.count.toLocaleString('en'),
      row.requests.toLocaleString('en'),
      row.ideal.toFixed(1),
      row.seconds.toFixed(1),
      (row.seconds / row.ideal).toFixed(2),
      row.cpu.toFixed(1),
      row.mebibytes,
      perFunction(row).toLocaleString('en'),
    ]);
  }
  const about = `${LIST_REQUESTS} requests at a time, ${LATENCY_MS} ms each. Ideal: full pages × latency ÷ requests at a time.`;
  return `${table.toString()}\n\n${about}`;
}
