/**
 * What can be wrong with a recording, and what that means.
 *
 * @see Genesys guide, section 4, on validating pointer integrity, and "Edge Case 3: Metadata Mismatch"
 */
export const DISCREPANCY_KINDS = {
  missing: 'The vendor recorded it, but the object does not exist and no version of it does.',
  hidden: 'A delete marker hides it. It can be recovered until the old version is removed.',
  overwritten: 'Several recordings have this key. All but the last are old versions of it.',
  'list-incomplete': "The vendor's recording list is empty, or much shorter than in the last run.",
  'wrong-size': 'The object is empty, or its size differs from the size the vendor reports.',
  'wrong-prefix': 'It is not where the path pattern puts it.',
  'replication-failed': 'The replica lacks it, and S3 does not try again.',
  'replication-pending': 'The replica still lacks it.',
  'not-replicated': 'It was written before replication was set up, and was never copied.',
  'sidecar-missing': 'The recording has no metadata file.',
  'sidecar-mismatch': 'The metadata file describes something other than its recording.',
  orphan: 'The object exists, but the vendor has no such recording.',
  'retention-differs': 'The vendor keeps its own copy for a different time than the store says.',
  'could-not-check': 'S3 denied access. The object may or may not exist.',
} as const;

/** One of {@link DISCREPANCY_KINDS}. */
export type DiscrepancyKind = keyof typeof DISCREPANCY_KINDS;

/** A recording that is not as it should be. */
export interface Discrepancy {
  readonly kind: DiscrepancyKind;
  /** The key; if only its beginning is known, that. */
  readonly key: string;
  /** The vendor's name for it. @default - not known */
  readonly recording?: string | undefined;
  /** The key it was found under instead. @default - not found, or where it should be */
  readonly foundAt?: string;
  /** More facts, in words. @default - none */
  readonly detail?: string;
}
