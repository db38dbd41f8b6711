import { DAY_MS, type Day, dayOf, isDay, startOf } from '../../core/day';
import { datesOf, stateAt, uploadGone, type VersionDates } from '../../core/lifecycle/dates';
import { type Lifecycle, SMALL_BYTES } from '../../core/lifecycle/rule';
import type { StoredVersion } from '../../core/lifecycle/version';
import { parsePathPattern } from '../../core/path-pattern';
import { RefusedError } from '../../core/problem';
import { lockedDays } from '../../modules/object-lock';
import { synthesizedLifecycle } from '../../recordings/lifecycles';
import { statusOf, type VersionStatus } from '../../recordings/status';
import type { Store } from '../../store/store';
import { synthesize } from '../../synth/synthesize';
import type { FoundStore } from '../find-store';

/** Options of `callvault explain --object`. */
export interface ObjectFlags {
  readonly object?: string;
  readonly at?: string;
  readonly uploaded?: string;
  readonly deleted?: string;
}

/** What becomes of one object, or of what belongs to it. */
export interface ExplainedObject extends VersionStatus {
  readonly kind: ObjectKind;
  readonly bucket: string;
}

/** What is explained of a key. */
export type ObjectKind =
  | 'recording'
  | 'file below 128 KB'
  | 'deleted or overwritten recording'
  | 'its delete marker'
  | 'copy in the replica'
  | 'incomplete upload';

/** What becomes of a key, from the rules that the store is deployed with. */
export interface ObjectExplanation {
  readonly stack: string;
  readonly key: string;
  /** The day that is asked about. */
  readonly at: Day;
  readonly uploaded: Day;
  /** The day on which it is assumed to be deleted. */
  readonly deleted: Day;
  readonly objects: readonly ExplainedObject[];
}

/**
 * Explains what becomes of an object, without AWS: from the rules of the synthesized stack.
 *
 * @throws RefusedError for days that are not valid, and for a key whose day of upload is not known
 */
export function explainObject(
  { store, environment }: FoundStore,
  flags: ObjectFlags,
  today: Day = dayOf(Date.now()),
): ObjectExplanation {
  const { object: key = '' } = flags;
  const days = daysOf(store, { ...flags, object: key }, today);
  const [synthesized] = synthesize({ environments: [environment], stacks: [store.id] });
  const read = (bucket: string) => synthesizedLifecycle(synthesized?.text ?? '', bucket);
  const lives = objectLives({ store, key, ...days }, read);
  return {
    stack: store.id,
    key,
    ...days,
    objects: lives.map(({ kind, bucket, dates }) => ({
      kind,
      bucket,
      ...statusOf(dates, startOf(days.at)),
      ...(kind === UPLOAD && { reading: 'not at all' as const }),
    })),
  };
}

const UPLOAD = 'incomplete upload';

/** The dates of one kind of object. */
export interface ObjectLife {
  readonly kind: ObjectKind;
  readonly bucket: string;
  readonly dates: VersionDates;
}

/** An object that is asked about. */
export interface LifeOf {
  readonly store: Store;
  readonly key: string;
  readonly uploaded: Day;
  /** The day on which it is assumed to be deleted. */
  readonly deleted: Day;
}

/**
 * The dates of a key and of what belongs to it, in the bucket and in the replica.
 *
 * @param lifecycleOf - the lifecycle of a bucket
 */
export function objectLives(
  life: LifeOf,
  lifecycleOf: (bucket: string) => Lifecycle,
): ObjectLife[] {
  const { bucketName: bucket, replica } = life.store;
  const isCopied = replica && life.uploaded <= (replica.off?.since ?? life.uploaded);
  const copy = isCopied ? replica.bucketName : undefined;
  const own = livesIn({ ...life, lifecycle: lifecycleOf(bucket) });
  return [
    ...own.map((each) => ({ ...each, bucket })),
    ...(copy === undefined
      ? []
      : [
          {
            kind: 'copy in the replica' as const,
            bucket: copy,
            dates: recordingDates({ ...life, lifecycle: lifecycleOf(copy) }, sizeOf(life)),
          },
        ]),
  ];
}

interface Days {
  readonly at: Day;
  readonly uploaded: Day;
  readonly deleted: Day;
}

function daysOf({ paths }: Store, flags: ObjectFlags & { object: string }, today: Day): Days {
  const at = validDay('--at', flags.at ?? today);
  const inKey = paths
    .map(({ pattern }) => pattern !== undefined && parsePathPattern(pattern).dayOf(flags.object))
    .find((day) => typeof day === 'string');
  const uploaded = flags.uploaded ?? inKey;
  if (uploaded === undefined) {
    throw refused(
      `${flags.object} names no day on which it was uploaded`,
      'Add --uploaded, for example --uploaded 2026-11-20.',
    );
  }
  validDay('--uploaded', uploaded);
  const deleted = validDay('--deleted', flags.deleted ?? (at > uploaded ? at : uploaded));
  if (at < uploaded)
    throw refused(`${at} is before the upload on ${uploaded}`, 'Choose a later --at.');
  if (deleted < uploaded) {
    throw refused(`${deleted} is before the upload on ${uploaded}`, 'Choose a later --deleted.');
  }
  return { at, uploaded, deleted };
}

function validDay(option: string, day: string): Day {
  if (isDay(day)) return day;
  throw refused(`${option} ${day} is not a valid date`, 'Write dates as 2026-11-20.');
}

const refused = (what: string, fix: string) => RefusedError.of('object-days', what, fix);

interface Subject extends LifeOf {
  readonly lifecycle: Lifecycle;
}

const isSidecar = ({ store, key }: Pick<LifeOf, 'store' | 'key'>) => {
  const { sidecarSuffix } = store.profile.keys;
  return sidecarSuffix !== undefined && key.endsWith(sidecarSuffix);
};

/** A size like that of the key's object: metadata files are small, and are not moved. */
const sizeOf = (life: Pick<LifeOf, 'store' | 'key'>) =>
  isSidecar(life) ? SMALL_BYTES - 1 : SMALL_BYTES;

/** The upload happened at some time of its day. */
const UNCERTAIN = { uncertain: DAY_MS - 1 };

function livesIn(subject: Subject): Omit<ObjectLife, 'bucket'>[] {
  const { key, lifecycle, uploaded } = subject;
  const own = recordingDates(subject, sizeOf(subject));
  const small = recordingDates(subject, SMALL_BYTES - 1);
  const [marker, deleted] = deletedDates(subject, own);
  const upload = uploadGone({ key, begun: startOf(uploaded) }, lifecycle);
  const part = { created: startOf(uploaded), size: 0, storageClass: 'STANDARD' };
  const lifeOf = (kind: ObjectKind, dates: VersionDates | undefined) =>
    dates ? [{ kind, dates }] : [];
  return [
    ...(isSidecar(subject) ? [] : lifeOf('recording', own)),
    ...lifeOf('file below 128 KB', small),
    ...lifeOf('deleted or overwritten recording', deleted),
    ...lifeOf('its delete marker', marker),
    ...lifeOf(UPLOAD, {
      version: part,
      classes: [{ storageClass: 'STANDARD', first: part.created, last: part.created }],
      ...(upload && { gone: { ...upload, last: upload.last + DAY_MS } }),
    }),
  ];
}

function versionOf({ store, uploaded }: Subject, size: number): StoredVersion {
  const { objectLock } = store.settings;
  const created = startOf(uploaded);
  return {
    created,
    size,
    storageClass: 'STANDARD',
    ...(objectLock && { lockedUntil: created + DAY_MS - 1 + lockedDays(objectLock) * DAY_MS }),
  };
}

function recordingDates(subject: Subject, size: number): VersionDates {
  const { key, lifecycle } = subject;
  const history = { key, versions: [versionOf(subject, size)] };
  return datesOf(history, lifecycle, UNCERTAIN).at(-1) as VersionDates;
}

/** The marker and the version of a recording that is deleted before it expires. */
function deletedDates(subject: Subject, own: VersionDates): VersionDates[] {
  const { key, lifecycle, deleted } = subject;
  const created = startOf(deleted);
  const state = stateAt(own, created);
  if (state.stage !== 'current') return [];
  const { storageClass } = state;
  const version = { ...versionOf(subject, sizeOf(subject)), storageClass };
  const marker = { created, marker: true, size: 0, storageClass: '' };
  return datesOf({ key, versions: [marker, version] }, lifecycle, { ...UNCERTAIN, asOf: created });
}
