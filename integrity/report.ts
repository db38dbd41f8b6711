import type { Day } from '../core/day';
import type { Discrepancy, DiscrepancyKind } from './discrepancy';
import { stemOf } from './sidecars';
import { type Counts, MAX_LISTED, type PartitionResult, sumCounts, totalOf } from './findings';

/** The result of a run, as in the logs, the terminal and the bucket of reports. */
export interface CheckReport {
  /** Stack id of the store. */
  readonly store: string;
  /** The first day that was checked, in UTC. */
  readonly from: Day;
  /** The last day that was checked, in UTC. */
  readonly to: Day;
  /** ISO time. */
  readonly finishedAt: string;
  /** Recordings in the vendor's list. */
  readonly pointers: number;
  /** Objects that were listed. */
  readonly objects: number;
  /** Number of discrepancies. */
  readonly total: number;
  /** Number of discrepancies of each kind. */
  readonly counts: Counts;
  /** The discrepancies, at most {@link MAX_LISTED}. */
  readonly discrepancies: readonly Discrepancy[];
}

/** Combines the results of all partitions, and reports each misplaced recording once. */
export function makeReport(
  {
    sidecarSuffix,
    ...about
  }: Pick<CheckReport, 'store' | 'from' | 'to' | 'finishedAt'> & {
    readonly sidecarSuffix?: string | undefined;
  },
  results: readonly PartitionResult[],
): CheckReport {
  const all = results.flatMap(({ discrepancies }) => discrepancies);
  const isConsequence = consequences(all, sidecarSuffix);
  const misplaced = misplacedMerger(all);
  const merge = (each: Discrepancy) => (isConsequence(each) ? undefined : misplaced(each));
  const dropped = all.filter((each) => !merge(each));
  const counts = sumCounts(
    results.map((each) => each.counts),
    dropped,
  );
  return {
    ...about,
    pointers: results.reduce((sum, { pointers }) => sum + pointers, 0),
    objects: results.reduce((sum, { objects }) => sum + objects, 0),
    total: totalOf(counts),
    counts,
    discrepancies: all.flatMap((each) => merge(each) ?? []).slice(0, MAX_LISTED),
  };
}

/** Metadata of a missing recording, and missing metadata of an orphan, are not reported separately. */
function consequences(
  all: readonly Discrepancy[],
  suffix: string | undefined,
): (discrepancy: Discrepancy) => boolean {
  if (suffix === undefined) return () => false;
  const keysOf = (kind: DiscrepancyKind) =>
    all.filter((each) => each.kind === kind).map(({ key }) => key);
  const orphans = new Set(keysOf('orphan'));
  const missing = [...keysOf('missing'), ...keysOf('hidden')];
  const stems = new Set(missing.map(stemOf));
  // A computed key ends with the dot before the format; the metadata may be on another path of the store.
  const names = new Set(missing.filter((key) => key.endsWith('.')).map(nameOf));
  return ({ kind, key }) => {
    if (kind === 'sidecar-missing') return orphans.has(key);
    if (kind !== 'orphan' || !key.endsWith(suffix)) return false;
    const stem = key.slice(0, -suffix.length);
    return stems.has(stem) || stems.has(stemOf(stem)) || names.has(nameOf(stem));
  };
}

/**
 * A misplaced recording is found twice: as missing where it should be, and as an unexpected object where it is. The
 * result maps a discrepancy to what to report: itself, a merged one, or nothing.
 */
function misplacedMerger(
  all: readonly Discrepancy[],
): (discrepancy: Discrepancy) => Discrepancy | undefined {
  const isStray = ({ kind, foundAt }: Discrepancy) =>
    kind === 'wrong-prefix' && foundAt === undefined;
  const found = new Set(
    all.flatMap(({ kind, foundAt }) => (kind === 'hidden' ? [] : (foundAt ?? []))),
  );
  const strays = new Set(all.filter(isStray).map(({ key }) => nameOf(key)));
  const missing = new Map(
    all.filter(({ kind }) => kind === 'missing').map((each) => [nameOf(each.key), each]),
  );
  return (each) => {
    const { kind, key } = each;
    if (kind === 'orphan') return found.has(key) ? undefined : each;
    if (kind === 'missing') return strays.has(nameOf(key)) ? undefined : each;
    const expected = isStray(each) && missing.get(nameOf(key));
    return expected ? { ...each, ...expected, kind, foundAt: key } : each;
  };
}

/** The last part of a key without its extension, which is unique for each recording. */
function nameOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1).replace(/\..*$/, '');
}
