import type { Discrepancy } from './discrepancy';
import type { Pages, Pointer } from './entry';
import type { KeyPartition } from './partition';

/** A part of what a source gives. */
export interface Batch {
  /** Recordings, in any order. */
  readonly pointers: readonly Pointer[];
  /** Where to go on after this part. @default - this was the last */
  readonly next?: string | undefined;
}

interface WithSettings {
  /** What of the vendor's own settings does not fit the store's. @default - it cannot be asked */
  readonly compareSettings?: () => Promise<readonly Discrepancy[]>;
}

/** Says what the vendor has recorded. */
export type PointerSource = WithSettings & (WholeSource | DailySource);

type WholeSource =
  /** Gives all there is in one go, in any order; can be begun where it was left. */
  { readonly kind: 'whole'; readonly read: (from: string | undefined) => AsyncIterable<Batch> };

type DailySource =
  /** Gives what belongs to one partition, sorted by key. */
  { readonly kind: 'daily'; readonly read: (partition: KeyPartition) => Pages<Pointer> };
