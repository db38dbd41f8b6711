import * as z from 'zod';
import { tryParseJson } from '../../core/parse-json';
import type { BucketClient } from '../../integrity/bucket-client';
import { s3RunStore } from '../../integrity/s3-run-store';

/** The name of a report begins with the time of its run, so that names sort by it. */
const REPORT = /^(\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}\.\d{3}Z)\.json$/;

/** The content of a report that a history shows. */
const RUN = z.object({
  from: z.string(),
  to: z.string(),
  finishedAt: z.iso.datetime(),
  pointers: z.number(),
  objects: z.number(),
  total: z.number(),
  counts: z.record(z.string(), z.number()),
});

/** A finished run of the integrity check. */
export interface FinishedRun extends z.infer<typeof RUN> {
  /** When it began, as in the name of its report. */
  readonly run: string;
}

/** The last runs of a store's integrity check. */
export interface CheckHistory {
  /** The newest first. */
  readonly runs: readonly FinishedRun[];
  /** Reports that cannot be read. */
  readonly unreadable: readonly string[];
  /** The time from which a first run is expected, as an ISO time. @default - a run has finished, or none is known */
  readonly since?: string;
}

/**
 * Reads the last runs of an integrity check from the bucket of reports.
 *
 * @param most - runs that are read, the newest first
 */
export async function readCheckHistory(reports: BucketClient, most: number): Promise<CheckHistory> {
  const files = s3RunStore(reports, 'reports');
  const names = (await files.list('')).filter((name) => REPORT.test(name));
  const last = names.sort().reverse().slice(0, most);
  const read = await Promise.all(
    last.map(async (name) => {
      const parsed = RUN.safeParse(tryParseJson((await files.tryRead(name)) ?? ''));
      return parsed.success ? { run: name.slice(0, -'.json'.length), ...parsed.data } : name;
    }),
  );
  const runs = read.flatMap((each) => (typeof each === 'string' ? [] : [each]));
  const unreadable = read.flatMap((each) => (typeof each === 'string' ? [each] : []));
  const since = runs.length > 0 ? undefined : readSince(await files.tryRead('latest.json'));
  return { runs, unreadable, ...(since !== undefined && { since }) };
}

/** Before the first run, the file has the time of the first heartbeat. */
function readSince(text = ''): string | undefined {
  const { finishedAt } = (tryParseJson(text) ?? {}) as { readonly finishedAt?: unknown };
  return typeof finishedAt === 'string' && !Number.isNaN(Date.parse(finishedAt))
    ? finishedAt
    : undefined;
}
