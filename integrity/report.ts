import type { Day } from '../core/day';
import type { Discrepancy, DiscrepancyKind } from './discrepancy';
import { addCounts, type Counts, totalOf } from './findings';
import type { PartitionResult } from './partition';

/** What came of a run: what the logs, the terminal and the report in the bucket say. */
export interface CheckReport {
  /** Stack id of the store. */
  readonly store: string;
  /** The first day that was checked, in UTC. */
  readonly from: Day;
  /** The last day that was checked, in UTC. */
  readonly to: Day;
  /** When it was ended, as an ISO time. */
  readonly finishedAt: string;
  /** Recordings that the vendor told of. */
  readonly pointers: number;
  /** Objects that were listed. */
  readonly objects: number;
  /** All that is wrong. */
  readonly total: number;
  /** How much of each kind. */
  readonly counts: Counts;
  /** What is wrong; of very much, the first of it. */
  readonly discrepancies: readonly Discrepancy[];
}

/** Discrepancies that a report lists. */
const MAX_REPORTED = 10_000;

/** Puts together what the partitions found, each recording that is in the wrong place only once. */
export function makeReport(
  about: Pick<CheckReport, 'store' | 'from' | 'to' | 'finishedAt'>,
  results: readonly PartitionResult[],
): CheckReport {
  const all = results.flatMap(({ discrepancies }) => discrepancies);
  const misplaced = pairMisplaced(all);
  const dropped = new Map<DiscrepancyKind, number>();
  const discrepancies = all.flatMap((each) => {
    const kept = misplaced(each);
    if (!kept) dropped.set(each.kind, (dropped.get(each.kind) ?? 0) + 1);
    return kept ?? [];
  });
  const counts = subtract(addCounts(results.map((each) => each.counts)), dropped);
  const sum = (of: (result: PartitionResult) => number) =>
    results.reduce((total, result) => total + of(result), 0);
  return {
    ...about,
    pointers: sum(({ pointers }) => pointers),
    objects: sum(({ objects }) => objects),
    total: totalOf(counts),
    counts,
    discrepancies: discrepancies.slice(0, MAX_REPORTED),
  };
}

/**
 * A recording in the wrong place is told of twice: as one that is missing where it should be, and as an
 * object nobody expected where it is. Gives what is to be told: the same, another, or nothing.
 */
function pairMisplaced(
  all: readonly Discrepancy[],
): (discrepancy: Discrepancy) => Discrepancy | undefined {
  const found = new Set(
    all.flatMap(({ kind, foundAt }) => (kind === 'hidden' ? [] : (foundAt ?? []))),
  );
  const strays = new Map(
    all
      .filter(({ kind, foundAt }) => kind === 'wrong-prefix' && foundAt === undefined)
      .map(({ key }) => [nameOf(key), key]),
  );
  const missing = new Map(
    all.filter(({ kind }) => kind === 'missing').map((each) => [nameOf(each.key), each]),
  );
  return (each) => {
    const { kind, key, foundAt } = each;
    if (kind === 'orphan') return found.has(key) ? undefined : each;
    if (kind === 'missing') return strays.has(nameOf(key)) ? undefined : each;
    if (kind !== 'wrong-prefix' || foundAt !== undefined) return each;
    const expected = missing.get(nameOf(key));
    return expected ? { ...each, ...expected, kind, foundAt: key } : each;
  };
}

/** The last part of a key, without its extension: what no two recordings share. */
function nameOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1).replace(/\..*$/, '');
}

function subtract(counts: Counts, dropped: ReadonlyMap<DiscrepancyKind, number>): Counts {
  return Object.fromEntries(
    Object.entries(counts)
      .map(
        ([kind, number]) => [kind, number - (dropped.get(kind as DiscrepancyKind) ?? 0)] as const,
      )
      .filter(([, number]) => number > 0),
  );
}
