import pMap from 'p-map';
import { DAY_MS } from '../core/day';
import type { KeyPartition } from '../integrity/partition';
import type { CheckReport } from '../integrity/report';
import { Run } from '../integrity/run';
import type { CheckSettings } from '../integrity/settings';
import type { CheckClients } from './clients';
import { type Emit, emitHeartbeat, emitReport, type KeyAges } from './emit';
import { openSource } from './sources';

/** What the function is asked to do. */
export interface CheckEvent {
  /**
   * `run`: all of it. `collect`, `check`, `report`: a step of it, for a state machine. `heartbeat`: say how long ago the
   * last run was finished.
   */
  readonly action: 'run' | 'collect' | 'check' | 'report' | 'heartbeat';
  /** The store. */
  readonly settings: CheckSettings;
  /** When the run was to begin, as an ISO time: names it, so that what comes twice is one run. */
  readonly time: string;
  /** What to check, for `check`. */
  readonly partition?: KeyPartition;
}

/** What {@link handleCheck} works with. */
export interface CheckContext {
  /** AWS. */
  readonly clients: CheckClients;
  /** Takes lines of the log. */
  readonly emit: Emit;
  /** Milliseconds that are left. */
  readonly remainingMs: () => number;
  /** Now, in milliseconds since 1970. */
  readonly now: () => number;
}

/** Time is up. What is done is kept; the same event goes on from there. */
export class NotFinishedError extends Error {
  /** What it is called in logs. */
  override readonly name = 'NotFinishedError';
}

/** Milliseconds that the longest step may need once it was begun. */
const RESERVE_MS = 60_000;

/** Partitions that one function checks concurrently. */
const CONCURRENCY = 4;

/** Where the reports are, and below which folder each run keeps its work. */
const FOLDERS = { reports: 'reports', runs: 'runs' };

/**
 * Does what the event asks for.
 *
 * @throws NotFinishedError when time is up: with the same event it goes on where it was
 */
export async function handleCheck(event: CheckEvent, context: CheckContext): Promise<unknown> {
  const { settings, action } = event;
  if (action === 'heartbeat') return heartbeat(settings, context);
  const check = new StoreCheck(event, context);
  switch (action) {
    case 'run':
      return check.runAll();
    case 'collect':
      return check.collect();
    case 'check':
      return check.one(event.partition as KeyPartition);
    case 'report':
      return check.report();
  }
}

class StoreCheck {
  private readonly run: Run;
  /** Fit for a key: the colons of a time are not, in all tools. */
  private readonly id: string;

  constructor(
    { settings, time }: CheckEvent,
    private readonly context: CheckContext,
  ) {
    const { clients } = context;
    const now = Date.parse(time);
    this.id = new Date(now).toISOString().replaceAll(':', '-');
    this.run = new Run({
      ...{ settings, now, look: clients.look },
      store: clients.reports(`${FOLDERS.runs}/${this.id}`),
      source: openSource(settings, { ...clients, reports: clients.reports(), now }),
      reports: clients.reports(),
      shouldStop: () => this.isShort(),
    });
  }

  async runAll(): Promise<object> {
    if (!(await this.run.collect())) throw this.notFinished('collecting what the vendor says');
    const partitions = this.run.partitions();
    const check = async (partition: KeyPartition) => {
      if (this.isShort()) throw this.notFinished(`checking ${partitions.length} parts`);
      await this.run.check(partition);
    };
    await pMap(partitions, check, { concurrency: CONCURRENCY });
    return this.report();
  }

  /** Collects; where it is finished, writes down what is to be checked. */
  async collect(): Promise<object> {
    if (!(await this.run.collect())) return { done: false };
    const name = 'partitions.json';
    const store = this.context.clients.reports(`${FOLDERS.runs}/${this.id}`);
    await store.write(name, JSON.stringify(this.run.partitions()));
    return { done: true, partitions: `${FOLDERS.runs}/${this.id}/${name}` };
  }

  async one(partition: KeyPartition): Promise<object> {
    const { counts } = await this.run.check(partition);
    return { counts };
  }

  async report(): Promise<object> {
    const { clients, emit, now } = this.context;
    const report = await this.run.report(now());
    const reports = clients.reports(FOLDERS.reports);
    await reports.write(`${this.id}.json`, JSON.stringify(report));
    await reports.write('latest.json', JSON.stringify(latest(report)));
    emitReport(emit, report, this.id);
    return { total: report.total, counts: report.counts };
  }

  private isShort(): boolean {
    return this.context.remainingMs() < RESERVE_MS;
  }

  private notFinished(what: string): NotFinishedError {
    return new NotFinishedError(
      `Time was up while ${what}. It goes on with the next try; where that is too often, set integrity.scale: distributed.`,
    );
  }
}

interface Latest {
  readonly finishedAt: string;
}

const latest = ({ finishedAt }: CheckReport): Latest => ({ finishedAt });

/** A store that was never checked counts from its first heartbeat, or its alarm would ring before the first Sunday. */
async function heartbeat(
  { store, userName }: CheckSettings,
  context: CheckContext,
): Promise<object> {
  const { clients, emit, now } = context;
  const reports = clients.reports(FOLDERS.reports);
  const text = await reports.tryRead('latest.json');
  const since = text ?? JSON.stringify({ finishedAt: new Date(now()).toISOString() });
  if (text === undefined) await reports.write('latest.json', since);
  const { finishedAt } = JSON.parse(since) as Latest;
  const days = Math.max(0, (now() - Date.parse(finishedAt)) / DAY_MS);
  const keys = userName === undefined ? undefined : await keyAges(userName, context);
  emitHeartbeat(emit, store, { days, ...keys });
  return { days, ...keys };
}

/** @see controls I-14 and I-15: keys are replaced every 90 days, and two are on only in between */
async function keyAges(userName: string, { clients, now }: CheckContext): Promise<KeyAges> {
  const made = await clients.listKeys(userName);
  const keyAgeDays = Math.max(0, ...made.map((at) => (now() - at) / DAY_MS));
  return { keyAgeDays, keysOn: made.length };
}
