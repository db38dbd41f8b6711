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
  /** Sorted by the next key of each, the least at the end. */
  const cursors: Cursor<T>[] = [];
  for (const list of lists) {
    const cursor = new Cursor(list);
    if ((await cursor.fill()) !== undefined) insert(cursors, cursor);
  }
  let page: T[] = [];
  for (let least = cursors.pop(); least; least = cursors.pop()) {
    page.push(least.head as T);
    least.advance();
    if (least.head !== undefined || (await least.fill()) !== undefined) insert(cursors, least);
    if (page.length === PAGE) {
      yield page;
      page = [];
    }
  }
  if (page.length > 0) yield page;
}

/** Where lists follow each other rather than overlap, the last place is right at once. */
function insert<T extends Entry>(cursors: Cursor<T>[], cursor: Cursor<T>): void {
  const { key } = cursor.head as T;
  const isLess = (at: number) => compareKeys(key, (cursors[at]?.head as T).key) <= 0;
  if (cursors.length === 0 || isLess(cursors.length - 1)) {
    cursors.push(cursor);
    return;
  }
  let [low, high] = [0, cursors.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isLess(middle)) low = middle + 1;
    else high = middle;
  }
  cursors.splice(low, 0, cursor);
}
