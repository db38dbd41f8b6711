import pMap from 'p-map';
import { DAY_MS } from '../core/day';
import { tryParseJson } from '../core/parse-json';
import type { KeyPartition } from '../integrity/partition';
import { hasEnded } from '../integrity/days-to-check';
import { daysOf, type PreviousRun } from '../integrity/list-length';
import { makeReport } from '../integrity/report';
import { CheckRun } from '../integrity/run';
import type { CheckSettings } from '../integrity/settings';
import type { CheckClients } from './clients';
import { type Emit, emitHeartbeat, emitReport, type KeyAges } from './emit';
import { openSource } from './sources';

/** The event that invokes the function. */
export interface CheckEvent {
  /**
   * `run`: the whole check. `collect`, `check`, `report`: one step of it, for a state machine. `heartbeat`: log how long
   * ago the last run finished.
   */
  readonly action: 'run' | 'collect' | 'check' | 'report' | 'heartbeat';
  readonly settings: CheckSettings;
  /** Scheduled start as an ISO time. It identifies the run: an event that is delivered twice is one run. */
  readonly time: string;
  /** The partition to check, for `check`. */
  readonly partition?: KeyPartition;
}

/** What {@link handleCheck} works with. */
export interface CheckContext {
  readonly clients: CheckClients;
  readonly emit: Emit;
  /** Milliseconds until Lambda stops the function. */
  readonly remainingMs: () => number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The time is up. Progress is kept, and the same event continues the run. */
export class NotFinishedError extends Error {
  override readonly name = 'NotFinishedError';

  constructor(doing: string) {
    super(
      `The time was up while ${doing}. The next attempt continues. If this happens often, set integrity.scale: distributed.`,
    );
  }
}

/** Milliseconds that the longest step may take. */
const RESERVE_MS = 60_000;

/** Partitions that one function checks concurrently. They share the requests to the bucket. */
export const PARTITIONS_AT_ONCE = 8;

/** Folder of the reports, and of the progress of each run. */
const FOLDERS = { reports: 'reports', runs: 'runs' };

/**
 * Handles an event.
 *
 * @throws NotFinishedError if the time is up: the same event continues the run
 */
export async function handleCheck(event: CheckEvent, context: CheckContext): Promise<object> {
  const { settings, action } = event;
  if (action === 'heartbeat') return heartbeat(settings, context);
  if (hasEnded(settings, Date.parse(event.time))) return endCheck(event, context);
  const check = new StoreCheck(event, context);
  switch (action) {
    case 'run':
      return check.runAll();
    case 'collect':
      return check.collect();
    case 'check':
      return check.checkOne(event.partition as KeyPartition);
    case 'report':
      return check.report();
  }
}

/** The vendor of a retired store recorded before the days to check: the run finds nothing, and no alarm fires. */
async function endCheck(
  { settings: { store, until = '' }, action, time }: CheckEvent,
  { clients, emit, now }: CheckContext,
): Promise<object> {
  const id = runId(time);
  if (action === 'collect') {
    const partitions = `${FOLDERS.runs}/${id}/partitions.json`;
    await clients.reports().write(partitions, '[]');
    return { done: true, partitions };
  }
  const finishedAt = new Date(now()).toISOString();
  const report = makeReport({ store, from: until, to: until, finishedAt }, []);
  const { total, counts } = report;
  await clients.reports(FOLDERS.reports).write(LATEST, JSON.stringify({ finishedAt, total }));
  emitReport(emit, report, id);
  return { total, counts };
}

/** The time of a run without the colons of an ISO time, which not all tools accept in a key. */
function runId(time: string): string {
  return new Date(time).toISOString().replaceAll(':', '-');
}

class StoreCheck {
  private readonly run: CheckRun;
  private readonly id: string;
  private readonly folder: string;

  constructor(
    { settings, time }: CheckEvent,
    private readonly context: CheckContext,
  ) {
    const { clients } = context;
    const { reader } = clients;
    const now = Date.parse(time);
    const reports = clients.reports();
    this.id = runId(time);
    this.folder = `${FOLDERS.runs}/${this.id}`;
    this.run = new CheckRun({
      settings,
      now,
      reader,
      reports,
      store: clients.reports(this.folder),
      source: openSource(settings, { ...clients, reports, now }),
      shouldStop: () => this.isTimeUp(),
    });
  }

  async runAll(): Promise<object> {
    if (!(await this.run.collect())) {
      throw new NotFinishedError("collecting the vendor's recording list");
    }
    const partitions = this.run.partitions();
    const check = async (partition: KeyPartition) => {
      if (this.isTimeUp()) throw new NotFinishedError(`checking ${partitions.length} partitions`);
      await this.run.check(partition);
    };
    await pMap(partitions, check, { concurrency: PARTITIONS_AT_ONCE });
    return this.report();
  }

  /** Collects the lists; when finished, writes the list of partitions. */
  async collect(): Promise<object> {
    if (!(await this.run.collect())) return { done: false };
    const partitions = `${this.folder}/partitions.json`;
    const text = JSON.stringify(this.run.partitions());
    await this.context.clients.reports().write(partitions, text);
    return { done: true, partitions };
  }

  async checkOne(partition: KeyPartition): Promise<object> {
    const { counts } = await this.run.check(partition);
    return { counts };
  }

  async report(): Promise<object> {
    const { clients, emit, now } = this.context;
    const latest = await this.readLatest();
    const report = await this.run.report(now(), previousRun(latest));
    const { total, counts, finishedAt, pointers } = report;
    const days = daysOf(report);
    const reports = clients.reports(FOLDERS.reports);
    await reports.write(`${this.id}.json`, JSON.stringify(report));
    // An event that is delivered again can be older than the last run.
    if ((latest.finishedAt ?? '') <= finishedAt) {
      await reports.write(LATEST, JSON.stringify({ finishedAt, total, pointers, days }));
    }
    emitReport(emit, report, this.id);
    return { total, counts };
  }

  private async readLatest(): Promise<Partial<Latest>> {
    return parseLatest(await this.context.clients.reports(FOLDERS.reports).tryRead(LATEST));
  }

  private isTimeUp(): boolean {
    return this.context.remainingMs() < RESERVE_MS;
  }
}

/** File that says when the last run finished, and what it found. */
const LATEST = 'latest.json';

/** Its content. Before the first run has finished it has only a time. */
interface Latest extends Partial<PreviousRun> {
  readonly finishedAt: string;
  readonly total?: number;
}

function previousRun({ pointers, days }: Partial<Latest>): PreviousRun | undefined {
  return pointers === undefined || days === undefined ? undefined : { pointers, days };
}

/** What the file says; nothing if it does not exist. */
function parseLatest(text: string | undefined): Partial<Latest> {
  const value = (text === undefined ? {} : tryParseJson(text)) as
    Partial<Latest> | null | undefined;
  const { finishedAt } = value ?? {};
  if (text === undefined || Date.parse(String(finishedAt)) > 0) return value ?? {};
  throw new Error(`${LATEST} is not as the check writes it. Remove it from the reports.`);
}

/** Before its first run, a store counts from its first heartbeat. Otherwise its alarm would ring before the first Sunday. */
async function heartbeat(
  { store, userName }: CheckSettings,
  context: CheckContext,
): Promise<object> {
  const { clients, emit, now } = context;
  const reports = clients.reports(FOLDERS.reports);
  const existing = await reports.tryRead(LATEST);
  const known = parseLatest(existing);
  const { finishedAt = new Date(now()).toISOString(), total } = known;
  if (existing === undefined) await reports.create(LATEST, JSON.stringify({ finishedAt }));
  const days = Math.max(0, (now() - Date.parse(finishedAt)) / DAY_MS);
  const keys = userName === undefined ? undefined : await keyAges(userName, context);
  emitHeartbeat(emit, store, { days, total, ...keys });
  return { days, ...keys };
}

/** @see controls I-14 and I-15: keys are rotated every 90 days, and two are active only during a rotation */
async function keyAges(userName: string, { clients, now }: CheckContext): Promise<KeyAges> {
  const created = await clients.listKeys(userName);
  const keyAgeDays = Math.max(0, ...created.map((at) => (now() - at) / DAY_MS));
  return { keyAgeDays, keysOn: created.length };
}
