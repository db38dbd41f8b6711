import { isCanaryFile } from '../core/canary-file';
import { DISCREPANCY_KINDS, type Discrepancy, type DiscrepancyKind } from './discrepancy';
import { detach } from './entry';

/** Discrepancies that a partition lists; beyond that it only counts them. */
export const MAX_LISTED = 10_000;

/** The number of discrepancies of each kind. */
export type Counts = Readonly<Partial<Record<DiscrepancyKind, number>>>;

/** The result of checking a partition. */
export interface PartitionResult {
  /** Id of the partition. */
  readonly partition: string;
  /** Recordings in the vendor's list. */
  readonly pointers: number;
  /** Objects that were listed, metadata files included. */
  readonly objects: number;
  readonly counts: Counts;
  /** The discrepancies, at most {@link MAX_LISTED}. */
  readonly discrepancies: readonly Discrepancy[];
}

/** Collects discrepancies in bounded memory. */
export class Findings {
  private readonly listed: Discrepancy[] = [];
  private readonly counts = new Map<DiscrepancyKind, number>();

  /** The file of a canary is never a discrepancy: it is not a recording. */
  add(discrepancy: Discrepancy): void {
    const { kind, key } = discrepancy;
    if (isCanaryFile(key)) return;
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    if (this.listed.length < MAX_LISTED) {
      this.listed.push({ ...discrepancy, key: detach(key) });
    }
  }

  /** The result of a partition with these discrepancies. */
  toResult(partition: string, { pointers = 0, objects = 0 } = {}): PartitionResult {
    const counts = Object.fromEntries(this.counts);
    return { partition, pointers, objects, counts, discrepancies: this.listed };
  }
}

/** Adds up counts, and leaves out what was dropped; kinds in the order of their declaration. */
export function sumCounts(all: readonly Counts[], dropped: readonly Discrepancy[] = []): Counts {
  const kinds = Object.keys(DISCREPANCY_KINDS) as DiscrepancyKind[];
  const sum = (of: DiscrepancyKind) =>
    all.reduce((total, counts) => total + (counts[of] ?? 0), 0) -
    dropped.filter(({ kind }) => kind === of).length;
  return Object.fromEntries(
    kinds.map((kind) => [kind, sum(kind)] as const).filter(([, number]) => number > 0),
  );
}

/** The number of discrepancies of all kinds. */
export function totalOf(counts: Counts): number {
  return Object.values(counts).reduce((sum, number) => sum + number, 0);
}
