/** Something under a key, listed by S3 or named by a vendor. */
export interface Entry {
  /** The key, byte for byte: nothing in it is encoded or resolved. */
  readonly key: string;
  /** When it was written or recorded, in milliseconds since 1970. */
  readonly at: number;
  /** Bytes. @default - not known */
  readonly size?: number;
}

/** What a vendor says it has recorded, and where that must be. */
export interface Pointer extends Entry {
  /** Only the beginning of the key is known, e.g. all but the file format. @default - all of it is */
  readonly open?: boolean;
  /** What the vendor calls it, e.g. its conversation and recording ids. @default - nothing but its key */
  readonly recording?: string;
  /** Why the vendor's own metadata does not fit what it describes. @default - it does */
  readonly mismatch?: string;
  /** Why the vendor's own metadata could not be read. @default - it could, or there is none */
  readonly unread?: string;
}

/** Entries in pages, as S3 and vendors give them. */
export type Pages<T> = AsyncIterable<readonly T[]>;

/**
 * The order in which S3 lists keys: by the bytes of UTF-8.
 *
 * JavaScript compares UTF-16, which differs only where one of the two has a surrogate pair.
 *
 * @see Amazon S3 API Reference, "ListObjectsV2": "UTF-8 binary order"
 */
export function compareKeys(one: string, other: string): number {
  if (one === other) return 0;
  const length = Math.min(one.length, other.length);
  let at = 0;
  while (at < length && one.charCodeAt(at) === other.charCodeAt(at)) at += 1;
  if (at === length) return one.length - other.length;
  return rank(one.charCodeAt(at)) - rank(other.charCodeAt(at));
}

/** Surrogates stand for code points above all others, though their own numbers are lower than some. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
