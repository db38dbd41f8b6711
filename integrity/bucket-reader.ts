import type { Entry, Pages } from './entry';

/** S3 denied access, so it is unknown whether an object exists. */
export class AccessDeniedError extends Error {
  override readonly name = 'AccessDeniedError';
}

/** Returns a replacement if S3 denies access. All other errors pass. */
export async function ifDenied<T, R>(
  ask: () => Promise<T>,
  replace: (message: string) => R,
): Promise<T | R> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof AccessDeniedError) return replace(error.message);
    throw error;
  }
}

/** What the versions of a key, or of keys that begin with a text, show. */
export type VersionState =
  /** A version is current: it was written after the listing, or the listing was wrong. */
  | { readonly state: 'there'; readonly key: string }
  /** The latest version is a delete marker. */
  | { readonly state: 'hidden'; readonly key: string; readonly since: number }
  /** No version exists. */
  | { readonly state: 'nothing' };

/**
 * Reads the bucket for the check: lists, and what is needed to explain a difference. Recordings are never read. Every
 * method throws {@link AccessDeniedError} if S3 denies access.
 */
export interface BucketReader {
  /** The objects below a prefix, sorted by key. */
  list(prefix: string): Pages<Entry>;
  /** The same for the replica. @default - no replica exists */
  readonly listReplica?: (prefix: string) => Pages<Entry>;
  /** The versions of a key, or of keys that begin with it. */
  versions(key: string, open: boolean): Promise<VersionState>;
  /** The first key that begins with a text. */
  tryFindFirst(beginning: string): Promise<string | undefined>;
  /** Folders and objects directly below a folder. */
  children(folder: string): Promise<{ folders: readonly string[]; objects: readonly Entry[] }>;
  /**
   * S3's replication status: `PENDING`, `COMPLETED`, `FAILED`; undefined for an object that no replication rule covered.
   *
   * @default - the check lacks permission to ask
   */
  readonly replicationStatus?: (key: string) => Promise<string | undefined>;
  /** The content of a metadata file, at most 64 KiB of it. */
  readMetadata(key: string): Promise<string>;
}
