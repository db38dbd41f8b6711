import { S3Client } from '@aws-sdk/client-s3';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';
import Table from 'cli-table3';
import { RecordingSearch } from '../recordings/search';
import { listVersions } from '../recordings/versions';
import { keyOf, type KeyLayout, LATENCY_MS } from './check-keys';
import { type MeasuredHere, measureWork } from './here';

const WAYS = ['one by one', 'concurrent'] as const;

type Way = (typeof WAYS)[number];

interface Row extends MeasuredHere {
  readonly layout: KeyLayout;
  readonly way: Way;
  readonly requests: number;
}

/** Ids that are looked for in one pass. */
const IDS = 20_000;

const PATTERN = 'recordings/{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}';

/** Looks for ids without a day in a bucket, in this process. */
export async function passHere(
  way: Way,
  layout: KeyLayout,
  { endpoint, count }: { readonly endpoint: string; readonly count: number },
): Promise<MeasuredHere> {
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const s3 = new S3Client({ region: 'us-east-1', endpoint, credentials, forcePathStyle: true });
  const place = { kind: 'recordings' as const, s3, bucket: 'bench' };
  const pattern = layout === 'days' ? { pattern: PATTERN } : {};
  const store = {
    paths: [{ prefix: 'recordings/', ...pattern }],
    additionalPrefixes: [],
    profile: { keys: {} },
  } as unknown as ConstructorParameters<typeof RecordingSearch>[0];
  const search = new RecordingSearch(store, '2026-11-26');
  const wanted = Math.min(IDS, count);
  const lines = Array.from({ length: wanted }, (_, index) => ({
    by: 'key' as const,
    value: keyOf(layout, Math.floor((index * count) / wanted), count),
  }));
  const isNamed = search.namedBy(lines);
  const { result: found, measured } = await measureWork(async () => {
    let named = 0;
    const all =
      way === 'concurrent' ? search.pass(place, lines) : listVersions(place, 'recordings/');
    for await (const { key } of all) if (isNamed(key)) named += 1;
    return named;
  });
  if (found !== wanted) throw new Error(`${way}: ${found} of ${wanted}`);
  return measured;
}

/** Measures a pass over a bucket both ways, in processes of their own, and compares them. */
export async function benchPass(count: number, json: boolean): Promise<void> {
  const rows: Row[] = [];
  for (const layout of ['flat', 'days'] as const) {
    const launch = path.join('launch', 'launch.js');
    const server = fork(launch, ['bench/s3-server.ts', layout, String(count)]);
    const [port] = (await once(server, 'message')) as [number];
    const endpoint = `http://127.0.0.1:${port}`;
    const requestsSoFar = async () => Number(await (await fetch(`${endpoint}/requests`)).text());
    for (const way of WAYS) {
      const before = await requestsSoFar();
      const args = ['--pass', way, layout, endpoint, String(count)];
      const child = fork(launch, ['bench/run-recordings.ts', ...args]);
      const [measured] = (await once(child, 'message')) as [MeasuredHere];
      rows.push({ layout, way, ...measured, requests: (await requestsSoFar()) - before });
    }
    server.kill();
  }
  console.log(json ? JSON.stringify(rows, null, 2) : render(rows, count));
}

function render(rows: readonly Row[], count: number): string {
  const head = ['Keys', 'Lists', 'Requests', 'Seconds', 'Ratio', 'CPU s', 'Peak MiB'];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const { layout, way, requests, seconds, cpu, mebibytes } of rows) {
    const before = rows.find((each) => each.layout === layout)?.seconds ?? seconds;
    const times = [seconds.toFixed(1), (seconds / before).toFixed(2), cpu.toFixed(1)];
    table.push([layout, way, requests, ...times, mebibytes]);
  }
  return `${table.toString()}\n\n${count.toLocaleString('en')} keys, ${LATENCY_MS} ms per request.`;
}
