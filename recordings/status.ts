import { type Day, dayOf } from '../core/day';
import { type Span, stateAt, type VersionDates, type VersionStage } from '../core/lifecycle/dates';
import { isArchive, RESTORE_TIERS, restoreTerms } from '../core/lifecycle/storage-class';

/** Whether and how a version can be read. */
export type Reading =
  | 'at once'
  | 'by its version id'
  | 'after a restore'
  | 'once its restore is complete'
  | 'not at all';

/** What a version is on a day, and what will become of it. Days are those in UTC at whose beginning something happens. */
export interface VersionStatus extends Partial<VersionStage> {
  readonly stage: VersionStage['stage'];
  readonly storageClass: string;
  readonly reading: Reading;
  /** How long a restore takes, by tier. @default - it needs none */
  readonly restore?: Readonly<Record<string, string>>;
  /** The day on which it is hidden. @default - it is hidden already, or never */
  readonly readableUntil?: Day;
  /** The first day on which it can be gone. @default - never, or not before its hold is released */
  readonly recoverableUntil?: Day;
  /** The last day on which it can still be there. */
  readonly goneBy?: Day;
  /** When its Object Lock retention ends, as an ISO time. @default - it has none, or has had one */
  readonly lockedUntil?: string;
  readonly held?: true;
}

/** A copy that was restored from an archive, until it is removed. */
export interface RestoredCopy {
  readonly ongoing: boolean;
  /** In milliseconds since 1970. @default - it is not complete */
  readonly until?: number | undefined;
}

/** What a version is at a moment. */
export function statusOf(dates: VersionDates, at: number, copy?: RestoredCopy): VersionStatus {
  const { version, noncurrent, gone } = dates;
  const { stage, storageClass, changing } = stateAt(dates, at);
  const { lockedUntil = 0, held = false } = version;
  const reading = readingOf({ stage, storageClass, marker: version.marker === true }, at, copy);
  return {
    stage,
    storageClass,
    reading,
    ...(changing && { changing }),
    ...(reading === 'after a restore' && { restore: restoreTimes(storageClass) }),
    ...dayIf('readableUntil', stage === 'current' ? noncurrent?.first : undefined),
    ...(stage !== 'gone' && lifetime(gone)),
    ...(lockedUntil > at && { lockedUntil: new Date(lockedUntil).toISOString() }),
    ...(held && { held }),
  };
}

function lifetime(gone: Span | undefined) {
  return { ...dayIf('recoverableUntil', gone?.first), ...dayIf('goneBy', gone?.last) };
}

function dayIf<K extends string>(key: K, at: number | undefined): Partial<Record<K, Day>> {
  if (at === undefined || !Number.isFinite(at)) return {};
  return { [key]: dayOf(at) } as Partial<Record<K, Day>>;
}

interface Stored extends Pick<VersionStage, 'stage' | 'storageClass'> {
  readonly marker: boolean;
}

function readingOf(
  { stage, storageClass, marker }: Stored,
  at: number,
  copy?: RestoredCopy,
): Reading {
  if (stage === 'gone' || marker) return 'not at all';
  const isRestored = (copy?.until ?? 0) > at;
  if (isArchive(storageClass) && !isRestored) {
    return copy?.ongoing === true ? 'once its restore is complete' : 'after a restore';
  }
  return stage === 'current' ? 'at once' : 'by its version id';
}

function restoreTimes(storageClass: string): Record<string, string> {
  return Object.fromEntries(
    RESTORE_TIERS.flatMap((tier) => {
      const terms = restoreTerms(storageClass, tier);
      return terms ? [[tier, terms.time] as const] : [];
    }),
  );
}
