import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { fork } from 'node:child_process';
import * as os from 'node:os';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import Table from 'cli-table3';
import type { Entry, Pages, Pointer } from '../integrity/entry';
import { parseJsonLines, renderJsonLines } from '../integrity/json-lines';
import type { BucketReader } from '../integrity/bucket-reader';
import { checkPartition } from '../integrity/partition';

/**
 * Measures how fast the pointer check compares, and in how much memory, against two baselines in the same run: reading
 * the same list line by line with JSON.parse, and keeping the keys in a set. Each measurement is a process of its own.
 *
 * Usage: npm run bench:check [-- --json] [-- 1000000 10000000]
 */

/** Keys per page of S3's list. @see Amazon S3 API Reference, "ListObjectsV2" */
const PAGE = 1_000;

const DAY = Date.UTC(2026, 10, 20);

const keyOf = (index: number) =>
  `recordings/2026/11/20/00000000-0000-4000-8000-${String(index).padStart(12, '0')}.wav`;

/** One measurement, in a process of its own. */
interface Measured {
  readonly seconds: number;
  readonly mebibytes: number;
  readonly requests: number;
}

/** Compares in one way, and returns the number of requests to S3 that it would have made. */
type Method = (file: string, count: number) => Promise<number>;

/** The work of S3, which all methods share: its time is subtracted. */
const PAGES = 'the synthetic pages alone';

const METHODS: Readonly<Record<string, Method>> = {
  callvault: mergePages,
  'readline and JSON.parse': readLines,
  'a set of keys': fillSet,
  [PAGES]: makePages,
};

/** Pages as a parser of S3's responses returns them: keys are slices of one text. */
async function* listed(count: number, onPage: () => void): Pages<Entry> {
  for (let from = 0; from < count; from += PAGE) {
    onPage();
    const size = Math.min(PAGE, count - from);
    const text = Array.from({ length: size }, (_, i) => keyOf(from + i)).join('');
    const { length } = keyOf(0);
    yield Array.from({ length: size }, (_, i) => {
      return { key: text.slice(i * length, (i + 1) * length), size: 4, at: DAY };
    });
    await Promise.resolve();
  }
}

async function makePages(_: string, count: number): Promise<number> {
  let requests = 0;
  for await (const page of listed(count, () => (requests += 1))) {
    if (page.length === 0) throw new Error('something is wrong');
  }
  return requests;
}

async function mergePages(file: string, count: number): Promise<number> {
  let requests = 0;
  const reader = { list: () => listed(count, () => (requests += 1)) } as unknown as BucketReader;
  const rules = { now: DAY * 2, graceHours: 48, sidecars: false, elsewhere: () => [] };
  const partition = { id: 'bench', folder: '' };
  const blocks = createReadStream(file, { highWaterMark: 1_048_576 }) as AsyncIterable<Uint8Array>;
  const { counts, pointers } = await checkPartition(
    { partition, reader, rules },
    parseJsonLines(blocks),
  );
  if (pointers !== count || Object.keys(counts).length > 0) throw new Error('something is wrong');
  return requests;
}

async function readLines(file: string, count: number): Promise<number> {
  let requests = 0;
  const pages = listed(count, () => (requests += 1))[Symbol.asyncIterator]();
  let page: readonly Entry[] = [];
  let at = 0;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const { key } = JSON.parse(line) as Pointer;
    if (at === page.length) {
      page = ((await pages.next()).value as readonly Entry[] | undefined) ?? [];
      at = 0;
    }
    if (page[at]?.key !== key) throw new Error('something is wrong');
    at += 1;
  }
  return requests;
}

async function fillSet(file: string, count: number): Promise<number> {
  let requests = 0;
  const keys = new Set<string>();
  for await (const page of listed(count, () => (requests += 1))) {
    for (const { key } of page) keys.add(key);
  }
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (!keys.has((JSON.parse(line) as Pointer).key)) throw new Error('something is wrong');
  }
  return requests;
}

async function writePointers(file: string, count: number): Promise<void> {
  const stream = createWriteStream(file);
  for (let from = 0; from < count; from += 10_000) {
    const size = Math.min(10_000, count - from);
    const page = Array.from({ length: size }, (_, i) => ({
      key: keyOf(from + i),
      at: DAY,
      size: 4,
    }));
    if (!stream.write(renderJsonLines(page))) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
}

async function measure(method: string, file: string, count: number): Promise<Measured> {
  const child = fork(path.join('bench', 'measure.js'), [method, file, String(count)]);
  const [measured] = (await once(child, 'message')) as [Measured];
  await once(child, 'close');
  return measured;
}

/** Measures a method in this process. */
export async function measureHere(method: string, file: string, count: number): Promise<Measured> {
  let most = 0;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20);
  const started = process.hrtime.bigint();
  const requests = (await METHODS[method]?.(file, count)) ?? 0;
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  clearInterval(timer);
  most = Math.max(most, process.memoryUsage().rss);
  return { seconds, requests, mebibytes: Math.round(most / 1_048_576) };
}

interface Row extends Measured {
  readonly method: string;
  readonly count: number;
}

/** Measures every method with every number of pointers. */
export async function bench(counts: readonly number[], json: boolean): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'callvault-bench-'));
  const rows: Row[] = [];
  try {
    for (const count of counts) {
      const file = path.join(folder, `${count}.jsonl`);
      await writePointers(file, count);
      for (const method of Object.keys(METHODS)) {
        rows.push({ method, count, ...(await measure(method, file, count)) });
      }
      rmSync(file);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(json ? JSON.stringify(rows, null, 2) : render(rows));
}

function render(rows: readonly Row[]): string {
  const table = new Table({
    head: [
      'Pointers',
      'Method',
      'Seconds',
      'Million keys/s',
      'Peak MiB',
      'Times as fast',
      'Requests',
    ],
    style: { head: [], border: [] },
  });
  for (const { method, count, seconds: whole, mebibytes, requests } of rows) {
    const pages = rows.find((row) => row.count === count && row.method === PAGES)?.seconds ?? 0;
    const seconds = method === PAGES ? whole : whole - pages;
    const baseline = rows.find(
      (row) => row.count === count && row.method === 'readline and JSON.parse',
    );
    table.push([
      count.toLocaleString('en'),
      method,
      seconds.toFixed(2),
      (count / seconds / 1e6).toFixed(2),
      mebibytes,
      (((baseline?.seconds ?? 0) - pages) / seconds).toFixed(2),
      requests.toLocaleString('en'),
    ]);
  }
  const [first] = rows;
  const perMillion = first ? Math.round((first.requests / first.count) * 1e6) : 0;
  return `${table.toString()}\n\nPer million recordings: ${perMillion.toLocaleString('en')} requests to list them, 1,000,000 to ask for each (HEAD).`;
}
