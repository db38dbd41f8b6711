import type { Entry, Pages, Pointer } from '../../integrity/entry';
import type { BucketReader } from '../../integrity/bucket-reader';
import { reconcile } from '../../integrity/reconcile';

/** Keys that are listed one by one; of more, only the number is. */
const MAX_LISTED = 1_000;

/** What became of a path of before. */
export interface Compared {
  /** Its folder. */
  readonly prefix: string;
  /** Objects that stand there. */
  readonly objects: number;
  /** How many of them are at the path of now as well, as long as here. */
  readonly copied: number;
  /** Keys of those that are not; of very many, the first. */
  readonly missing: readonly string[];
  /** When the youngest of them was written, in milliseconds since 1970. @default - there are none */
  readonly youngest?: number;
}

/** Compares a path of before with the path of now, by their lists: in constant memory, and without reading any object. */
export async function comparePaths(look: BucketReader, from: string, to: string): Promise<Compared> {
  let objects = 0;
  let copied = 0;
  let youngest = 0;
  const missing: string[] = [];
  const note = ({ key }: Entry) => {
    if (missing.length < MAX_LISTED) missing.push(`${from}${key.slice(to.length)}`);
  };
  async function* expected(): Pages<Pointer> {
    for await (const page of look.list(from)) {
      objects += page.length;
      youngest = page.reduce((latest, { at }) => Math.max(latest, at), youngest);
      yield page.map((object) => ({ ...object, key: `${to}${object.key.slice(from.length)}` }));
    }
  }
  await reconcile(expected(), look.list(to), {
    matched: (pointer, object) => {
      if (pointer.size === object.size) copied += 1;
      else note(pointer);
    },
    missing: note,
    unclaimed: () => undefined,
  });
  return { prefix: from, objects, copied, missing, ...(objects > 0 && { youngest }) };
}
