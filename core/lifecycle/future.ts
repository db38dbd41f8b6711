import { DAY_MS, startOf } from '../day';
import {
  type ClassTransition,
  isFiltered,
  isMoved,
  type Lifecycle,
  type LifecycleRule,
} from './rule';
import { rankOf } from './storage-class';
import type { KeyHistory, StoredVersion } from './version';

/** The next midnight in UTC, or the moment itself if it is one. */
export function midnightFrom(at: number): number {
  return Math.ceil(at / DAY_MS) * DAY_MS;
}

/** A storage class, and when a version gets it. */
export interface ClassFrom {
  readonly storageClass: string;
  readonly from: number;
}

/** What lifecycle rules do to a version. Times are milliseconds since 1970. */
export interface VersionFuture {
  readonly version: StoredVersion;
  /** The class it has, and each later one. */
  readonly classes: readonly ClassFrom[];
  /** When it became or becomes noncurrent. @default - it stays current */
  readonly noncurrentFrom?: number;
  /** When S3 removes it. @default - never */
  readonly removedAt?: number;
}

/** When a future begins, and how late S3 is. */
export interface FutureOptions {
  /** What was due before is done at the next midnight. @default - when the oldest version was written */
  readonly asOf?: number;
  /** Milliseconds by which S3 does everything later than it could. @default 0 */
  readonly delay?: number;
}

/** A version on its way. */
interface Traveller {
  readonly version: StoredVersion;
  readonly classes: ClassFrom[];
  since: number | undefined;
  removedAt?: number;
}

type Act = 'remove' | 'move' | 'hide';

interface Due {
  readonly at: number;
  readonly act: Act;
  readonly storageClass?: string;
}

/** @see Amazon S3 User Guide, "How S3 Lifecycle interacts with other bucket configurations", on the same day */
const ORDER: readonly Act[] = ['remove', 'move', 'hide'];

/**
 * What lifecycle rules do to all versions of a key, from one midnight at which something is due to the next.
 *
 * Days are counted from the creation of the current version, and from the creation of the successor of a noncurrent
 * one, and are rounded up to midnight UTC. A locked or held version is not removed, but it is moved, and a delete marker
 * hides it.
 *
 * @see Amazon S3 User Guide, "Lifecycle configuration elements"; "Expiring objects"; "Object Lock considerations"
 */
export function futureOf(
  history: KeyHistory,
  lifecycle: Lifecycle,
  options: FutureOptions = {},
): VersionFuture[] {
  return new KeyFuture(history, lifecycle, options).run();
}

class KeyFuture {
  private readonly all: Traveller[];
  /** What is left, newest first. */
  private left: Traveller[];
  private readonly delay: number;
  private readonly begin: number;
  /** When the number of versions last changed: what depends on it is due afterwards. */
  private changedAt: number;

  constructor(
    private readonly history: KeyHistory,
    private readonly lifecycle: Lifecycle,
    { asOf, delay = 0 }: FutureOptions,
  ) {
    const { versions } = history;
    this.delay = delay;
    this.begin = asOf ?? Math.min(...versions.map(({ created }) => created));
    this.changedAt = this.begin;
    this.all = versions.map((version, index) => ({
      version,
      classes: [{ storageClass: version.storageClass, from: version.created }],
      since: index === 0 ? undefined : (version.noncurrentSince ?? versions[index - 1]?.created),
    }));
    this.left = [...this.all];
  }

  run(): VersionFuture[] {
    for (;;) {
      const dues = this.left.flatMap((each, index) =>
        this.dueOf(each, index).map((due) => ({ each, due })),
      );
      if (dues.length === 0) break;
      const at = Math.min(...dues.map(({ due }) => due.at));
      const sameDay = dues.filter(({ due }) => due.at === at);
      const act = ORDER.find((each) => sameDay.some(({ due }) => due.act === each));
      for (const { each, due } of sameDay) if (due.act === act) this.apply(each, due);
    }
    return this.all.map(({ version, classes, since, removedAt }) => ({
      version,
      classes,
      ...(since !== undefined && { noncurrentFrom: since }),
      ...(removedAt !== undefined && { removedAt }),
    }));
  }

  private dueOf(each: Traveller, index: number): Due[] {
    const { version } = each;
    if (version.replicating === true) return [];
    const { key } = this.history;
    const rules = this.lifecycle.rules.filter((rule) => isFiltered(rule, { key, ...version }));
    if (index > 0) return this.dueOfNoncurrent(each, { rules, newer: index - 1 });
    if (version.marker === true) return this.left.length > 1 ? [] : this.dueOfMarker(each, rules);
    const expiries = rules.flatMap((rule) => whenDue(rule, version.created));
    const act = this.history.versioned === false ? 'remove' : 'hide';
    const removable = act === 'hide' ? 0 : removableFrom(version);
    return [
      ...this.earliest(expiries, act, removable),
      ...this.moves(
        each,
        version.created,
        rules.map((rule) => [rule, rule.transitions] as const),
      ),
    ];
  }

  /** @see Amazon S3 API Reference, "NoncurrentVersionExpiration": both the days and the newer versions must be exceeded */
  private dueOfNoncurrent(
    each: Traveller,
    { rules, newer }: { readonly rules: readonly LifecycleRule[]; readonly newer: number },
  ): Due[] {
    const { since = 0 } = each;
    const expiries = rules.flatMap(({ noncurrentDays, keptVersions }) =>
      noncurrentDays === undefined || newer < keptVersions
        ? []
        : [Math.max(since + noncurrentDays * DAY_MS, keptVersions > 0 ? this.changedAt : 0)],
    );
    const transitions = rules.map(
      (rule) =>
        [
          rule,
          rule.noncurrentTransitions.filter(({ keptVersions = 0 }) => newer >= keptVersions),
        ] as const,
    );
    return [
      ...this.earliest(expiries, 'remove', removableFrom(each.version)),
      ...(each.version.marker === true ? [] : this.moves(each, since, transitions)),
    ];
  }

  /**
   * A delete marker with no version left is removed by its own rule, or by one that counts days.
   *
   * @see Amazon S3 User Guide, "Expiring objects"
   */
  private dueOfMarker({ version }: Traveller, rules: readonly LifecycleRule[]): Due[] {
    const expiries = rules.flatMap((rule) => [
      ...(rule.clearsMarkers === true ? [version.created] : []),
      ...whenDue(rule, version.created),
    ]);
    return this.earliest(expiries, 'remove', this.changedAt);
  }

  private earliest(times: readonly number[], act: Act, notBefore: number): Due[] {
    const at = Math.max(Math.min(...times), this.begin, notBefore);
    return Number.isFinite(at) ? [{ act, at: midnightFrom(at) }] : [];
  }

  /** The moves to each class that can still be reached. */
  private moves(
    { version: { size }, classes }: Traveller,
    start: number,
    transitions: readonly (readonly [LifecycleRule, readonly ClassTransition[]])[],
  ): Due[] {
    const from = classes.at(-1)?.storageClass ?? '';
    return transitions.flatMap(([rule, moves]) =>
      moves
        .filter(({ storageClass: to }) =>
          isMoved(rule, { size, from, to }, this.lifecycle.minimumSize),
        )
        .flatMap(({ storageClass, keptVersions = 0, ...when }) =>
          whenDue(when, start).map((time): Due => {
            const notBefore = keptVersions > 0 ? this.changedAt : this.begin;
            return { act: 'move', at: midnightFrom(Math.max(time, notBefore)), storageClass };
          }),
        ),
    );
  }

  private apply(each: Traveller, { at, act, storageClass = '' }: Due): void {
    const done = at + this.delay;
    if (act === 'move') {
      addClass(each.classes, { storageClass, from: done });
      return;
    }
    this.changedAt = done;
    if (act === 'remove') {
      each.removedAt = done;
      this.left = this.left.filter((one) => one !== each);
      return;
    }
    each.since = done;
    const version = { created: done, marker: true, size: 0, storageClass: '' };
    const marker = { version, classes: [], since: undefined };
    this.all.unshift(marker);
    this.left.unshift(marker);
  }
}

/** When a version's lock allows its removal; never while it is held. */
function removableFrom({ lockedUntil = 0, held = false }: StoredVersion): number {
  return held ? Infinity : lockedUntil;
}

/** Of several moves on the same day, the coldest is done. */
function addClass(classes: ClassFrom[], next: ClassFrom): void {
  const last = classes.at(-1);
  const isSameDay = last?.from === next.from && classes.length > 1;
  if (!isSameDay) classes.push(next);
  else if ((rankOf(next.storageClass) ?? 0) > (rankOf(last.storageClass) ?? 0)) {
    classes[classes.length - 1] = next;
  }
}

/** A date applies to what was written before it and to what is written later. */
function whenDue(
  { days, date }: { readonly days?: number | undefined; readonly date?: string | undefined },
  start: number,
): number[] {
  if (date !== undefined && date !== '') return [Math.max(startOf(date.slice(0, 10)), start)];
  return days === undefined || Number.isNaN(days) ? [] : [start + days * DAY_MS];
}
