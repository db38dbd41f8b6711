/**
 * What can be wrong with a recording, and what that means.
 *
 * @see Genesys guide, section 4, on validating pointer integrity, and "Edge Case 3: Metadata Mismatch"
 */
export const DISCREPANCY_KINDS = {
  missing: 'The vendor has recorded it, and no object is there, nor was one before.',
  hidden: 'It is there behind a delete marker, and can be recovered until the old version is gone.',
  'wrong-size': 'The object is empty, or not as long as the vendor says.',
  'wrong-prefix': 'It stands where the path pattern does not put it.',
  'replication-failed': 'Its copy is not in the replica, and S3 does not try again.',
  'replication-pending': 'Its copy is still not in the replica.',
  'not-replicated': 'It was written before replication was set up, and was never copied.',
  'sidecar-missing': 'The recording has no metadata file.',
  'sidecar-mismatch': 'The metadata file describes something else than what it stands beside.',
  orphan: 'The object is there, and the vendor knows of no such recording.',
  'retention-differs': 'The vendor keeps its own copy for another time than the store says.',
  'could-not-check': 'S3 did not let us look. It may be there or not.',
} as const;

/** One of {@link DISCREPANCY_KINDS}. */
export type DiscrepancyKind = keyof typeof DISCREPANCY_KINDS;

/** A recording that is not as it should be. */
export interface Discrepancy {
  /** What is wrong. */
  readonly kind: DiscrepancyKind;
  /** The key; for a recording of which only the beginning of it is known, that. */
  readonly key: string;
  /** What the vendor calls it. @default - not known */
  readonly recording?: string;
  /** Where it was found instead. @default - nowhere, or where it should be */
  readonly foundAt?: string;
  /** What more is known, in words. @default - nothing */
  readonly detail?: string;
}
