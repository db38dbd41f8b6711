import { type Day, DAY_MS, startOf } from '../core/day';
import { Findings, type PartitionResult } from './findings';

/** What is kept of a run for the next one. */
export interface PreviousRun {
  /** Recordings in the vendor's list. */
  readonly pointers: number;
  /** Number of days that were checked. */
  readonly days: number;
}

/** All days to check are older than anything that is kept. */
export class NothingKeptError extends Error {
  override readonly name = 'NothingKeptError';

  constructor(to: Day, oldest: Day) {
    super(`${to} is before ${oldest}: the store or the vendor keeps nothing that is older`);
  }
}

/** A run whose list is judged. */
interface ListedRun {
  readonly from: Day;
  readonly to: Day;
  /** Where the list comes from. */
  readonly source: string;
  /** The last run before this one. @default - there was none, or it is not known */
  readonly previous?: PreviousRun | undefined;
}

/** A list with less than this part of the recordings of the last run is suspicious. */
const SHRUNK = 0.5;

/** Recordings of the last run below which a shorter list says nothing. */
const FEW = 20;

/** Number of days that were checked. */
export function daysOf({ from, to }: Pick<ListedRun, 'from' | 'to'>): number {
  return Math.round((startOf(to) - startOf(from)) / DAY_MS) + 1;
}

/** A list that ends early makes no recording missing: what it lacks is not looked for. */
export function checkListLength(
  results: readonly PartitionResult[],
  { from, to, source, previous }: ListedRun,
): PartitionResult[] {
  const pointers = results.reduce((sum, each) => sum + each.pointers, 0);
  const orphans = results.reduce((sum, { counts }) => sum + (counts.orphan ?? 0), 0);
  const isSameRange = previous?.days === daysOf({ from, to }) && previous.pointers >= FEW;
  const shrunk = isSameRange && pointers < previous.pointers * SHRUNK;
  if (!shrunk && (pointers > 0 || orphans === 0)) return [];
  const before = shrunk ? `; the last run's list has ${previous.pointers}` : '';
  const detail = `it has ${pointers} recordings from ${from} to ${to}${before}`;
  const findings = new Findings();
  findings.add({ kind: 'list-incomplete', key: `recording list (${source})`, detail });
  return [findings.toResult('list')];
}
