import type { Discrepancy } from './discrepancy';
import type { Pages, Pointer } from './entry';
import type { KeyPartition } from './partition';

/** A part of a recording list. */
export interface Batch {
  /** Recordings, in any order. */
  readonly pointers: readonly Pointer[];
  /** Where the next part begins. @default - this is the last part */
  readonly next?: string | undefined;
}

/** Provides the vendor's recording list. */
export type PointerSource = (
  | {
      /** All recordings in one list, in any order, which can be continued from the `next` of a batch. */
      readonly kind: 'whole';
      /**
       * Whether keys are computed rather than known: one pointer per path for each recording. A recording is where it
       * should be if any of its pointers is.
       *
       * @default false
       */
      readonly computed?: boolean;
      readonly read: (from: string | undefined) => AsyncIterable<Batch>;
    }
  | {
      /** A list for each partition, sorted by key. */
      readonly kind: 'daily';
      readonly read: (partition: KeyPartition) => Pages<Pointer>;
    }
) & {
  /** Compares the vendor's own settings with the store's. @default - the vendor cannot be asked */
  readonly compareSettings?: () => Promise<readonly Discrepancy[]>;
};
