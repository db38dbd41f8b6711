import { HOUR_MS } from '../core/day';
import type { Discrepancy } from './discrepancy';
import type { Entry, Pages, Pointer } from './entry';
import { type Counts, Findings } from './findings';
import { type Look, RefusedToLookError } from './look';
import { reconcile } from './reconcile';
import { ReplicaList } from './replica';
import { lookForCopies, lookForMissing, MAX_SECOND_LOOKS } from './second-look';
import { Sidecars } from './sidecars';

/** A part of the bucket that is checked by itself: one day of one path, or a whole folder. */
export interface KeyPartition {
  /** Unique in a run, and fit for the name of a file. */
  readonly id: string;
  /** What the keys of its recordings begin with. */
  readonly folder: string;
}

/** What holds for every partition of a run. */
export interface PartitionRules {
  /** Now, in milliseconds since 1970. */
  readonly now: number;
  /** Hours in which a recording may still be on its way, or its copy. */
  readonly graceHours: number;
  /** Ends the key of a metadata file. @default - the vendor writes none */
  readonly sidecarSuffix?: string | undefined;
  /** Whether each recording must have one. */
  readonly sidecars: boolean;
  /** Where a recording could stand by mistake, as beginnings of keys. */
  readonly elsewhere: (pointer: Pointer) => readonly string[];
  /** Whether the key is of something the vendor writes that is no recording. @default - nothing is */
  readonly ignored?: (key: string) => boolean;
}

/** What came of checking a partition. */
export interface PartitionResult {
  /** Id of the partition. */
  readonly partition: string;
  /** Recordings that the vendor told of. */
  readonly pointers: number;
  /** Objects that were listed, metadata files included. */
  readonly objects: number;
  /** How much of each kind is wrong. */
  readonly counts: Counts;
  /** What is wrong; of very much, the first of it. */
  readonly discrepancies: readonly Discrepancy[];
}

/**
 * Compares one partition of the bucket with the vendor's pointers into it. Only lists: what is looked at
 * one by one is what is wrong.
 *
 * @param pointers - sorted by key
 * @param objects - sorted as S3 lists them. @default - they are listed
 */
export async function checkPartition(
  { partition, look, rules }: { partition: KeyPartition; look: Look; rules: PartitionRules },
  pointers: Pages<Pointer>,
  objects: Pages<Entry> = look.list(partition.folder),
): Promise<PartitionResult> {
  const check = new PartitionCheck(partition, look, rules);
  try {
    await check.compare(pointers, objects);
  } catch (error) {
    if (!(error instanceof RefusedToLookError)) throw error;
    check.refused(error.message);
  }
  return check.result();
}

class PartitionCheck {
  private readonly findings = new Findings();
  private readonly missing: Pointer[] = [];
  private readonly uncopied: Entry[] = [];
  private readonly lonelySidecars: Entry[] = [];
  private readonly withoutSidecar: Entry[] = [];
  private readonly orphans = new Set<string>();
  private readonly freshAfter: number;
  private pointers = 0;
  private objects = 0;

  constructor(
    private readonly partition: KeyPartition,
    private readonly look: Look,
    private readonly rules: PartitionRules,
  ) {
    this.freshAfter = rules.now - rules.graceHours * HOUR_MS;
  }

  async compare(pointers: Pages<Pointer>, objects: Pages<Entry>): Promise<void> {
    const { look, partition } = this;
    const replica = look.listReplica && new ReplicaList(look.listReplica(partition.folder));
    try {
      await reconcile(this.counted(pointers), this.recordings(objects, replica), {
        matched: (pointer, object) => {
          this.compareSizes(pointer, object);
        },
        missing: (pointer) => {
          if (pointer.at <= this.freshAfter) this.note(this.missing, pointer, 'missing');
        },
        unclaimed: (object) => {
          if (object.at <= this.freshAfter) this.orphan(object);
        },
      });
    } finally {
      await replica?.close();
    }
    await this.lookAgain();
  }

  refused(message: string): void {
    this.findings.add({ kind: 'could-not-check', key: this.partition.folder, detail: message });
  }

  result(): PartitionResult {
    const { findings, pointers, objects, partition } = this;
    return {
      partition: partition.id,
      pointers,
      objects,
      counts: findings.counts,
      discrepancies: findings.listed,
    };
  }

  private async *counted(pages: Pages<Pointer>): Pages<Pointer> {
    for await (const page of pages) {
      this.pointers += page.length;
      yield page;
    }
  }

  /** What is listed, less what is no recording; on its way past, copies and metadata are looked for. */
  private async *recordings(pages: Pages<Entry>, replica: ReplicaList | undefined): Pages<Entry> {
    const sidecars = this.sidecars();
    const { ignored } = this.rules;
    const isRecording = ({ key }: Entry) =>
      sidecars?.isSidecar(key) !== true && ignored?.(key) !== true;
    const all = !sidecars && !ignored;
    for await (const page of pages) {
      this.objects += page.length;
      if (sidecars) for (const object of page) sidecars.add(object);
      if (replica) await this.findUncopied(page, replica);
      yield all ? page : page.filter(isRecording);
    }
    sidecars?.close();
  }

  private async findUncopied(page: readonly Entry[], replica: ReplicaList): Promise<void> {
    for (const object of page) {
      if (object.at > this.freshAfter) continue;
      const copied = replica.has(object);
      // A promise only where a page has to be fetched: awaiting each would cost more than all else.
      if (copied !== true && !(await copied)) {
        this.note(this.uncopied, object, 'replication-pending');
      }
    }
  }

  private sidecars(): Sidecars | undefined {
    const { sidecarSuffix, sidecars } = this.rules;
    if (sidecarSuffix === undefined) return undefined;
    return new Sidecars(sidecarSuffix, {
      sidecar: (object) => {
        if (object.at <= this.freshAfter) this.note(this.lonelySidecars, object, 'orphan');
      },
      recording: (object) => {
        if (!sidecars || object.at > this.freshAfter) return;
        this.note(this.withoutSidecar, object, 'sidecar-missing');
      },
    });
  }

  private orphan({ key }: Entry): void {
    this.findings.add({ kind: 'orphan', key });
    if (this.orphans.size < MAX_SECOND_LOOKS) this.orphans.add(key);
  }

  private compareSizes(pointer: Pointer, { key, size }: Entry): void {
    const about = { key, ...(pointer.recording !== undefined && { recording: pointer.recording }) };
    const { mismatch, unread } = pointer;
    if (mismatch !== undefined) {
      this.findings.add({ kind: 'sidecar-mismatch', ...about, detail: mismatch });
    }
    if (unread !== undefined) {
      this.findings.add({ kind: 'could-not-check', ...about, detail: unread });
    }
    if (size === 0) this.findings.add({ kind: 'wrong-size', ...about, detail: 'it is empty' });
    else if (pointer.size !== undefined && size !== undefined && pointer.size !== size) {
      const detail = `${size} bytes, and ${pointer.size} by the vendor`;
      this.findings.add({ kind: 'wrong-size', ...about, detail });
    }
  }

  /** Keeps for a second look; what is too much for that is noted as it seems. */
  private note<T extends Entry>(
    list: T[],
    entry: T,
    kind: 'missing' | 'replication-pending' | 'sidecar-missing' | 'orphan',
  ): void {
    if (list.length < MAX_SECOND_LOOKS) list.push(entry);
    else
      this.findings.add({
        kind,
        key: entry.key,
        detail: 'not looked at again: there are too many',
      });
  }

  private async lookAgain(): Promise<void> {
    const { look, rules, findings } = this;
    const missing = await lookForMissing(look, this.missing, rules.elsewhere);
    const copies = await lookForCopies(look, this.uncopied);
    for (const each of [...missing, ...copies]) findings.add(each);
    this.judgeSidecars(missing.map(({ key }) => key));
  }

  /** Metadata of a recording that is missing, and an orphan's missing metadata, are no second thing that is wrong. */
  private judgeSidecars(missing: readonly string[]): void {
    for (const { key } of this.withoutSidecar) {
      if (!this.orphans.has(key)) this.findings.add({ kind: 'sidecar-missing', key });
    }
    for (const { key } of this.lonelySidecars) {
      if (!missing.some((each) => isMetadataOf(key, each))) {
        this.findings.add({ kind: 'orphan', key });
      }
    }
  }
}

function isMetadataOf(sidecar: string, recording: string): boolean {
  const dot = recording.lastIndexOf('.');
  return sidecar.startsWith(dot > recording.lastIndexOf('/') ? recording.slice(0, dot) : recording);
}
