import { Cursor } from './cursor';
import { compareKeys, type Entry, type Pages } from './entry';

/** Entries of a page of what is merged: as many as S3 lists at a time. */
const PAGE = 1_000;

/** Several lists that are sorted by key each, as one. Holds a page of each. */
export function mergeSorted<T extends Entry>(lists: readonly Pages<T>[]): Pages<T> {
  const [only] = lists;
  return lists.length === 1 && only ? only : merge(lists);
}

async function* merge<T extends Entry>(lists: readonly Pages<T>[]): Pages<T> {
  const cursors = lists.map((list) => new Cursor(list));
  let page: T[] = [];
  for (;;) {
    const least = await tryFindLeast(cursors);
    if (!least) break;
    page.push(least.head as T);
    least.advance();
    if (page.length === PAGE) {
      yield page;
      page = [];
    }
  }
  if (page.length > 0) yield page;
}

/** There are as many lists as a day was written in pieces: few, so that looking at each is cheap. */
async function tryFindLeast<T extends Entry>(
  cursors: readonly Cursor<T>[],
): Promise<Cursor<T> | undefined> {
  let least: Cursor<T> | undefined;
  for (const cursor of cursors) {
    const head = cursor.head ?? (await cursor.fill());
    if (head === undefined) continue;
    if (!least || compareKeys(head.key, (least.head as T).key) < 0) least = cursor;
  }
  return least;
}
