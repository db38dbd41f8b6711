import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type Day, DAY_MS } from '../../core/day';
import { concurrently } from '../../core/concurrently';
import { openFolder } from '../../integrity/folder-run-store';
import { manifestSource } from '../../integrity/manifest';
import type { CheckReport } from '../../integrity/report';
import { Run } from '../../integrity/run';
import type { CheckSettings } from '../../integrity/settings';
import type { PointerSource } from '../../integrity/source';
import type { CheckClients } from '../../lambda/clients';
import { openSource } from '../../lambda/sources';
import { tryReadCredentials } from '../connect/credentials';

/** Partitions that are checked at a time. */
const AT_A_TIME = 8;

/** What {@link checkStore} is told. */
export interface CheckOptions {
  /** The store. */
  readonly settings: CheckSettings;
  /** AWS. */
  readonly clients: CheckClients;
  /** The days to check. @default - as many as the settings say, up to today */
  readonly days?: { readonly from: Day; readonly to: Day };
  /** A file of JSON lines in the place of the vendor's word. @default - as the settings say */
  readonly manifest?: string | undefined;
  /** Folder for what a run has done so far. */
  readonly workFolder: string;
  /** Now, in milliseconds since 1970. */
  readonly now: number;
  /** Where the vendor's credentials may be. */
  readonly env: NodeJS.ProcessEnv;
  /** Is told how far it is. */
  readonly onProgress: (progress: Progress) => void;
}

/** How far a check is. */
export interface Progress {
  /** Parts that are checked. */
  readonly done: number;
  /** Parts there are; undefined while the vendor's word is collected. */
  readonly of?: number;
  /** What was found so far. */
  readonly found: number;
}

/**
 * Runs the check of a store from here: the same that runs in AWS. What it has done is kept until it is finished,
 * so that one that was ended goes on where it was.
 */
export async function checkStore(options: CheckOptions): Promise<CheckReport> {
  const folder = runFolder(options);
  const run = new Run({
    ...{ settings: options.settings, look: options.clients.look },
    ...{ store: openFolder(folder), now: beginning(folder, options.now) },
    reports: options.clients.reports(),
    ...{ source: sourceOf(options), ...(options.days && { days: options.days }) },
  });
  const { onProgress } = options;
  onProgress({ done: 0, found: 0 });
  await run.collect();
  const partitions = run.partitions();
  let done = 0;
  let found = 0;
  await concurrently(partitions, AT_A_TIME, async (partition) => {
    const { counts } = await run.check(partition);
    done += 1;
    found += Object.values(counts).reduce((sum, number) => sum + number, 0);
    onProgress({ done, found, of: partitions.length });
  });
  const report = await run.report(options.now);
  fs.rmSync(folder, { recursive: true, force: true });
  if (fs.readdirSync(options.workFolder).length === 0) fs.rmdirSync(options.workFolder);
  return report;
}

/** Of the same store, the same days and the same settings: with others it would be another check. */
function runFolder({ settings, days, manifest, workFolder }: CheckOptions): string {
  const what = JSON.stringify([settings, days, manifest]);
  const name = createHash('sha256').update(what).digest('hex').slice(0, 12);
  return path.join(workFolder, `${settings.store}-${name}`);
}

/** When the run was begun: what was done more than a day ago is done anew. */
function beginning(folder: string, now: number): number {
  const file = path.join(folder, 'begun');
  const before = fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8')) : 0;
  if (now - before < DAY_MS) return before;
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  fs.writeFileSync(file, String(now));
  return now;
}

function sourceOf({ settings, clients, manifest, now, env }: CheckOptions): PointerSource {
  if (manifest !== undefined) return manifestSource(manifest, () => fs.createReadStream(manifest));
  return openSource(settings, {
    ...{ look: clients.look, reports: clients.reports(), now },
    readSecret: clients.readSecret,
    tryReadCredentials: (sets) => tryReadCredentials(sets, env, clients.readSecret),
  });
}
