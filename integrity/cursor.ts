import type { Pages } from './entry';

/**
 * A position in a list that comes in pages. Only the next page is awaited: two lists are compared at millions of entries
 * per second.
 */
export class Cursor<T> {
  /** The current entry; undefined between two pages and at the end: then call {@link fill}. */
  head: T | undefined;
  private page: readonly T[] = [];
  private at = 0;
  private readonly pages: AsyncIterator<readonly T[]>;

  constructor(pages: Pages<T>) {
    this.pages = pages[Symbol.asyncIterator]();
  }

  /** Moves to the next entry of the page. */
  advance(): void {
    this.at += 1;
    this.head = this.page[this.at];
  }

  /** The current entry, from the next page if necessary; undefined at the end of the list. */
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

  /** Closes the list before its end, and its source with it. */
  async close(): Promise<void> {
    await this.pages.return?.();
  }
}
