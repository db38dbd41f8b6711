import { DAY_MS } from '../core/day';
import { datesOf } from '../core/lifecycle/dates';
import { SMALL_BYTES } from '../core/lifecycle/rule';
import type { StorageClass } from '../core/lifecycle/storage-class';

/** A move to a cheaper storage class. */
export interface Transition {
  readonly storageClass: StorageClass;
  /** Days after upload (or, for noncurrent versions, after being replaced or deleted). */
  readonly days: number;
}

/** The life of a recording. */
export interface RetentionSchedule {
  /**
   * Days after upload until a recording stops being readable.
   *
   * On a versioned bucket this only writes a delete marker: the bytes are removed
   * {@link noncurrentDays} later.
   *
   * @see Amazon S3 User Guide, "Expiring objects"
   */
  readonly days: number;
  /** Days a deleted or replaced recording can still be recovered. */
  readonly noncurrentDays: number;
  /** Storage classes by day. */
  readonly transitions: readonly Transition[];
  /** Storage classes of deleted and replaced recordings, by day. */
  readonly noncurrentTransitions: readonly Transition[];
}

/**
 * Days a deleted recording stays recoverable by default.
 *
 * @see Genesys guide, section 4, the lifecycle rule's `NoncurrentDays`
 */
export const DEFAULT_NONCURRENT_DAYS = 30;

/** Storage classes by preset name. */
export const STORAGE_PRESETS = {
  /** Stays in S3 Standard. */
  standard: [],
  /** @see Genesys guide, section 4: Standard-IA after 30 days, Glacier 90, Deep Archive 180 */
  archive: [
    { storageClass: 'STANDARD_IA', days: 30 },
    { storageClass: 'GLACIER', days: 90 },
    { storageClass: 'DEEP_ARCHIVE', days: 180 },
  ],
  /** Cheaper, with immediate access: for recordings that are played back later. */
  instant: [
    { storageClass: 'STANDARD_IA', days: 30 },
    { storageClass: 'GLACIER_IR', days: 90 },
  ],
} as const satisfies Record<string, readonly Transition[]>;

/** The name of a preset of storage classes. */
export type StoragePreset = keyof typeof STORAGE_PRESETS;

/** The three days of a recording's life, counted from the day of upload. */
export interface RetentionDays {
  /** First day on which a recording can no longer be read. */
  readonly readableUntil: number;
  /** First day on which an expired recording can no longer be recovered. */
  readonly recoverableUntil: number;
  /**
   * Day by which the last copy is deleted: S3 rounds each of the two periods up to midnight UTC, and
   * writes the delete marker up to a day late.
   */
  readonly goneBy: number;
}

/** The part of a schedule that decides the three dates. */
type RetentionPeriods = Pick<RetentionSchedule, 'days' | 'noncurrentDays'>;

/** The three days of a schedule: 730 and 30 give 730, 760 and 762. */
export function retentionDays(periods: RetentionPeriods): RetentionDays {
  const { readableUntil, recoverableUntil, goneBy } = lifeFrom(0, periods);
  return {
    readableUntil: readableUntil / DAY_MS,
    recoverableUntil: recoverableUntil / DAY_MS,
    goneBy: goneBy / DAY_MS,
  };
}

/** The three dates of one recording. */
export interface RetentionDates {
  /** Midnight UTC at which S3 expires it. */
  readonly readableUntil: Date;
  /** Midnight UTC from which S3 can remove the bytes. */
  readonly recoverableUntil: Date;
  /** Midnight UTC by which the bytes are deleted, S3's own delay of up to two days included. */
  readonly goneBy: Date;
}

/** When a recording uploaded at the given moment stops being readable, stops being recoverable, and is deleted. */
export function retentionDates(uploaded: Date, periods: RetentionPeriods): RetentionDates {
  const { readableUntil, recoverableUntil, goneBy } = lifeFrom(uploaded.getTime(), periods);
  return {
    readableUntil: new Date(readableUntil),
    recoverableUntil: new Date(recoverableUntil),
    goneBy: new Date(goneBy),
  };
}

function lifeFrom(created: number, { days, noncurrentDays }: RetentionPeriods): RetentionDays {
  const version = { created, size: SMALL_BYTES, storageClass: 'STANDARD' };
  const rule = {
    prefix: '',
    narrowed: '',
    keptVersions: 0,
    transitions: [],
    noncurrentTransitions: [],
    days,
    noncurrentDays,
  };
  const [dates] = datesOf({ key: '', versions: [version] }, { rules: [rule] }).slice(-1);
  return {
    readableUntil: dates?.noncurrent?.first ?? NaN,
    recoverableUntil: dates?.gone?.first ?? NaN,
    goneBy: dates?.gone?.last ?? NaN,
  };
}
