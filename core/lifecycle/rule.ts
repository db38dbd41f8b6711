import type { Day } from '../day';
import { isReachable } from './storage-class';

/** A transition to another storage class. */
export interface ClassTransition {
  readonly storageClass: string;
  /** Days after upload; of a noncurrent version, days after it became noncurrent. */
  readonly days: number;
  /** A date instead of days. @default - it counts days */
  readonly date?: Day;
  /** Of noncurrent versions, the newest that it leaves where they are. @default 0 */
  readonly keptVersions?: number;
}

/** The part of a lifecycle rule that decides how long objects are kept. */
export interface LifecycleRule {
  /** Folder the rule applies to; empty for the whole bucket. */
  readonly prefix: string;
  /** Tags and sizes of the filter, as text; empty when it has none. */
  readonly narrowed: string;
  /** Tags that an object must have. @default - any */
  readonly tags?: Readonly<Record<string, string>>;
  /** Bytes that an object must exceed. @default - any size */
  readonly above?: number;
  /** Bytes that an object must stay below. @default - any size */
  readonly below?: number;
  /** Days after upload until an object expires. @default - it does not expire by days */
  readonly days?: number | undefined;
  /** Date on which all objects expire. @default - they do not expire by date */
  readonly date?: string;
  /** Whether it removes delete markers that no version is left behind. @default false */
  readonly clearsMarkers?: boolean;
  /** Days until a noncurrent version is deleted. @default - it is kept */
  readonly noncurrentDays?: number | undefined;
  /** Noncurrent versions that are kept regardless of age. @default 0 */
  readonly keptVersions: number;
  /** Transitions of the current version. */
  readonly transitions: readonly ClassTransition[];
  /** Transitions of noncurrent versions. */
  readonly noncurrentTransitions: readonly ClassTransition[];
  /** Days after which an incomplete multipart upload is aborted. @default - it is not aborted */
  readonly abortDays?: number | undefined;
}

/** The objects that a rule applies to. */
export type LifecycleFilter = Pick<LifecycleRule, 'prefix' | 'narrowed'>;

/**
 * What happens to objects below 128 KB: no transition at all, or none except to the Glacier classes that must be
 * restored.
 *
 * @see Amazon S3 User Guide, "Transitioning objects using Amazon S3 Lifecycle": the default since September 2024, and
 *   the one before
 */
export type MinimumSize = 'all_storage_classes_128K' | 'varies_by_storage_class';

/** The enabled lifecycle rules of a bucket, with its default for small objects. */
export interface Lifecycle {
  readonly rules: readonly LifecycleRule[];
  /** @default 'all_storage_classes_128K' */
  readonly minimumSize?: MinimumSize | undefined;
}

/** What a rule's filter compares. */
export interface FilteredObject {
  readonly key: string;
  readonly size: number;
  /** @default - none */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/**
 * Whether a rule applies to an object.
 *
 * @see Amazon S3 User Guide, "Lifecycle configuration elements", "Filter element": all conditions must be met, and
 *   neither size is included
 */
export function isFiltered(rule: LifecycleRule, { key, size, tags = {} }: FilteredObject): boolean {
  const { prefix, above = -1, below = Infinity } = rule;
  const tagged = Object.entries(rule.tags ?? {}).every(([name, value]) => tags[name] === value);
  return key.startsWith(prefix) && tagged && size > above && size < below;
}

/** 128 KB: smaller objects cost more in another class. */
export const SMALL_BYTES = 131_072;

/** The classes that small objects moved to before September 2024. */
const SMALL_ALLOWED = ['GLACIER', 'DEEP_ARCHIVE'];

/**
 * Whether S3 moves an object of this size. A rule that filters by size decides for itself.
 *
 * @see Amazon S3 User Guide, "Transitioning objects using Amazon S3 Lifecycle", "Constraints and considerations"
 */
export function isMoved(
  rule: LifecycleRule,
  { size, from, to }: { readonly size: number; readonly from: string; readonly to: string },
  minimumSize: MinimumSize = 'all_storage_classes_128K',
): boolean {
  if (!isReachable(from, to)) return false;
  const decides = rule.above !== undefined || rule.below !== undefined;
  if (decides || size >= SMALL_BYTES) return true;
  return minimumSize === 'varies_by_storage_class' && SMALL_ALLOWED.includes(to);
}
