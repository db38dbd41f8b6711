import { type Day, dayOf } from '../core/day';
import { datesOf } from '../core/lifecycle/dates';
import type { Lifecycle } from '../core/lifecycle/rule';
import type { Store } from '../store/store';
import type { StoredPlace } from './places';
import { statusOf, type VersionStatus } from './status';
import type { HoldRegister } from './holds';
import { type ListedKey, tryReadVersion, type VersionDetails } from './versions';

/** A version of a recording, where it is, and what will become of it. */
export interface FoundVersion extends VersionStatus {
  readonly key: string;
  readonly place: StoredPlace['kind'];
  readonly bucket: string;
  readonly path: 'current' | 'previous' | 'additional' | 'none';
  readonly versionId: string;
  readonly marker: boolean;
  /** Whether a delete marker hides it. @default false */
  readonly hidden?: true;
  /** When it was written, as an ISO time. */
  readonly written: string;
  readonly size: number;
  /** e.g. `COMPLETED` or `PENDING`. @default - it is not replicated */
  readonly replication?: string;
  /** Until when a restored copy can be read. @default - there is none */
  readonly restoredUntil?: Day;
  /** The cases that hold it, by the register. @default - it is not held, or the register cannot be read */
  readonly cases?: readonly string[];
}

/** Describes all versions of a key as they are now. */
export async function describeKey(
  { place, store, lifecycle, register }: DescribedPlace,
  listed: ListedKey,
  now: number,
): Promise<FoundVersion[]> {
  const { key } = listed;
  const details: (VersionDetails & { readonly cases?: readonly string[] | undefined })[] = [];
  for (const listedVersion of listed.versions) {
    const read = await tryReadVersion(place, key, listedVersion);
    if (!read) continue;
    const intent = { key, place: place.kind, versionId: listedVersion.id };
    const cases = read.version.held === true ? await register?.casesOf(intent) : undefined;
    details.push({ ...read, cases });
  }
  const history = { key, versions: details.map(({ version }) => version) };
  // For a clock that is behind S3's, the newest versions would not exist yet.
  const at = Math.max(now, ...history.versions.map(({ created }) => created));
  const dates = datesOf(history, lifecycle, { asOf: at });
  // A marker that a rule will add comes first, and does not exist yet.
  const existing = dates.slice(dates.length - details.length);
  const isHidden = listed.versions[0]?.marker === true;
  return details.map(({ version, restored, replication, cases }, index) => {
    const { id, marker = false, created, size } = version;
    const own = existing[index] ?? { version, classes: [] };
    return {
      key,
      place: place.kind,
      bucket: place.bucket,
      path: pathOf(store, key),
      versionId: id,
      marker,
      ...(isHidden && !marker && { hidden: true as const }),
      written: new Date(created).toISOString(),
      size,
      ...statusOf(own, at, restored),
      ...(replication !== undefined && { replication }),
      ...(restored?.until !== undefined && { restoredUntil: dayOf(restored.until) }),
      ...(cases && { cases }),
    };
  });
}

/** A place, with what decides about its objects. */
export interface DescribedPlace {
  readonly place: StoredPlace;
  readonly store: Pick<Store, 'paths' | 'additionalPrefixes'>;
  readonly lifecycle: Lifecycle;
  /** @default - the cases that hold a version are not named */
  readonly register?: Pick<HoldRegister, 'casesOf'> | undefined;
}

/** The most specific path that contains a key: one can be within another. */
function pathOf({ paths, additionalPrefixes }: DescribedPlace['store'], key: string) {
  const named = [
    ...paths.map(({ prefix }, index) => ({ prefix, path: index === 0 ? 'current' : 'previous' })),
    ...additionalPrefixes.map((prefix) => ({ prefix, path: 'additional' })),
  ] as const;
  const containing = named.filter(({ prefix }) => key.startsWith(prefix));
  const [longest] = containing.toSorted((one, other) => other.prefix.length - one.prefix.length);
  return (longest?.path ?? 'none') as FoundVersion['path'];
}
