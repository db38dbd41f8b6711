import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import {
  GetObjectCommand,
  GetObjectLockConfigurationCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  NoSuchKey,
  S3Client,
} from '@aws-sdk/client-s3';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import Table from 'cli-table3';
import { eraseRecordings } from '../cli/erase/erase';
import { findStore } from '../cli/find-store';
import { addHold } from '../cli/hold/hold';
import { restore } from '../cli/restore/restore';
import { loadValid } from '../config/valid';
import { addDays } from '../core/day';
import { environmentText, genesysText } from '../dev/environment-text';
import { type MeasuredHere, measureWork } from './here';

/**
 * Measures the commands that change recordings with long manifests, each in a process of its own. S3 is a function in
 * the same process that answers at once: the time is that of the command alone, and the memory does not include
 * connections.
 *
 * Usage: npm run bench:recordings [-- --json] [-- 100000 1000000]
 */
const WORK = ['hold', 'erase', 'restore'] as const;

type Work = (typeof WORK)[number];

interface Measured extends MeasuredHere {
  readonly requests: number;
}

const YAML = environmentText(
  genesysText(
    { days: 300 },
    'pathPattern: recordings/{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}',
    'integrity: { source: manifest }',
  ),
  { type: 'production', state: '{ backend: s3, bucket: acme-state }' },
);

const NOW = Date.parse('2026-11-26T12:00:00Z');
const FIRST = '2026-02-01';
const DAYS = 290;

const idOf = (index: number) => `3f2504e0-4f89-41d3-9a0c-${String(index).padStart(12, '0')}`;
const dayAt = (index: number) => addDays(FIRST, index % DAYS);

/** A bucket with an archived recording for each id, which knows a key by its prefix. */
class AnsweringS3 {
  requests = 0;

  readonly send = (command: object): Promise<object> => {
    this.requests += 1;
    if (command instanceof GetCallerIdentityCommand)
      return Promise.resolve({ Arn: 'arn:aws:iam::1:role/a' });
    if (command instanceof ListObjectVersionsCommand) return Promise.resolve(this.list(command));
    if (command instanceof ListMultipartUploadsCommand) return Promise.resolve({ Uploads: [] });
    if (command instanceof HeadObjectCommand) return Promise.resolve({});
    if (command instanceof GetObjectLockConfigurationCommand) {
      return Promise.resolve({ ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } });
    }
    if (!(command instanceof GetObjectCommand)) return Promise.resolve({});
    return Promise.reject(new NoSuchKey({ message: 'NoSuchKey', $metadata: {} }));
  };

  private list({ input: { Prefix = '' } }: ListObjectVersionsCommand): object {
    const [, day = '', number = '-1'] = /(\d{4}\/\d\d\/\d\d)\/[\w-]{24}(\d{12})/.exec(Prefix) ?? [];
    if (dayAt(Number(number)) !== day.replaceAll('/', '-')) return {};
    const common = { VersionId: 'v1', IsLatest: true, LastModified: new Date(NOW), ETag: '"0a"' };
    const Key = Prefix.endsWith('.wav') ? Prefix : `${Prefix}.wav`;
    return { Versions: [{ Key, Size: 1_000_000, StorageClass: 'GLACIER', ...common }] };
  }
}

/** Does the work in this process. */
export async function workHere(work: Work, count: number, manifest: string): Promise<Measured> {
  const answering = new AnsweringS3();
  const [environment] = loadValid([{ file: 'environments/prod.yaml', text: YAML }]).environments;
  if (!environment) throw new Error('The environment is not valid.');
  const found = findStore('calls-prod', [environment]);
  // Paginators take nothing but a client.
  const s3 = Object.assign(new S3Client({}), { send: answering.send as S3Client['send'] });
  const sts = answering as unknown as STSClient;
  const places = [{ kind: 'recordings' as const, s3, bucket: 'acme-calls' }];
  const input = { places, sts, now: NOW, onProgress: () => undefined };
  const flags = { manifest, reason: 'bench', yes: true };
  const { result: done, measured } = await measureWork(async () =>
    work === 'hold'
      ? (await addHold(found, { ...input, name: 'bench', flags })).done
      : work === 'erase'
        ? (await eraseRecordings(found, { ...input, flags })).erased
        : (await restore(found, { ...input, flags: { manifest, yes: true } })).total,
  );
  if (done !== count) throw new Error(`${work}: ${done} of ${count}`);
  return { ...measured, requests: answering.requests };
}

async function writeIds(file: string, count: number): Promise<void> {
  const stream = createWriteStream(file);
  stream.write('conversation,day\n');
  for (let from = 0; from < count; from += 10_000) {
    const lines = Array.from(
      { length: Math.min(10_000, count - from) },
      (_, index) => `${idOf(from + index)},${dayAt(from + index)}\n`,
    );
    if (!stream.write(lines.join(''))) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
}

/** Measures each command with every number of ids, and compares the last number with the first. */
export async function benchRecordings(counts: readonly number[], json: boolean): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'callvault-bench-'));
  const rows: (Measured & { readonly work: Work; readonly count: number })[] = [];
  try {
    for (const count of counts) {
      const manifest = path.join(folder, `${count}.csv`);
      await writeIds(manifest, count);
      for (const work of WORK) {
        const args = ['bench/run-recordings.ts', '--here', work, String(count), manifest];
        const child = fork(path.join('launch', 'launch.js'), args);
        const [measured] = (await once(child, 'message')) as [Measured];
        rows.push({ work, count, ...measured });
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (json) {
    console.log(JSON.stringify(rows, null, 2));
    return;
  }
  const head = [
    'Command',
    'Ids',
    'Seconds',
    'CPU s',
    'Ids per second',
    'Requests per id',
    'Peak MiB',
  ];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const { work, count, seconds, cpu, mebibytes, requests } of rows) {
    const perSecond = Math.round(count / seconds).toLocaleString('en');
    const each = (requests / count).toFixed(1);
    const times = [seconds.toFixed(1), cpu.toFixed(1)];
    table.push([work, count.toLocaleString('en'), ...times, perSecond, each, mebibytes]);
  }
  console.log(table.toString());
}
