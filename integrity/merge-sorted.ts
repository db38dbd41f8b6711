import { Cursor } from './cursor';
import { compareKeys, type Entry, type Pages } from './entry';

/** Entries per page of the merged list: as many as S3 lists per request. */
const PAGE = 1_000;

/** Merges lists that are each sorted by key. Holds one page of each. */
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

/** A linear search is cheap: a day is written in few pieces. */
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
