import { DAY_MS, HOUR_MS } from '../core/day';
import type { BucketReader } from './bucket-reader';
import { detach, type Entry, type Pointer } from './entry';
import { Findings } from './findings';
import { parseJsonLines } from './json-lines';
import type { KeyPlace, Layout } from './layout';
import { type LeftoverHandler, overwritten } from './partition';
import { identityOf } from './reconcile';
import type { RunStore } from './run-store';
import { classifyMissing, MAX_SECOND_LOOKS } from './second-look';
import { Spool } from './spool';

/** Id of the result of matching leftovers. */
export const LEFTOVERS = 'leftovers';

const POINTERS = 'leftovers/pointers';
const OBJECTS = 'leftovers/objects';

/** Buckets by name, each matched in memory. A store without discrepancies has few leftovers, and so few files. */
const BUCKETS = 16;

/** Collects the leftovers of one partition, sorted into buckets by name. */
export class LeftoverSpool implements LeftoverHandler {
  private readonly pointers: Spool;
  private readonly objects: Spool;

  constructor(
    store: RunStore,
    private readonly layout: Layout,
    partition: string,
  ) {
    const label = `${partition}-`;
    this.pointers = new Spool(store, POINTERS, { label });
    this.objects = new Spool(store, OBJECTS, { label });
  }

  missing(pointer: Pointer): void {
    this.pointers.add(this.bucketOf(pointer.key), { ...pointer, key: detach(pointer.key) });
  }

  unclaimed({ key, at, size = 0 }: Entry): void {
    this.objects.add(this.bucketOf(key), { key: detach(key), at, size });
  }

  async relieve(): Promise<void> {
    if (this.pointers.isFull) await this.pointers.flush();
    if (this.objects.isFull) await this.objects.flush();
  }

  /** Writes what is held in memory. */
  async close(): Promise<void> {
    await this.pointers.flush();
    await this.objects.flush();
  }

  /** The pointers of a recording on all paths are in one bucket, unless its name differs between them. */
  private bucketOf(key: string): string {
    if (!this.layout.sameNames) return '0';
    const name = this.layout.placeOf(key)?.id.replace(/^\d+ /, '') ?? '';
    let hash = 0;
    for (let at = 0; at < name.length; at += 1) hash = (hash * 31 + name.charCodeAt(at)) % 65_521;
    return String(hash % BUCKETS);
  }
}

/** What {@link checkLeftovers} works with. */
export interface LeftoverRules {
  readonly layout: Layout;
  /** As in {@link CheckSettings}. */
  readonly lookbackDays?: number | undefined;
  /** Whether a time is in the range that is checked. */
  readonly within: (at: number) => boolean;
  /** Whether a recording or object may still be on its way. */
  readonly isFresh: (at: number) => boolean;
}

/** A result, and the recordings that were found nowhere: each with its pointers on all paths. */
interface LeftoverResult {
  readonly findings: Findings;
  readonly missing: readonly (readonly Pointer[])[];
}

/** Hours before a missing recording in whose folders it may be hidden: versions cannot be found by name. */
const LOOKBACK_HOURS = 24;

/** Missing recordings up to which so many folders are looked at. */
const FEW_MISSING = 200;

/** Matches leftovers by name, and looks again at the recordings that are still missing. */
export async function checkLeftovers(
  { store, reader }: { readonly store: RunStore; readonly reader: BucketReader },
  rules: LeftoverRules,
): Promise<Findings> {
  const { layout, lookbackDays = 0 } = rules;
  const { findings, missing } = await matchLeftovers(store, rules);
  const keysOf = new Map(
    missing.map((pointers) => [pointers[0]?.key, pointers.map(({ key }) => key)]),
  );
  const hours = lookbackDays > 0 && missing.length <= FEW_MISSING ? LOOKBACK_HOURS : 0;
  const others = ({ key }: Pointer) => {
    const keys = keysOf.get(key) ?? [];
    return [...keys.slice(1), ...keys.flatMap((each) => layout.earlierHours(each, hours))];
  };
  const first = missing.flatMap(([pointer]) => pointer ?? []);
  const places = { elsewhere: () => [], others };
  for (const each of await classifyMissing(reader, first, places)) findings.add(each);
  return findings;
}

/**
 * Matches by name what did not match by key: recordings that are in the folder of another hour or day, and recordings
 * that are on another path. What is left then is missing, or an orphan.
 */
async function matchLeftovers(store: RunStore, rules: LeftoverRules): Promise<LeftoverResult> {
  const findings = new Findings();
  const missing: (readonly Pointer[])[] = [];
  for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
    const match = new BucketMatch(rules, findings);
    await readAll(store, `${POINTERS}/${bucket}/`, (each) => {
      match.addPointer(each);
    });
    await readAll(store, `${OBJECTS}/${bucket}/`, (each) => {
      match.addObject(each);
    });
    for (const each of match.finish()) {
      if (missing.length < MAX_SECOND_LOOKS) missing.push(each);
      else findings.add(missingOf(each));
    }
  }
  return { findings, missing };
}

function missingOf([first]: readonly Pointer[]) {
  const { key = '', recording } = first ?? {};
  const detail = 'not looked at again, because too many differ';
  return { kind: 'missing', key, recording, detail } as const;
}

async function readAll(
  store: RunStore,
  folder: string,
  add: (entry: Pointer) => void,
): Promise<void> {
  for (const name of await store.list(folder)) {
    for await (const page of parseJsonLines(store.open(name))) page.forEach(add);
  }
}

/** Pointers and objects with one name on one path. */
interface Namesakes {
  readonly pointers: Pointer[];
  readonly objects: (Entry & { readonly moment: number })[];
}

class BucketMatch {
  private readonly names = new Map<string, Namesakes>();
  /** Pointers that describe nothing, by recording. */
  private readonly unmatched = new Map<unknown, Pointer[]>();

  constructor(
    private readonly rules: LeftoverRules,
    private readonly findings: Findings,
  ) {}

  addPointer(pointer: Pointer): void {
    const place = this.rules.layout.placeOf(pointer.key);
    if (!place) {
      this.addUnmatched(pointer);
      return;
    }
    const { pointers } = this.namesakes(place);
    if (!pointers.some((each) => identityOf(each) === identityOf(pointer))) pointers.push(pointer);
  }

  addObject(object: Entry): void {
    const place = this.rules.layout.placeOf(object.key);
    if (!place) {
      this.addOrphan(object);
      return;
    }
    this.namesakes(place).objects.push({ ...object, moment: place.moment });
  }

  /** The recordings in the range that are on no path. */
  finish(): Pointer[][] {
    for (const each of this.names.values()) this.matchNamesakes(each);
    const { layout, within, isFresh } = this.rules;
    return [...this.unmatched.values()].filter(
      (pointers) =>
        pointers.length === layout.dated && pointers.every(({ at }) => within(at) && !isFresh(at)),
    );
  }

  private namesakes({ id }: KeyPlace): Namesakes {
    const found = this.names.get(id) ?? { pointers: [], objects: [] };
    this.names.set(id, found);
    return found;
  }

  private matchNamesakes({ pointers, objects }: Namesakes): void {
    const [object] = objects;
    if (!object) {
      for (const each of pointers) this.addUnmatched(each);
      return;
    }
    if (pointers.length > objects.length) {
      if (pointers.some(({ at }) => this.rules.within(at))) {
        this.findings.add(overwritten(object.key, pointers));
      }
    } else {
      for (const [index, pointer] of pointers.entries())
        this.place(pointer, objects[index] ?? object);
    }
    for (const each of objects.slice(pointers.length)) this.addOrphan(each);
  }

  /** A folder is right if it is that of the recording, or an earlier one for a vendor that files by conversation. */
  private place(
    { key, at, recording }: Pointer,
    object: Entry & { readonly moment: number },
  ): void {
    const { lookbackDays = 0, within, isFresh } = this.rules;
    const { moment } = object;
    const isRight = moment <= at && at - moment < lookbackDays * DAY_MS + HOUR_MS;
    if (lookbackDays > 0 && isRight) {
      if (object.size === 0 && within(at) && !isFresh(at)) {
        this.findings.add({
          kind: 'wrong-size',
          key: object.key,
          recording,
          detail: 'it is empty',
        });
      }
      return;
    }
    if (!within(at) || isFresh(at)) return;
    this.findings.add({ kind: 'wrong-prefix', key, recording, foundAt: object.key });
  }

  private addUnmatched(pointer: Pointer): void {
    const identity = identityOf(pointer);
    const found = this.unmatched.get(identity);
    if (found) found.push(pointer);
    else this.unmatched.set(identity, [pointer]);
  }

  private addOrphan({ key, at }: Entry): void {
    const { layout, within, isFresh } = this.rules;
    const moment = layout.placeOf(key)?.moment ?? layout.dayStartOf(key) ?? at;
    if (within(moment) && !isFresh(at)) this.findings.add({ kind: 'orphan', key });
  }
}
