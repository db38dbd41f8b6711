import type { Entry, Pages, Pointer } from '../../integrity/entry';
import type { BucketReader } from '../../integrity/bucket-reader';
import { reconcile } from '../../integrity/reconcile';

/** Maximum number of missing keys that are collected. */
const MAX_LISTED = 1_000;

/** A previous path compared with the current one. */
export interface PathComparison {
  readonly prefix: string;
  /** Number of its objects. */
  readonly objects: number;
  /** How many of them are at the current path too, with the same size. */
  readonly copied: number;
  /** Keys of those that are not, at most {@link MAX_LISTED}. */
  readonly missing: readonly string[];
  /** When the newest of them was written, in milliseconds since 1970. @default - there are no objects */
  readonly youngest?: number;
}

/** Compares the listings of a previous path and the current one: in constant memory, and without reading any object. */
export async function comparePaths(
  reader: BucketReader,
  from: string,
  to: string,
): Promise<PathComparison> {
  let objects = 0;
  let copied = 0;
  let youngest = 0;
  const missing: string[] = [];
  const note = ({ key }: Entry) => {
    if (missing.length < MAX_LISTED) missing.push(`${from}${key.slice(to.length)}`);
  };
  async function* expected(): Pages<Pointer> {
    for await (const page of reader.list(from)) {
      objects += page.length;
      youngest = page.reduce((latest, { at }) => Math.max(latest, at), youngest);
      yield page.map((object) => ({ ...object, key: `${to}${object.key.slice(from.length)}` }));
    }
  }
  await reconcile(expected(), reader.list(to), {
    matched: (pointer, object) => {
      if (pointer.size === object.size) copied += 1;
      else note(pointer);
    },
    missing: note,
    unclaimed: () => undefined,
    overwritten: () => undefined,
  });
  return { prefix: from, objects, copied, missing, ...(objects > 0 && { youngest }) };
}
