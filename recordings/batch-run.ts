import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pMap from 'p-map';
import { bucketArn } from '../core/arn';
import type { Partition } from '../core/region';
import type { RunStore } from '../integrity/run-store';
import { BatchClient, type BatchJobState } from './batch-client';
import { type FailedTask, manifestLine } from './batch-files';
import {
  BatchJournal,
  type BatchPart,
  type BatchPlace,
  type LeftTask,
  type PlacedTask,
} from './batch-parts';
import type { StoredPlace } from './places';

/** A job, for people. */
export interface BatchJobSummary {
  readonly id: string;
  readonly region: string;
  readonly status: string;
  readonly tasks: number;
}

/** What became of the tasks of a run. */
export interface BatchResult {
  readonly jobs: readonly BatchJobSummary[];
  readonly done: number;
  readonly gone: number;
  readonly failed: number;
  /** The first of those that failed; the journal has all. */
  readonly left: readonly LeftTask[];
  /** Jobs that have not ended. */
  readonly pending: number;
}

/** What the jobs of a run work with. */
export interface BatchContext {
  readonly journal: RunStore;
  /** The run in the journal, in whose folder each job is written down. */
  readonly run: string;
  readonly places: readonly BatchPlace[];
  readonly account: string;
  readonly partition: Partition;
  readonly roleArn: string;
  /** Begins the description of each job. */
  readonly title: string;
  readonly onProgress: (what: string) => void;
  /** Whether to wait for the end of the jobs. */
  readonly wait: boolean;
  /** Whether another job tries what an earlier one left. */
  readonly retry: boolean;
  /**
   * Called for each task that failed, before its job is written down as ended; it must be harmless to call it again.
   *
   * @returns how the failure is taken
   */
  readonly onFailed: (
    task: FailedTask,
    place: StoredPlace['kind'],
  ) => Promise<'left' | 'gone' | 'done'>;
  /** Milliseconds between two looks at the jobs. @default - from one second to thirty */
  readonly pollMs?: number | undefined;
}

/** A job that has ended, in the journal. */
interface EndedJob {
  readonly id: string;
  readonly status: string;
  readonly succeeded: number;
  readonly gone: number;
  readonly left: number;
  /** Its tasks. */
  readonly tasks: number;
  /** Its manifest, if it does not say which tasks are left: all are tried again. @default - the journal lists them */
  readonly manifest?: string | undefined;
  readonly why?: string | undefined;
}

/** An attempt at a part, and what the earlier ones made of it. */
interface Attempt {
  readonly part: BatchPart;
  readonly name: string;
  readonly manifest: string;
  readonly tasks: number;
  readonly goneBefore: number;
  readonly id: string;
  state?: BatchJobState | undefined;
  end?: EndedJob | undefined;
}

/** Tasks that failed and are kept in memory. */
const SHOWN = 100;

/** Jobs that are created and looked at concurrently. */
const AT_ONCE = 8;

const ENDED = new Set(['Complete', 'Failed', 'Cancelled']);

/**
 * Makes changes with jobs of S3 Batch Operations. The manifests of all jobs are written and listed in the journal before
 * the first job is created, and each job has a token: a run that was killed finds its jobs and creates none twice.
 */
export class BatchRun {
  private readonly files: BatchJournal;

  constructor(private readonly context: BatchContext) {
    const { run, journal, places } = context;
    this.files = new BatchJournal(run, journal, places);
  }

  /** Creates the jobs, and waits for them. */
  async run(tasks: AsyncIterable<PlacedTask>): Promise<BatchResult> {
    return this.runParts((await this.files.tryReadParts()) ?? (await this.files.prepare(tasks)));
  }

  /** Waits for the jobs that may have been created. @returns undefined if there are none */
  async finish(): Promise<BatchResult | undefined> {
    const parts = await this.files.tryReadParts();
    return parts && this.runParts(parts);
  }

  private async runParts(parts: readonly BatchPart[]): Promise<BatchResult> {
    const { wait, pollMs } = this.context;
    const attempts = await pMap(parts, (part) => this.open(part), { concurrency: AT_ONCE });
    for (let delay = pollMs ?? 1_000; ; delay = pollMs ?? Math.min(delay * 1.5, 30_000)) {
      const open = attempts.filter(({ end }) => !end);
      await pMap(open, (each) => this.look(each), { concurrency: AT_ONCE });
      this.report(attempts);
      if (!wait || attempts.every(({ end }) => end)) return this.resultOf(attempts);
      await sleep(delay);
    }
  }

  /** The attempt at a part that is under way, or the next one. */
  private async open(part: BatchPart): Promise<Attempt> {
    let before = { manifest: `${part.name}-1`, tasks: part.count, goneBefore: 0 };
    for (let number = 1; ; number += 1) {
      const [name, next] = [`${part.name}-${number}`, `${part.name}-${number + 1}`];
      const end = await this.files.tryRead<EndedJob>(`${name}.end.json`);
      const attempt = { ...before, part, name };
      if (!end) return { ...attempt, id: await this.start(attempt) };
      const isLast = !this.context.retry && !(await this.files.tryRead(`${next}.job.json`));
      if (end.left === 0 || isLast) return { ...attempt, id: end.id, end };
      if (end.manifest === undefined) {
        before = { manifest: next, tasks: end.left, goneBefore: before.goneBefore + end.gone };
        await this.writeManifest(part, name, next);
      }
    }
  }

  /** Writes the manifest of the tasks that a job left. */
  private async writeManifest({ place }: BatchPart, name: string, next: string): Promise<void> {
    const { bucket } = this.files.placeOf(place);
    const left = await this.files.readLeft(name);
    const lines = left.map((task) => manifestLine(bucket, task));
    await this.files.files(place).writeManifest(next, lines.join(''));
  }

  /** Creates the job of an attempt, unless the journal has it. @returns its id */
  private async start({ part, name, manifest }: Omit<Attempt, 'id'>): Promise<string> {
    const known = await this.files.tryRead<{ readonly id: string }>(`${name}.job.json`);
    if (known) return known.id;
    const { roleArn, run, title, partition } = this.context;
    const files = this.files.files(part.place);
    const logs = bucketArn(partition, this.files.placeOf(part.place).logBucketName);
    const etag = await files.etagOf(manifest);
    const id = await this.client(part).create({
      operation: part.operation,
      roleArn,
      token: createHash('sha256')
        .update(JSON.stringify([roleArn, run, name]))
        .digest('hex'),
      description: `${title}: ${run}/${name}`.slice(0, 256),
      manifest: { arn: `${logs}/${files.places(manifest).manifest}`, etag },
      report: { bucketArn: logs, prefix: files.places(name).prefix },
    });
    await this.files.write(`${name}.job.json`, { id, ...part, at: new Date().toISOString() });
    return id;
  }

  private async look(attempt: Attempt): Promise<void> {
    const state = await this.client(attempt.part).describe(attempt.id);
    attempt.state = state;
    // AWS forgets a job 90 days after its end.
    if (!state || ENDED.has(state.status)) await this.end(attempt, state);
  }

  private async end(attempt: Attempt, state: BatchJobState | undefined): Promise<void> {
    const { part, name, id, manifest, tasks } = attempt;
    const rows: LeftTask[] = [];
    const counts = { left: 0, gone: 0, done: 0 };
    for await (const task of this.files.files(part.place).failedTasks(name, id)) {
      const taken = await this.context.onFailed(task, part.place);
      counts[taken] += 1;
      if (taken === 'left') rows.push(leftTask(task, part.place));
    }
    const succeeded = (state?.succeeded ?? 0) + counts.done;
    const left = Math.max(0, tasks - succeeded - counts.gone);
    const { status = 'Unknown', why } = state ?? {};
    const { gone } = counts;
    const end = { id, status, succeeded, gone, left, tasks, why };
    attempt.end = left === rows.length ? end : { ...end, manifest };
    await this.files.writeLeft(name, rows);
    await this.files.write(`${name}.end.json`, { ...attempt.end, at: new Date().toISOString() });
  }

  private report(attempts: readonly Attempt[]): void {
    const sum = (count: (each: Attempt) => number) =>
      attempts.reduce((all, each) => all + count(each), 0).toLocaleString('en');
    const done = sum(({ end, state }) => end?.succeeded ?? state?.succeeded ?? 0);
    this.context.onProgress(`${done} of ${sum(({ tasks }) => tasks)} versions changed by jobs`);
  }

  private async resultOf(attempts: readonly Attempt[]): Promise<BatchResult> {
    let [done, gone, failed, pending] = [0, 0, 0, 0];
    const left: LeftTask[] = [];
    const jobs: BatchJobSummary[] = [];
    for (const attempt of attempts) {
      const { part, id, end, state, tasks, goneBefore } = attempt;
      const region = await this.files.placeOf(part.place).s3.config.region();
      jobs.push({ id, region, status: end?.status ?? state?.status ?? '', tasks });
      if (!end) {
        pending += 1;
        continue;
      }
      gone += goneBefore + end.gone;
      failed += end.left;
      done += part.count - goneBefore - end.gone - end.left;
      if (end.left > 0) left.push(...(await this.leftOf(attempt, end)));
    }
    return { jobs, done, gone, failed, left: left.slice(0, SHOWN), pending };
  }

  private async leftOf({ part, name }: Attempt, end: EndedJob): Promise<LeftTask[]> {
    const tasks = (await this.files.readLeft(name)).slice(0, SHOWN);
    if (end.manifest === undefined) return tasks;
    const error = `${end.status}: ${end.why ?? 'AWS gives no reason'}`;
    return [{ key: `job ${end.id}`, versionId: '', place: part.place, error }, ...tasks];
  }

  private client({ place }: BatchPart): BatchClient {
    return new BatchClient(this.files.placeOf(place).s3, this.context.account);
  }
}

function leftTask({ key, versionId, code, message }: FailedTask, place: StoredPlace['kind']) {
  return { key, versionId, place, error: `${code}: ${message}` };
}
