import { Cursor } from './cursor';
import { compareKeys, type Entry, type Pages } from './entry';

/**
 * Finds objects that the replica lacks: its list is read in parallel with that of the bucket, once.
 *
 * An object counts as copied if the replica has the same key with the same size. Other objects in the replica are
 * ignored: it keeps deleted objects longer.
 */
export class ReplicaList {
  private readonly copies: Cursor<Entry>;

  /** @param pages - of the replica, in the order of S3 */
  constructor(pages: Pages<Entry>) {
    this.copies = new Cursor(pages);
  }

  /** Whether an object has a copy. Call it in the order of keys. A promise only if a page has to be fetched. */
  has(object: Entry): boolean | Promise<boolean> {
    for (;;) {
      const copy = this.copies.head;
      if (copy === undefined) return this.hasInNextPage(object);
      const order = compareKeys(copy.key, object.key);
      if (order === 0) return copy.size === object.size;
      if (order > 0) return false;
      this.copies.advance();
    }
  }

  private async hasInNextPage(object: Entry): Promise<boolean> {
    return (await this.copies.fill()) === undefined ? false : this.has(object);
  }

  /** Closes the list. */
  async close(): Promise<void> {
    await this.copies.close();
  }
}
