import { HOUR_MS } from '../core/day';
import { type BucketReader, ifDenied } from './bucket-reader';
import type { Discrepancy, DiscrepancyKind } from './discrepancy';
import { detach, type Entry, type Pages, type Pointer } from './entry';
import { Findings, type PartitionResult } from './findings';
import { reconcile } from './reconcile';
import { ReplicaList } from './replica';
import { classifyMissing, classifyUncopied, MAX_SECOND_LOOKS } from './second-look';
import { Sidecars, stemOf } from './sidecars';

/** A part of the bucket that is checked separately: one day of one path, or a whole folder. */
export interface KeyPartition {
  /** Unique in a run, and valid as a file name. */
  readonly id: string;
  /** The beginning of its recordings' keys. */
  readonly folder: string;
  /** Whether it is on a previous path. Its recordings are counted on the current one. @default false */
  readonly previous?: boolean;
  /** Whether its day is outside of the range: only what belongs to a recording of the range is looked at. @default false */
  readonly margin?: boolean;
  /** Whether it is not the folder of one day, so that recordings and objects have to be selected by their time. @default false */
  readonly undated?: boolean;
}

/** Receives what does not match in a partition, and may match in another one. */
export interface LeftoverHandler {
  missing(pointer: Pointer): void;
  unclaimed(object: Entry): void;
  /** Called now and then while the lists are read. */
  relieve(): Promise<void>;
}

/** The rules for every partition of a run. */
export interface PartitionRules {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Hours in which a recording or its copy may still be on its way. */
  readonly graceHours: number;
  /** Suffix of metadata files. @default - the vendor writes none */
  readonly sidecarSuffix?: string | undefined;
  /** Whether each recording must have a metadata file. */
  readonly sidecars: boolean;
  /** Where a recording could be by mistake, as beginnings of keys. */
  readonly elsewhere: (pointer: Pointer) => readonly string[];
  /** As in {@link Places}. */
  readonly others?: (pointer: Pointer) => readonly string[];
  /** Whether the vendor writes this key for another purpose than a recording. @default - no key */
  readonly ignored?: ((key: string) => boolean) | undefined;
  /** Whether a time is in the range that is checked, for partitions without a day. @default - all times are */
  readonly within?: ((at: number) => boolean) | undefined;
  /** What to do with what does not match. @default - it is a discrepancy */
  readonly leftovers?: LeftoverHandler | undefined;
}

/**
 * Compares one partition of the bucket with the vendor's pointers to it. Objects are only listed; what differs is looked
 * at one by one.
 *
 * @param pointers - sorted by key
 * @param objects - in the order of S3. @default - they are listed
 */
export async function checkPartition(
  { partition, reader, rules }: PartitionContext,
  pointers: Pages<Pointer>,
  objects: Pages<Entry> = reader.list(partition.folder),
): Promise<PartitionResult> {
  const check = new PartitionCheck(partition, reader, rules);
  await ifDenied(
    () => check.compare(pointers, objects),
    (detail) => {
      check.findings.add({ kind: 'could-not-check', key: partition.folder, detail });
    },
  );
  return check.findings.toResult(partition.id, check);
}

/** What {@link checkPartition} checks. */
export interface PartitionContext {
  readonly partition: KeyPartition;
  readonly reader: BucketReader;
  readonly rules: PartitionRules;
}

class PartitionCheck {
  readonly findings = new Findings();
  pointers = 0;
  objects = 0;
  private readonly missing: Pointer[] = [];
  private readonly uncopied: Entry[] = [];
  private readonly lonelySidecars: Entry[] = [];
  private readonly withoutSidecar: Entry[] = [];
  private readonly orphans = new Set<string>();
  private readonly freshAfter: number;
  /** Whether a time is in the range. Entries outside of it match, but are not reported. */
  private readonly within: (at: number) => boolean;

  constructor(
    private readonly partition: KeyPartition,
    private readonly reader: BucketReader,
    private readonly rules: PartitionRules,
  ) {
    this.freshAfter = rules.now - rules.graceHours * HOUR_MS;
    this.within = (partition.undated === true ? rules.within : undefined) ?? (() => true);
  }

  async compare(pointers: Pages<Pointer>, objects: Pages<Entry>): Promise<void> {
    const { reader, partition, rules } = this;
    const { leftovers } = rules;
    const replica =
      reader.listReplica && partition.margin !== true
        ? new ReplicaList(reader.listReplica(partition.folder))
        : undefined;
    try {
      await reconcile(this.counted(pointers), this.recordings(objects, replica), {
        matched: (pointer, object) => {
          const isChecked = partition.margin !== true && this.within(pointer.at);
          if (isChecked) this.compareSizes(pointer, object);
        },
        overwritten: (shared, [object]) => {
          if (object && partition.margin !== true) this.addOverwritten(shared, object);
        },
        missing: (pointer) => {
          if (leftovers) leftovers.missing(pointer);
          else if (this.within(pointer.at)) this.defer(this.missing, pointer, 'missing');
        },
        unclaimed: (object) => {
          if (leftovers) leftovers.unclaimed(object);
          else if (this.within(object.at)) this.addOrphan(object);
        },
      });
    } finally {
      await replica?.close();
    }
    await this.lookAgain();
  }

  private async *counted(pages: Pages<Pointer>): Pages<Pointer> {
    const { previous, margin, undated } = this.partition;
    for await (const page of pages) {
      if (undated === true || (previous !== true && margin !== true)) {
        this.pointers += this.countWithin(page);
      }
      await this.rules.leftovers?.relieve();
      yield page;
    }
  }

  /** The listed recordings. Copies and metadata files are checked as the list passes. */
  private async *recordings(pages: Pages<Entry>, replica: ReplicaList | undefined): Pages<Entry> {
    const sidecars = this.openSidecars();
    const { ignored, leftovers } = this.rules;
    const { margin, undated } = this.partition;
    const isRecording = ({ key }: Entry) =>
      sidecars?.isSidecar(key) !== true && ignored?.(key) !== true;
    const all = !sidecars && !ignored;
    for await (const page of pages) {
      if (margin !== true) this.objects += undated === true ? this.countWithin(page) : page.length;
      if (sidecars) this.pair(page, sidecars);
      if (replica) await this.findUncopied(page, replica);
      await leftovers?.relieve();
      yield all ? page : page.filter(isRecording);
    }
    sidecars?.close();
  }

  private countWithin(page: readonly Pointer[]): number {
    let count = 0;
    for (const { at, copy } of page) if (copy !== true && this.within(at)) count += 1;
    return count;
  }

  private pair(page: readonly Entry[], sidecars: Sidecars): void {
    const { ignored } = this.rules;
    for (const object of page) if (ignored?.(object.key) !== true) sidecars.add(object);
  }

  private async findUncopied(page: readonly Entry[], replica: ReplicaList): Promise<void> {
    for (const object of page) {
      if (object.at > this.freshAfter || !this.within(object.at)) continue;
      const copied = replica.has(object);
      // A promise only if a page has to be fetched: awaiting each object would cost more than everything else.
      if (copied !== true && !(await copied)) {
        this.defer(this.uncopied, object, 'replication-pending');
      }
    }
  }

  private openSidecars(): Sidecars | undefined {
    const { sidecarSuffix, sidecars } = this.rules;
    if (sidecarSuffix === undefined) return undefined;
    const isChecked = ({ key, at }: Entry) =>
      this.partition.margin !== true && this.within(at) && this.rules.ignored?.(key) !== true;
    return new Sidecars(sidecarSuffix, {
      sidecar: (object) => {
        if (isChecked(object)) this.defer(this.lonelySidecars, object, 'orphan');
      },
      recording: (object) => {
        if (sidecars && isChecked(object)) {
          this.defer(this.withoutSidecar, object, 'sidecar-missing');
        }
      },
    });
  }

  private addOrphan({ key, at }: Entry): void {
    if (at > this.freshAfter) return;
    this.findings.add({ kind: 'orphan', key });
    if (this.orphans.size < MAX_SECOND_LOOKS) this.orphans.add(detach(key));
  }

  private addOverwritten(pointers: readonly Pointer[], { key }: Entry): void {
    if (pointers.some(({ at }) => this.within(at))) {
      this.findings.add(overwritten(key, pointers));
    }
  }

  private compareSizes(pointer: Pointer, { key, size }: Entry): void {
    const { recording, mismatch, unread } = pointer;
    const add = (kind: DiscrepancyKind, detail: string) => {
      this.findings.add({ kind, key, recording, detail });
    };
    if (mismatch !== undefined) add('sidecar-mismatch', mismatch);
    if (unread !== undefined) add('could-not-check', unread);
    if (size === 0) add('wrong-size', 'it is empty');
    else if (pointer.size !== undefined && size !== undefined && pointer.size !== size) {
      add('wrong-size', `${size} bytes; the vendor reports ${pointer.size}`);
    }
  }

  /** Keeps an entry for a second look. Beyond the limit it is reported as it seems; a fresh one is ignored. */
  private defer<T extends Entry>(list: T[], entry: T, kind: DiscrepancyKind): void {
    if (entry.at > this.freshAfter) return;
    if (list.length < MAX_SECOND_LOOKS) list.push({ ...entry, key: detach(entry.key) });
    else {
      const detail = 'not looked at again, because too many differ';
      this.findings.add({ kind, key: entry.key, detail });
    }
  }

  private async lookAgain(): Promise<void> {
    const { reader, rules, findings } = this;
    const missing = await classifyMissing(reader, this.missing, rules);
    const uncopied = await classifyUncopied(reader, this.uncopied);
    for (const each of [...missing, ...uncopied]) findings.add(each);
    this.addSidecars(missing.map(({ key }) => stemOf(key)));
  }

  /** Metadata of a missing recording, and missing metadata of an orphan, are not reported separately. */
  private addSidecars(missingStems: readonly string[]): void {
    for (const { key } of this.withoutSidecar) {
      if (!this.orphans.has(key)) this.findings.add({ kind: 'sidecar-missing', key });
    }
    for (const { key } of this.lonelySidecars) {
      if (!missingStems.some((stem) => key.startsWith(stem))) {
        this.findings.add({ kind: 'orphan', key });
      }
    }
  }
}

/** Recordings shown of those that share a key. */
const MAX_SHOWN = 5;

/** The finding that several recordings have one key. */
export function overwritten(key: string, pointers: readonly Pointer[]): Discrepancy {
  const names = pointers.map(({ recording, at }) => recording ?? new Date(at).toISOString());
  const more = names.length > MAX_SHOWN ? ', …' : '';
  const shown = `${names.slice(0, MAX_SHOWN).join(', ')}${more}`;
  return { kind: 'overwritten', key, detail: `the key of ${names.length} recordings: ${shown}` };
}
