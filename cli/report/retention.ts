import { addDays, type Day, dayOf, startOf } from '../../core/day';
import type { Lifecycle } from '../../core/lifecycle/rule';
import { lockedDays } from '../../modules/object-lock';
import { retentionDays } from '../../modules/retention-schedule';
import type { Store } from '../../store/store';
import { sampleKeys } from '../sample-keys';
import { objectLives, type ObjectLife } from '../explain/object';
import type { KindOfObject, RetentionReport } from './model';

/** Where the rules come from, and what they are. */
export interface RetentionRules {
  readonly rules: RetentionReport['rules'];
  /** The lifecycle of a bucket. */
  readonly lifecycleOf: (bucket: string) => Lifecycle;
}

/** The dates of each kind of object that is uploaded or deleted on a day, and of the oldest that can still be read. */
export function retentionReport(
  store: Store,
  asOf: Day,
  { rules, lifecycleOf }: RetentionRules,
): RetentionReport {
  const days = retentionDays(store.schedule);
  const { objectLock } = store.settings;
  const livesOf = (uploaded: Day) => {
    const [key = `${store.prefix}recording`] = sampleKeys(store, new Date(startOf(uploaded)));
    return objectLives({ store, key, uploaded, deleted: uploaded }, lifecycleOf);
  };
  const oldest = addDays(asOf, -days.readableUntil + 1);
  return {
    rules,
    days,
    ...(objectLock && { lock: { mode: objectLock.mode, days: lockedDays(objectLock) } }),
    kinds: [
      ...livesOf(oldest)
        .filter(({ kind }) => kind === 'recording')
        .map((life) => ({ ...datesOfKind(life, oldest), kind: 'oldest recording' as const })),
      ...livesOf(asOf)
        .filter(({ kind }) => kind !== 'its delete marker')
        .map((life) => datesOfKind(life, asOf)),
    ],
  };
}

function datesOfKind({ kind, bucket, dates }: ObjectLife, uploaded: Day): KindOfObject {
  const { version, classes, noncurrent, gone } = dates;
  const { lockedUntil } = version;
  const days = {
    readableUntil: tryDay(noncurrent?.first),
    recoverableUntil: tryDay(gone?.first),
    goneBy: tryDay(gone?.last),
    lockedUntil: tryDay(lockedUntil),
  };
  return {
    kind,
    bucket,
    uploaded,
    classes: classes.map(({ storageClass, first }) => ({ storageClass, from: dayOf(first) })),
    ...(Object.fromEntries(
      Object.entries(days).filter(([, day]) => day !== undefined),
    ) as Partial<KindOfObject>),
  };
}

const tryDay = (at: number | undefined): Day | undefined =>
  at !== undefined && Number.isFinite(at) ? dayOf(at) : undefined;
