import { Cursor } from './cursor';
import { compareKeys, type Entry, type Pages } from './entry';

/**
 * Finds what is not in the replica: its list is read beside that of the bucket, once.
 *
 * An object that is there and as long counts as copied. What is only there is no concern of this: the
 * replica keeps longer what is deleted here.
 */
export class ReplicaList {
  private readonly copies: Cursor<Entry>;

  /** @param pages - what is in the replica, sorted as S3 lists it */
  constructor(pages: Pages<Entry>) {
    this.copies = new Cursor(pages);
  }

  /**
   * Whether the object has a copy. Ask for objects in the order of their keys.
   *
   * A promise only where a page has to be fetched.
   */
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

  /** Lets go of the list. */
  async close(): Promise<void> {
    await this.copies.close();
  }
}
