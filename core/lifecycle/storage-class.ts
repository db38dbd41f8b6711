/**
 * Storage classes that lifecycle rules move objects to, in the only order S3 allows.
 *
 * @see Amazon S3 User Guide, "Transitioning objects using Amazon S3 Lifecycle"
 */
export const STORAGE_CLASSES = [
  'STANDARD_IA',
  'INTELLIGENT_TIERING',
  'ONEZONE_IA',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
] as const;

/** A storage class that lifecycle rules can move objects to. */
export type StorageClass = (typeof STORAGE_CLASSES)[number];

/** The classes above which every other one is. */
const FIRST = ['STANDARD', 'REDUCED_REDUNDANCY'];

/** The place of a class in the order; the higher, the colder. @returns -1 for S3 Standard, undefined for unknown ones */
export function rankOf(storageClass: string): number | undefined {
  if (FIRST.includes(storageClass)) return -1;
  const rank = STORAGE_CLASSES.findIndex((each) => each === storageClass);
  return rank < 0 ? undefined : rank;
}

/**
 * Whether S3 supports a transition: only to a colder class, and not from One Zone-IA to Glacier Instant Retrieval.
 *
 * @see Amazon S3 User Guide, "Transitioning objects using Amazon S3 Lifecycle", "Unsupported lifecycle transitions"
 */
export function isReachable(from: string, to: string): boolean {
  const [before, after] = [rankOf(from), rankOf(to)];
  if (before === undefined || after === undefined || after <= before) return false;
  return !(from === 'ONEZONE_IA' && to === 'GLACIER_IR');
}

/** How fast, and for how much, an archived object is restored. */
export const RESTORE_TIERS = ['Expedited', 'Standard', 'Bulk'] as const;

/** One of {@link RESTORE_TIERS}. */
export type RestoreTier = (typeof RESTORE_TIERS)[number];

/** The longest time S3 names for a restore, and its list price in us-east-1. */
export interface RestoreTerms {
  /** Hours after which the copy can be read, at most as S3 documents it. */
  readonly hours: number;
  /** The documented time in words. */
  readonly time: string;
  /** US dollars per gigabyte. */
  readonly perGigabyte: number;
  /** US dollars per thousand requests. */
  readonly perThousand: number;
}

/**
 * Classes, and archive tiers of Intelligent-Tiering, whose objects must be restored before they can be read.
 *
 * @see Amazon S3 User Guide, "Understanding archive retrieval options"; Deep Archive has no expedited retrieval
 * @see Amazon S3 pricing, "Requests & data retrievals", us-east-1
 */
const ARCHIVES: Readonly<Record<string, Partial<Record<RestoreTier, RestoreTerms>>>> = {
  GLACIER: {
    Expedited: { hours: 1 / 12, time: '1 to 5 minutes', perGigabyte: 0.03, perThousand: 10 },
    Standard: { hours: 5, time: '3 to 5 hours', perGigabyte: 0.01, perThousand: 0.05 },
    Bulk: { hours: 12, time: '5 to 12 hours', perGigabyte: 0, perThousand: 0 },
  },
  DEEP_ARCHIVE: {
    Standard: { hours: 12, time: 'up to 12 hours', perGigabyte: 0.02, perThousand: 0.1 },
    Bulk: { hours: 48, time: 'up to 48 hours', perGigabyte: 0.0025, perThousand: 0.025 },
  },
  ARCHIVE_ACCESS: {
    Expedited: { hours: 1 / 12, time: '1 to 5 minutes', perGigabyte: 0.03, perThousand: 10 },
    Standard: { hours: 5, time: '3 to 5 hours', perGigabyte: 0, perThousand: 0 },
    Bulk: { hours: 12, time: '5 to 12 hours', perGigabyte: 0, perThousand: 0 },
  },
  DEEP_ARCHIVE_ACCESS: {
    Standard: { hours: 12, time: 'up to 12 hours', perGigabyte: 0, perThousand: 0 },
    Bulk: { hours: 48, time: 'up to 48 hours', perGigabyte: 0, perThousand: 0 },
  },
};

/** Whether it is an archive tier of Intelligent-Tiering: what is restored from it stays, and takes no days. */
export function isTiering(storageClass: string): boolean {
  return storageClass.endsWith('ARCHIVE_ACCESS');
}

/** Whether objects of a class or archive tier must be restored before they can be read. */
export function isArchive(storageClass: string): boolean {
  return Object.hasOwn(ARCHIVES, storageClass);
}

/** The terms of a restore. @returns undefined for a class that is not an archive, and a tier that it does not have */
export function restoreTerms(storageClass: string, tier: RestoreTier): RestoreTerms | undefined {
  return isArchive(storageClass) ? ARCHIVES[storageClass]?.[tier] : undefined;
}
