import { DAY_MS } from '../day';
import { type ClassFrom, futureOf, midnightFrom, type VersionFuture } from './future';
import { isFiltered, type Lifecycle } from './rule';
import type { KeyHistory, StoredVersion } from './version';

/**
 * How late S3 can be for an action: it evaluates rules once a day. It promises no limit, and a new rule for many objects
 * takes longer.
 *
 * @see Amazon S3 User Guide, "Setting an S3 Lifecycle configuration on a bucket", on the delay of actions
 */
export const DELAY_MS = DAY_MS;

/** The first and the last moment of something, in milliseconds since 1970. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** A storage class, and when a version gets it. */
export interface ClassSpan extends Span {
  readonly storageClass: string;
}

/** The dates of a version or delete marker. */
export interface VersionDates {
  readonly version: StoredVersion;
  /** The class it has, and each later one. */
  readonly classes: readonly ClassSpan[];
  /** When it becomes noncurrent: hidden, but recoverable. @default - it stays current */
  readonly noncurrent?: Span;
  /** When S3 removes it for good. Never while it is held. @default - never */
  readonly gone?: Span;
}

/** Options of {@link datesOf}. */
export interface DatesOptions {
  /** What is due is done from then on, in milliseconds since 1970. @default - when the oldest version was written */
  readonly asOf?: number;
  /** Milliseconds by which the versions may be younger than their history says. @default 0 */
  readonly uncertain?: number;
}

/**
 * The dates of all versions of a key, and of the delete marker that hides the current one when it expires: each from the
 * first midnight at which S3 can act to the last.
 */
export function datesOf(
  history: KeyHistory,
  lifecycle: Lifecycle,
  { asOf, uncertain = 0 }: DatesOptions = {},
): VersionDates[] {
  const begin = asOf === undefined ? {} : { asOf };
  const early = futureOf(history, lifecycle, begin);
  const late = futureOf(later(history, uncertain), lifecycle, { ...begin, delay: DELAY_MS });
  // Both have the same versions, and a marker that an expiry adds comes first.
  const behind = late.slice(Math.max(0, late.length - early.length));
  const ahead = early.length - behind.length;
  return early.map((each, index) => spanOf(each, behind[index - ahead]));
}

function later(history: KeyHistory, milliseconds: number): KeyHistory {
  if (milliseconds === 0) return history;
  const versions = history.versions.map((each) => ({
    ...each,
    created: each.created + milliseconds,
    ...(each.noncurrentSince !== undefined && {
      noncurrentSince: each.noncurrentSince + milliseconds,
    }),
  }));
  return { ...history, versions };
}

function spanOf(early: VersionFuture, late: VersionFuture | undefined): VersionDates {
  const { version, classes, noncurrentFrom, removedAt } = early;
  return {
    version,
    classes: classes.map((each) => classSpan(each, late?.classes ?? [])),
    ...(noncurrentFrom !== undefined && {
      noncurrent: { first: noncurrentFrom, last: late?.noncurrentFrom ?? Infinity },
    }),
    ...(removedAt !== undefined && {
      gone: { first: removedAt, last: late?.removedAt ?? Infinity },
    }),
  };
}

function classSpan({ storageClass, from }: ClassFrom, late: readonly ClassFrom[]): ClassSpan {
  const last = late.find((each) => each.storageClass === storageClass)?.from;
  return { storageClass, first: from, last: last ?? from + DELAY_MS };
}

/** What a version is at a moment. */
export interface VersionStage {
  readonly stage: 'current' | 'noncurrent' | 'gone';
  readonly storageClass: string;
  /** Whether S3 may already have done, or not yet done, what changes it. */
  readonly changing: boolean;
}

/** What a version is at a moment, as if S3 acted as early as it can. */
export function stateAt(dates: VersionDates, at: number): VersionStage {
  const { classes, noncurrent, gone } = dates;
  const spans = [...classes.slice(1), noncurrent, gone].filter((each) => each !== undefined);
  const has = (span: Span | undefined) => span !== undefined && span.first <= at;
  const stage = has(gone) ? 'gone' : has(noncurrent) ? 'noncurrent' : 'current';
  return {
    stage,
    storageClass: classes.findLast(has)?.storageClass ?? '',
    changing: spans.some(({ first, last }) => first <= at && at < last),
  };
}

/**
 * When S3 removes the parts of an incomplete multipart upload.
 *
 * @see Amazon S3 User Guide, "Configuring a bucket lifecycle configuration to delete incomplete multipart uploads"
 * @returns undefined when no rule aborts it
 */
export function uploadGone(
  { key, begun }: { readonly key: string; readonly begun: number },
  { rules }: Lifecycle,
): Span | undefined {
  const days = rules
    .filter((rule) => isFiltered({ ...rule, above: -1, below: Infinity }, { key, size: 0 }))
    .flatMap(({ abortDays }) => abortDays ?? []);
  if (days.length === 0) return undefined;
  const first = midnightFrom(begun + Math.min(...days) * DAY_MS);
  return { first, last: first + DELAY_MS };
}
