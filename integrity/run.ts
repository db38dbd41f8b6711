import { addDays, DAY_MS, type Day, dayOf, HOUR_MS, startOf } from '../core/day';
import { matcherOf } from '../core/key-glob';
import type { BucketReader } from './bucket-reader';
import type { Entry, Pages, Pointer } from './entry';
import { Findings, type PartitionResult } from './findings';
import { withoutHeld } from './held';
import { type Inventory, readInventoryFile, tryFindInventory } from './inventory';
import { ELSEWHERE, Layout } from './layout';
import { checkLeftovers, LEFTOVERS, LeftoverSpool } from './leftovers';
import { checkListLength, NothingKeptError, type PreviousRun } from './list-length';
import { daysToCheck } from './days-to-check';
import {
  checkPartition,
  type KeyPartition,
  type PartitionContext,
  type PartitionRules,
} from './partition';
import { type CheckReport, makeReport } from './report';
import type { RunStore } from './run-store';
import type { CheckSettings } from './settings';
import type { PointerSource } from './source';
import { readSpooled, Spool } from './spool';
import { findStrays, reportMisdirected, STRAYS } from './strays';

/** Id of the partition that contains the vendor's own settings. */
const SETTINGS = 'settings';

/** What a {@link CheckRun} works with. */
export interface CheckRunOptions {
  readonly settings: CheckSettings;
  readonly source: PointerSource;
  readonly reader: BucketReader;
  /** Where the run keeps its progress. */
  readonly store: RunStore;
  /** The bucket of reports, from its root, with the register of holds and S3 Inventory. @default - neither is read */
  readonly reports?: RunStore | undefined;
  /** Start of the run, in milliseconds since 1970: the same when it continues. */
  readonly now: number;
  /** The days to check, in UTC. @default - the last days, as many as the settings say */
  readonly days?: { readonly from: Day; readonly to: Day };
  /** Whether to stop at the next point from which the run can continue. @default - never */
  readonly shouldStop?: () => boolean;
}

/** Days around the range in whose folders recordings may be, because of time zones. */
const MARGIN_DAYS = 1;

/** Folder of the vendor's recording list. */
const POINTERS = 'pointers';

/** The finished report. */
const REPORT = 'report.json';

/** Folder of the inventory's objects. */
const OBJECTS = 'objects';

/** Progress of collecting a list. */
interface Collected {
  /** Number of the next piece. */
  readonly piece: number;
  /** Whether an inventory exists. */
  readonly used?: boolean;
  /** Where to continue. */
  readonly next?: string | undefined;
  readonly done: boolean;
}

/**
 * Compares a store's bucket with the vendor's recording list, in three steps: collect the lists, check each partition,
 * report. Each step can be stopped at any moment and started again; nothing is done twice.
 */
export class CheckRun {
  /** The first and the last day to check. */
  readonly days: { readonly from: Day; readonly to: Day };
  private readonly layout: Layout;

  constructor(private readonly options: CheckRunOptions) {
    const { settings, now, days } = options;
    this.layout = new Layout(settings.paths);
    const { from, to } = days ?? daysToCheck(settings, now);
    const oldest = dayOf(now - (settings.keptDays - 1) * DAY_MS);
    this.days = { from: from < oldest ? oldest : from, to };
    this.within = withinDays(this.days);
    if (to < oldest) throw new NothingKeptError(to, oldest);
  }

  private get isComputed(): boolean {
    const { source } = this.options;
    return source.kind === 'whole' && source.computed === true;
  }

  /** Whether a time is in the range that is checked. */
  private readonly within: (at: number) => boolean;

  /** The parts to check, each by itself. */
  partitions(): KeyPartition[] {
    const { layout, days, options } = this;
    const special = [
      ...(options.source.kind === 'whole' ? [ELSEWHERE] : []),
      ...(layout.roots.length > 0 ? [STRAYS] : []),
      ...(options.source.compareSettings ? [SETTINGS] : []),
    ];
    const { lookbackDays = 0 } = options.settings;
    const margin = this.isComputed ? Math.max(MARGIN_DAYS, lookbackDays) : 0;
    const parts = layout.partitions(days.from, days.to, margin);
    const early = this.isComputed ? [] : this.earlyPartitions(lookbackDays);
    return [...early, ...parts, ...special.map((id) => ({ id, folder: '' }))];
  }

  /** The days before the range in whose folders recordings of the range may be. */
  private earlyPartitions(lookbackDays: number): KeyPartition[] {
    if (lookbackDays === 0) return [];
    const { from } = this.days;
    return this.layout
      .partitions(addDays(from, -lookbackDays), addDays(from, -1))
      .filter(({ undated }) => undated !== true)
      .map((each) => ({ ...each, undated: true }));
  }

  /**
   * Collects the vendor's recording list and the inventory of the bucket, sorted and by partition.
   *
   * @returns whether everything is collected; if not, call it again
   */
  async collect(): Promise<boolean> {
    return (await this.collectInventory()) && (await this.collectPointers());
  }

  private async collectPointers(): Promise<boolean> {
    const { source, store, shouldStop } = this.options;
    if (source.kind === 'daily') return true;
    const progress = await this.progress(POINTERS);
    if (progress.done) return true;
    const spool = new Spool(store, POINTERS, progress);
    const add = this.adderTo(spool, ELSEWHERE);
    const addCopy = this.adderTo(spool, '');
    for await (const { pointers, next } of source.read(progress.next)) {
      pointers.forEach(add);
      pointers.flatMap((each) => this.copiesOf(each)).forEach(addCopy);
      const stop = shouldStop?.() === true && next !== undefined;
      if (spool.isFull || stop) await this.save(POINTERS, spool, { next, done: false });
      if (stop) return false;
    }
    await this.save(POINTERS, spool, { done: true });
    return true;
  }

  /** Keys that are computed are computed for all paths. */
  private copiesOf(pointer: Pointer): Pointer[] {
    return this.isComputed ? [] : this.layout.copies(pointer);
  }

  private async collectInventory(): Promise<boolean> {
    const { reports, store, settings, now, shouldStop } = this.options;
    const progress = await this.progress(OBJECTS);
    if (!reports || !settings.inventory || progress.done) return true;
    const inventory = await tryFindInventory(reports, { bucket: settings.bucket, now });
    const spool = new Spool(store, OBJECTS, progress);
    let next = Number(progress.next ?? 0);
    for (const file of inventory?.files.slice(next) ?? []) {
      if (shouldStop?.() === true) return false;
      await this.spoolObjects(spool, readInventoryFile(reports, inventory as Inventory, file));
      next += 1;
      await this.save(OBJECTS, spool, { next: String(next), done: false });
    }
    await this.save(OBJECTS, spool, { done: true, used: inventory !== undefined });
    return true;
  }

  private async spoolObjects(spool: Spool, objects: AsyncIterable<Pointer>): Promise<void> {
    const add = this.adderTo(spool, '');
    for await (const object of objects) {
      add(object);
      if (spool.isFull) await spool.flush();
    }
  }

  /** Adds entries to a spool if their partition is checked. Entries on no path belong to the partition `elsewhere`. */
  private adderTo(spool: Spool, elsewhere: string): (entry: Pointer) => void {
    const checked = new Set(this.partitions().map(({ id }) => id));
    return (entry) => {
      const id = this.layout.partitionOf(entry) ?? elsewhere;
      if (checked.has(id)) spool.add(id, entry);
    };
  }

  /** Checks a partition, unless it was checked before. */
  async check(partition: KeyPartition): Promise<PartitionResult> {
    const { store } = this.options;
    const name = `results/${partition.id}.json`;
    const existing = await store.tryRead(name);
    if (existing !== undefined) return JSON.parse(existing) as PartitionResult;
    const result = await this.compare(partition);
    await store.write(name, JSON.stringify(result));
    return result;
  }

  /**
   * Combines the results of all partitions, once.
   *
   * @param previous - the last run before this one. @default - there was none, or it is not known
   * @throws Error if a partition was not checked: an incomplete run has no report
   */
  async report(finishedAt: number, previous?: PreviousRun): Promise<CheckReport> {
    const { store, settings } = this.options;
    // Made by an earlier attempt, before the last run was this one.
    const existing = await store.tryRead(REPORT);
    if (existing !== undefined) return JSON.parse(existing) as CheckReport;
    const results: PartitionResult[] = [];
    for (const { id } of this.partitions()) {
      const text = await store.tryRead(`results/${id}.json`);
      if (text === undefined) throw new Error(`${id} of ${settings.store} is not checked yet.`);
      results.push(JSON.parse(text) as PartitionResult);
    }
    if (this.isComputed) results.push(await this.checkLeftovers());
    const { source } = settings;
    const shortage = checkListLength(results, { ...this.days, source: source.kind, previous });
    const about = { store: settings.store, finishedAt: new Date(finishedAt).toISOString() };
    const { sidecarSuffix } = settings;
    const unheld = await withoutHeld(results, this.options.reports);
    const report = makeReport({ ...about, ...this.days, sidecarSuffix }, [...shortage, ...unheld]);
    await store.write(REPORT, JSON.stringify(report));
    return report;
  }

  /** Matches by name what the partitions left, once. */
  private async checkLeftovers(): Promise<PartitionResult> {
    const { store, reader, settings } = this.options;
    const name = `results/${LEFTOVERS}.json`;
    const existing = await store.tryRead(name);
    if (existing !== undefined) return JSON.parse(existing) as PartitionResult;
    const { layout, within } = this;
    const { lookbackDays } = settings;
    const freshAfter = this.options.now - settings.graceHours * HOUR_MS;
    const isFresh = (at: number) => at > freshAfter;
    const rules = { layout, lookbackDays, within, isFresh };
    const findings = await checkLeftovers({ store, reader }, rules);
    const result = findings.toResult(LEFTOVERS);
    await store.write(name, JSON.stringify(result));
    return result;
  }

  private async progress(list: string): Promise<Collected> {
    const text = await this.options.store.tryRead(`${list}.json`);
    return text === undefined ? { piece: 0, done: false } : (JSON.parse(text) as Collected);
  }

  private async save(list: string, spool: Spool, state: Omit<Collected, 'piece'>): Promise<void> {
    await spool.flush();
    const collected: Collected = { ...state, piece: spool.next };
    await this.options.store.write(`${list}.json`, JSON.stringify(collected));
  }

  private async compare(partition: KeyPartition): Promise<PartitionResult> {
    const { reader, store, source } = this.options;
    const { id } = partition;
    const rules = this.rules();
    if (id === STRAYS) {
      const { roots } = this.layout;
      const expected = (folder: string) => this.layout.expected(folder);
      return findStrays(reader, { ...rules, roots, expected });
    }
    if (id === SETTINGS) return compareSettings(source);
    const pointers =
      source.kind === 'daily' ? source.read(partition) : await readSpooled(store, POINTERS, id);
    if (id === ELSEWHERE) return reportMisdirected(pointers, this.within);
    const { used = false } = await this.progress(OBJECTS);
    const objects = used ? await readSpooled(store, OBJECTS, id) : undefined;
    if (!this.isComputed) return checkPartition({ partition, reader, rules }, pointers, objects);
    return this.compareComputed({ partition, reader, rules }, pointers, objects);
  }

  /** What does not match is kept for the other partitions. */
  private async compareComputed(
    { partition, reader, rules }: PartitionContext,
    pointers: Pages<Pointer>,
    objects: Pages<Entry> | undefined,
  ): Promise<PartitionResult> {
    const leftovers = new LeftoverSpool(this.options.store, this.layout, partition.id);
    const context = { partition, reader, rules: { ...rules, leftovers } };
    const result = await checkPartition(context, pointers, objects);
    // What could not be listed is not missing.
    const denied = result.discrepancies.some(
      ({ kind, key }) => kind === 'could-not-check' && key === partition.folder,
    );
    if (!denied) await leftovers.close();
    return result;
  }

  private rules(): PartitionRules {
    const { settings, now } = this.options;
    const { graceHours, sidecarSuffix, sidecars } = settings;
    return {
      now,
      graceHours,
      sidecarSuffix,
      sidecars,
      within: this.within,
      elsewhere: (pointer) => this.layout.elsewhere(pointer),
      others: (pointer) => this.layout.movedTo(pointer),
      ignored: ignoredBy(settings),
    };
  }
}

/** Which keys are known not to be recordings. */
function ignoredBy({ testSuffix, ignored = [] }: CheckSettings): PartitionRules['ignored'] {
  const matches = matcherOf(ignored);
  if (testSuffix === undefined) return ignored.length === 0 ? undefined : matches;
  return (key) => key.endsWith(testSuffix) || matches(key);
}

function withinDays({ from, to }: { readonly from: Day; readonly to: Day }) {
  const [begin, end] = [startOf(from), startOf(addDays(to, 1))];
  return (at: number) => at >= begin && at < end;
}

async function compareSettings(source: PointerSource): Promise<PartitionResult> {
  const findings = new Findings();
  for (const each of (await source.compareSettings?.()) ?? []) findings.add(each);
  return findings.toResult(SETTINGS);
}
