import { DISCREPANCY_KINDS, type Discrepancy, type DiscrepancyKind } from './discrepancy';

/** Discrepancies of a partition that are kept one by one; of more, only the number is. */
export const MAX_LISTED = 10_000;

/** How many of each kind there are. */
export type Counts = Readonly<Partial<Record<DiscrepancyKind, number>>>;

/** Collects what is found, in memory that is bounded whatever is found. */
export class Findings {
  /** The first {@link MAX_LISTED} of them. */
  readonly listed: Discrepancy[] = [];
  private readonly numbers = new Map<DiscrepancyKind, number>();

  /** Notes one. */
  add(discrepancy: Discrepancy): void {
    const { kind } = discrepancy;
    this.numbers.set(kind, (this.numbers.get(kind) ?? 0) + 1);
    if (this.listed.length < MAX_LISTED) this.listed.push(discrepancy);
  }

  /** How many were noted. */
  get counts(): Counts {
    return Object.fromEntries(this.numbers);
  }
}

/** Numbers of several findings, added; kinds in the order in which they are declared. */
export function addCounts(all: readonly Counts[]): Counts {
  const kinds = Object.keys(DISCREPANCY_KINDS) as DiscrepancyKind[];
  return Object.fromEntries(
    kinds
      .map((kind) => [kind, all.reduce((sum, counts) => sum + (counts[kind] ?? 0), 0)] as const)
      .filter(([, number]) => number > 0),
  );
}

/** All of them together. */
export function totalOf(counts: Counts): number {
  return Object.values(counts).reduce((sum, number) => sum + number, 0);
}
