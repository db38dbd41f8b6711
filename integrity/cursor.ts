import type { Pages } from './entry';

/**
 * Stands at one entry of a list that comes in pages. Nothing is awaited but the next page: two lists
 * are compared millions of times a second.
 */
export class Cursor<T> {
  /** The entry it stands at; undefined between two pages and at the end: then ask {@link fill}. */
  head: T | undefined;
  private page: readonly T[] = [];
  private at = 0;
  private readonly pages: AsyncIterator<readonly T[]>;

  constructor(pages: Pages<T>) {
    this.pages = pages[Symbol.asyncIterator]();
  }

  /** Goes to the next entry of the page. */
  advance(): void {
    this.at += 1;
    this.head = this.page[this.at];
  }

  /** Fetches the next page where this one is at its end. Gives the entry, or undefined at the very end. */
  async fill(): Promise<T | undefined> {
    while (this.head === undefined) {
      const next = await this.pages.next();
      if (next.done === true) return undefined;
      this.page = next.value;
      this.at = 0;
      this.head = this.page[0];
    }
    return this.head;
  }

  /** Ends the list early, so that what feeds it is let go. */
  async close(): Promise<void> {
    await this.pages.return?.();
  }
}
