import { DAY_MS, type Day, dayOf } from '../core/day';
import type { Pages, Pointer } from './entry';
import { Findings } from './findings';
import { readInventoryFile, tryFindInventory } from './inventory';
import { ELSEWHERE, Layout } from './layout';
import type { Look } from './look';
import {
  checkPartition,
  type KeyPartition,
  type PartitionResult,
  type PartitionRules,
} from './partition';
import { makeReport, type CheckReport } from './report';
import type { RunStore } from './run-store';
import type { CheckSettings } from './settings';
import type { Batch, PointerSource } from './source';
import { readSpooled, Spool } from './spool';
import { findStrays, STRAYS } from './strays';

/** Name of the partition that is the vendor's own settings. */
const SETTINGS = 'settings';

/** What a {@link Run} works with. */
export interface CheckRunOptions {
  /** The store. */
  readonly settings: CheckSettings;
  /** The vendor's word. */
  readonly source: PointerSource;
  /** The bucket. */
  readonly look: Look;
  /** Where the run keeps what it has done. */
  readonly store: RunStore;
  /** The bucket of reports, from its root, in which S3 Inventory lists the bucket. @default - it is listed by requests */
  readonly reports?: RunStore | undefined;
  /** When the run was begun, in milliseconds since 1970: the same when it is taken up again. */
  readonly now: number;
  /** The days to check, in UTC. @default - as many as the settings say, up to today */
  readonly days?: { readonly from: Day; readonly to: Day };
  /** Whether to stop at the next point from which the run can go on. @default - never */
  readonly shouldStop?: () => boolean;
}

/** Folders of what is collected: what the vendor says, and what an inventory lists. */
const POINTERS = 'pointers';
const OBJECTS = 'objects';

interface Collected {
  readonly piece: number;
  /** Whether there was an inventory to use. */
  readonly used?: boolean;
  readonly next?: string | undefined;
  readonly done: boolean;
}

/**
 * One comparison of a store's bucket with its vendor's word, in three steps: collect what the vendor
 * says, check each partition, report. Each step can be stopped at any moment and begun again; what was done
 * is not done twice.
 */
export class Run {
  /** The first and the last day that are checked. */
  readonly days: { readonly from: Day; readonly to: Day };
  private readonly layout: Layout;

  constructor(private readonly options: CheckRunOptions) {
    const { settings, now, days } = options;
    this.layout = new Layout(settings.paths);
    this.days = days ?? { from: dayOf(now - (settings.days - 1) * DAY_MS), to: dayOf(now) };
  }

  /** What has to be checked, each part by itself. */
  partitions(): KeyPartition[] {
    const { layout, days, options } = this;
    const elsewhere = { id: ELSEWHERE, folder: '' };
    const compared = { id: SETTINGS, folder: '' };
    const strays = { id: STRAYS, folder: '' };
    return [
      ...layout.partitions(days.from, days.to),
      ...(options.source.kind === 'whole' ? [elsewhere] : []),
      ...(layout.roots.length > 0 ? [strays] : []),
      ...(options.source.compareSettings ? [compared] : []),
    ];
  }

  /**
   * Collects what the vendor says, and where there is one the inventory of the bucket, sorted and by partition.
   *
   * @returns whether it is all collected; if not, call it again
   */
  async collect(): Promise<boolean> {
    return (await this.collectInventory()) && (await this.collectPointers());
  }

  private async collectPointers(): Promise<boolean> {
    const { source, store, shouldStop = () => false } = this.options;
    if (source.kind === 'daily') return true;
    const before = await this.collected(POINTERS);
    if (before.done) return true;
    const spool = new Spool(store, POINTERS, before.piece);
    const wanted = new Set(this.partitions().map(({ id }) => id));
    for await (const batch of source.read(before.next)) {
      this.spool(spool, batch, wanted);
      const stop = shouldStop() && batch.next !== undefined;
      if (spool.isFull || stop) await this.save(POINTERS, spool, { next: batch.next, done: false });
      if (stop) return false;
    }
    await this.save(POINTERS, spool, { done: true });
    return true;
  }

  private async collectInventory(): Promise<boolean> {
    const { reports, store, settings, now } = this.options;
    const before = await this.collected(OBJECTS);
    if (!reports || !settings.inventory || before.done) return true;
    const inventory = await tryFindInventory(reports, { bucket: settings.bucket, now });
    const spool = new Spool(store, OBJECTS, before.piece);
    if (inventory) {
      const files = inventory.files.slice(Number(before.next ?? 0));
      for (const file of files) {
        if (this.options.shouldStop?.() === true) return false;
        await this.spoolFile(spool, readInventoryFile(reports, inventory, file));
        const next = String(inventory.files.indexOf(file) + 1);
        await this.save(OBJECTS, spool, { next, done: false });
      }
    }
    await this.save(OBJECTS, spool, { done: true, used: inventory !== undefined });
    return true;
  }

  private async spoolFile(spool: Spool, objects: AsyncIterable<Pointer>): Promise<void> {
    const wanted = new Set(this.partitions().map(({ id }) => id));
    for await (const object of objects) {
      const id = this.layout.partitionOf(object) ?? '';
      if (wanted.has(id)) spool.add(id, object);
      if (spool.isFull) await spool.flush();
    }
  }

  /** Checks a partition, unless that is done already. */
  async check(partition: KeyPartition): Promise<PartitionResult> {
    const { store } = this.options;
    const name = `results/${partition.id}.json`;
    const before = await store.tryRead(name);
    if (before !== undefined) return JSON.parse(before) as PartitionResult;
    const result = await this.checkAnew(partition);
    await store.write(name, JSON.stringify(result));
    return result;
  }

  /**
   * Puts the results of all partitions together.
   *
   * @throws Error while there are partitions that are not checked: what is not whole must never look so
   */
  async report(finishedAt: number): Promise<CheckReport> {
    const { store, settings } = this.options;
    const results: PartitionResult[] = [];
    for (const { id } of this.partitions()) {
      const text = await store.tryRead(`results/${id}.json`);
      if (text === undefined) throw new Error(`${id} of ${settings.store} is not checked yet.`);
      results.push(JSON.parse(text) as PartitionResult);
    }
    const about = { store: settings.store, finishedAt: new Date(finishedAt).toISOString() };
    const report = makeReport({ ...about, ...this.days }, results);
    await store.write('report.json', JSON.stringify(report));
    return report;
  }

  private spool(spool: Spool, { pointers }: Batch, wanted: ReadonlySet<string>): void {
    for (const pointer of pointers) {
      const id = this.layout.partitionOf(pointer) ?? ELSEWHERE;
      if (wanted.has(id)) spool.add(id, pointer);
    }
  }

  private async collected(what: string): Promise<Collected> {
    const text = await this.options.store.tryRead(`${what}.json`);
    return text === undefined ? { piece: 0, done: false } : (JSON.parse(text) as Collected);
  }

  private async save(what: string, spool: Spool, state: Omit<Collected, 'piece'>): Promise<void> {
    await spool.flush();
    const collected: Collected = { ...state, piece: spool.next };
    await this.options.store.write(`${what}.json`, JSON.stringify(collected));
  }

  private async checkAnew(partition: KeyPartition): Promise<PartitionResult> {
    const { look } = this.options;
    if (partition.id === STRAYS) return findStrays(look, { ...this.rules(), ...this.strayRules() });
    if (partition.id === SETTINGS) return this.compareSettings();
    const pointers = await this.pointersOf(partition);
    if (partition.id === ELSEWHERE) return misdirected(pointers);
    const check = { partition, look, rules: this.rules() };
    const { used = false } = await this.collected(OBJECTS);
    if (!used) return checkPartition(check, pointers);
    return checkPartition(
      check,
      pointers,
      await readSpooled(this.options.store, OBJECTS, partition.id),
    );
  }

  private async compareSettings(): Promise<PartitionResult> {
    const findings = new Findings();
    for (const each of (await this.options.source.compareSettings?.()) ?? []) findings.add(each);
    const { counts, listed } = findings;
    return { partition: SETTINGS, pointers: 0, objects: 0, counts, discrepancies: listed };
  }

  private async pointersOf(partition: KeyPartition): Promise<Pages<Pointer>> {
    const { source, store } = this.options;
    if (source.kind === 'daily') return source.read(partition);
    return readSpooled(store, POINTERS, partition.id);
  }

  private rules(): PartitionRules {
    const { settings, now } = this.options;
    const { testSuffix } = settings;
    return {
      now,
      graceHours: settings.graceHours,
      sidecarSuffix: settings.sidecarSuffix,
      sidecars: settings.sidecars,
      elsewhere: (pointer) => this.layout.elsewhere(pointer),
      ...(testSuffix !== undefined && { ignored: (key: string) => key.endsWith(testSuffix) }),
    };
  }

  private strayRules() {
    const { roots } = this.layout;
    return { roots, expected: (folder: string) => this.layout.expected(folder) };
  }
}

/** The vendor says that it wrote where no path of the store is. */
async function misdirected(pages: Pages<Pointer>): Promise<PartitionResult> {
  const findings = new Findings();
  let pointers = 0;
  for await (const page of pages) {
    pointers += page.length;
    for (const { key, recording } of page) {
      const detail = 'the vendor says that it wrote here, which is no path of the store';
      const about = recording === undefined ? {} : { recording };
      findings.add({ kind: 'wrong-prefix', key, ...about, detail });
    }
  }
  const { counts, listed } = findings;
  return { partition: ELSEWHERE, pointers, objects: 0, counts, discrepancies: listed };
}
