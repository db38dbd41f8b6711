import type { Stretch } from './key-scale';

/** Pages over which the density of keys is averaged. */
const AVERAGED_PAGES = 128;

/** The average density of keys in the pages that were listed last, without a gap. */
export class Density {
  private marks: { readonly key: string; readonly pages: number }[] = [];
  private pages = 0;

  /** Adds the pages of a range that was read. */
  add(pages: number): void {
    this.pages += pages;
  }

  /**
   * The keys before a key that were listed last.
   *
   * @param key - the last one that was listed without a gap
   * @param pages - that were listed up to there, besides those that were added
   */
  measure(key: string, pages: number): Stretch | undefined {
    const listed = this.pages + pages;
    const newest = this.marks.at(-1);
    if (!newest || listed - newest.pages > AVERAGED_PAGES) {
      this.marks = [...this.marks.slice(-1), { key, pages: listed }];
    }
    const [{ key: from, pages: before }] = this.marks as [{ key: string; pages: number }];
    return listed > before ? { from, to: key, pages: listed - before } : undefined;
  }
}
