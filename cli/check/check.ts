import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import pMap from 'p-map';
import { type Day, DAY_MS } from '../../core/day';
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
  const { settings, clients, days, workFolder, now, onProgress } = options;
  const folder = runFolder(options);
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
  fs.rmSync(folder, { recursive: true, force: true });
  if (fs.readdirSync(workFolder).length === 0) fs.rmdirSync(workFolder);
  return report;
}

/** One folder for each store, range of days and settings: with others it would be another check. */
function runFolder({ settings, days, manifest, workFolder }: CheckOptions): string {
  const inputs = JSON.stringify([settings, days, manifest]);
  const name = createHash('sha256').update(inputs).digest('hex').slice(0, 12);
  return path.join(workFolder, `${settings.store}-${name}`);
}

/** When the run started. Progress that is older than a day is discarded. */
function startOf(folder: string, now: number): number {
  const file = path.join(folder, 'begun');
  const start = fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8')) : 0;
  if (now - start < DAY_MS) return start;
  fs.rmSync(folder, { recursive: true, force: true });
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
