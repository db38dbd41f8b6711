import type { Entry, Pages } from './entry';

/** S3 refused to answer. Whether something is there is then not known. */
export class RefusedToLookError extends Error {
  /** What it is called in logs. */
  override readonly name = 'RefusedToLookError';
}

/** What the versions under a key, or under the beginning of one, say. */
export type Found =
  /** A version is current: it was written after the listing, or the listing was wrong. */
  | { readonly state: 'there'; readonly key: string }
  /** A delete marker hides it. */
  | { readonly state: 'hidden'; readonly key: string; readonly since: number }
  /** There never was any, or it is gone. */
  | { readonly state: 'nothing' };

/** The bucket, as the check sees it. It never reads what an object holds, unless told to read metadata. */
export interface Look {
  /** What is below a prefix, sorted by key. @throws RefusedToLookError */
  list(prefix: string): Pages<Entry>;
  /** The same in the replica. @default - there is none @throws RefusedToLookError */
  readonly listReplica?: (prefix: string) => Pages<Entry>;
  /**
   * What was ever written under a key, or under keys that begin with it.
   *
   * @throws RefusedToLookError
   */
  versions(key: string, open: boolean): Promise<Found>;
  /** The first key that begins with a text. @throws RefusedToLookError */
  tryFindFirst(beginning: string): Promise<string | undefined>;
  /** Folders and keys right below a folder. @throws RefusedToLookError */
  children(folder: string): Promise<{ folders: readonly string[]; keys: readonly Entry[] }>;
  /**
   * S3's own word on the copy: `PENDING`, `COMPLETED`, `FAILED`; undefined for an object that was never up for it.
   *
   * @default - the check may not ask
   * @throws RefusedToLookError
   */
  readonly replicationStatus?: (key: string) => Promise<string | undefined>;
  /** What an object of metadata holds, at most 64 KiB of it. @throws RefusedToLookError */
  readMetadata(key: string): Promise<string>;
}
