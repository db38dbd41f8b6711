import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import pMap from 'p-map';
import { type Day, DAY_MS } from '../../core/day';
import { RefusedError } from '../../core/problem';
import { totalOf } from '../../integrity/findings';
import { folderRunStore } from '../../integrity/folder-run-store';
import { manifestSource } from '../../integrity/manifest';
import type { KeyPartition } from '../../integrity/partition';
import type { CheckReport } from '../../integrity/report';
import { CheckRun } from '../../integrity/run';
import type { CheckSettings } from '../../integrity/settings';
import type { PointerSource } from '../../integrity/source';
import type { CheckClients } from '../../lambda/clients';
import { openSource } from '../../lambda/sources';
import { tryReadCredentials } from '../connect/credentials';
import { isOtherRunning } from '../process/is-running';

/** Partitions that are checked concurrently. */
const CONCURRENCY = 8;

/** What {@link runStoreCheck} works with. */
export interface CheckOptions {
  readonly settings: CheckSettings;
  readonly clients: CheckClients;
  /** The days to check. @default - the last days, as many as the settings say */
  readonly days?: { readonly from: Day; readonly to: Day };
  /** A file of JSON lines to use as the vendor's recording list. @default - as the settings say */
  readonly manifest?: string | undefined;
  /** Folder for the progress of a run. */
  readonly workFolder: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** May contain the vendor's credentials. */
  readonly env: NodeJS.ProcessEnv;
  readonly onProgress: (progress: CheckProgress) => void;
}

/** Progress of a check. */
export interface CheckProgress {
  /** Number of partitions checked so far. */
  readonly done: number;
  /** Number of all partitions; undefined while the vendor's recording list is collected. */
  readonly of?: number;
  /** Number of discrepancies found so far. */
  readonly found: number;
}

/**
 * Runs the same check of a store as in AWS. Progress is kept until the check is finished, so that a check that is
 * stopped continues where it was.
 */
export async function runStoreCheck(options: CheckOptions): Promise<CheckReport> {
  const folder = runFolder(options);
  const unlock = lockRun(folder, options.settings.store);
  try {
    return await runIn(folder, options);
  } finally {
    unlock();
  }
}

async function runIn(folder: string, options: CheckOptions): Promise<CheckReport> {
  const { settings, clients, days, now, onProgress } = options;
  const run = new CheckRun({
    settings,
    reader: clients.reader,
    store: folderRunStore(folder),
    now: startOf(folder, now),
    reports: clients.reports(),
    source: sourceOf(options),
    ...(days && { days }),
  });
  onProgress({ done: 0, found: 0 });
  await run.collect();
  const partitions = run.partitions();
  let done = 0;
  let found = 0;
  const check = async (partition: KeyPartition) => {
    const { counts } = await run.check(partition);
    done += 1;
    found += totalOf(counts);
    onProgress({ done, found, of: partitions.length });
  };
  await pMap(partitions, check, { concurrency: CONCURRENCY });
  const report = await run.report(now);
  discard(folder);
  return report;
}

/** The file with the start of a run: progress without it counts as none. */
const begunFile = (folder: string) => path.join(folder, 'begun');

/** Removes the progress of a run, the start first: what remains after an interruption is not continued. */
function discard(folder: string): void {
  fs.rmSync(begunFile(folder), { force: true });
  fs.rmSync(folder, { recursive: true, force: true });
}

/** One folder for each store, range of days and settings: with others it would be another check. */
function runFolder({ settings, days, manifest, workFolder }: CheckOptions): string {
  const inputs = JSON.stringify([settings, days, manifest]);
  const name = createHash('sha256').update(inputs).digest('hex').slice(0, 12);
  return path.join(workFolder, `${settings.store}-${name}`);
}

/**
 * Keeps other processes from continuing the same run, with an empty file that has the process in its name. That of a
 * process that was killed does not count.
 *
 * @returns gives it back
 * @throws RefusedError if another process has it
 */
function lockRun(folder: string, store: string): () => void {
  const place = path.dirname(folder);
  const own = `${folder}.${process.pid}.lock`;
  const unlock = () => {
    fs.rmSync(own, { force: true });
    removeIfEmpty(place);
  };
  fs.mkdirSync(place, { recursive: true });
  fs.writeFileSync(own, '');
  for (const name of fs.readdirSync(place)) {
    const file = path.join(place, name);
    if (file === own || !file.startsWith(`${folder}.`)) continue;
    const pid = Number(name.split('.').at(-2));
    if (isOtherRunning(pid)) {
      unlock();
      throw alreadyRuns(store, pid);
    }
    fs.rmSync(file, { force: true });
  }
  return unlock;
}

function alreadyRuns(store: string, pid: number): RefusedError {
  return RefusedError.of(
    'check-running',
    `the same check of ${store} already runs here, as process ${pid}`,
    'Wait until it has ended. If you end it, the next one continues it.',
  );
}

/** Checks of other stores may use it. */
function removeIfEmpty(folder: string): void {
  try {
    fs.rmdirSync(folder);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(String((error as NodeJS.ErrnoException).code)))
      throw error;
  }
}

/** When the run started. Progress that is older than a day is discarded. */
function startOf(folder: string, now: number): number {
  const file = begunFile(folder);
  const start = fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8')) : 0;
  if (now - start < DAY_MS) return start;
  discard(folder);
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  fs.writeFileSync(file, String(now));
  return now;
}

function sourceOf({ settings, clients, manifest, now, env }: CheckOptions): PointerSource {
  if (manifest !== undefined) {
    const open = () => fs.createReadStream(manifest);
    return manifestSource({ name: manifest, open, bucket: settings.bucket, now });
  }
  return openSource(settings, {
    reader: clients.reader,
    reports: clients.reports(),
    now,
    readSecret: clients.readSecret,
    tryReadCredentials: (sets) => tryReadCredentials(sets, env, clients.readSecret),
  });
}
