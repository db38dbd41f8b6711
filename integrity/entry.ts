/** An object that S3 lists, or a recording that a vendor lists. */
export interface Entry {
  /** The key, byte for byte: nothing in it is encoded or resolved. */
  readonly key: string;
  /** Time of writing or recording, in milliseconds since 1970. */
  readonly at: number;
  /** Bytes. @default - not known */
  readonly size?: number;
}

/** A recording in the vendor's list, and the key its object must have. */
export interface Pointer extends Entry {
  /** Whether only the beginning of the key is known, e.g. all but the file format. @default false */
  readonly open?: boolean;
  /** Whether a key of which only the beginning is known continues with a dot, or not at all. @default false */
  readonly stem?: boolean;
  /** Whether only a copy on another path would have this key, which need not exist. @default false */
  readonly copy?: boolean;
  /** The vendor's name for it, e.g. conversation and recording id. @default - the key is its only name */
  readonly recording?: string;
  /** How the vendor's metadata differs from what it describes. @default - it does not */
  readonly mismatch?: string;
  /** Why the vendor's metadata could not be read. @default - it could, or there is none */
  readonly unread?: string;
}

/** The same text, by itself: as a part of a page, it would keep the whole page in memory. */
export function detach(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}

/** Entries in pages, as S3 and vendors list them. */
export type Pages<T> = AsyncIterable<readonly T[]>;

/**
 * Compares keys in the order in which S3 lists them: by the bytes of UTF-8. JavaScript compares UTF-16, which differs
 * only if one of two characters is a surrogate pair.
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

/** Surrogates encode code points above all others, though their own numbers are lower than some. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
