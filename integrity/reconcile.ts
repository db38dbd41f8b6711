import { Cursor } from './cursor';
import { compareKeys, type Entry, type Pages, type Pointer } from './entry';

/** What is told of each pointer and each object, in the order of their keys. */
export interface Matches {
  /** An object is what a pointer means. Several pointers may mean the same. */
  matched(pointer: Pointer, object: Entry): void;
  /** No object is what the pointer means. */
  missing(pointer: Pointer): void;
  /** No pointer means the object. */
  unclaimed(object: Entry): void;
}

/**
 * Compares the vendor's pointers with the objects of a bucket: two sorted lists, read side by side
 * once, in constant memory.
 *
 * @param pointers - sorted by {@link compareKeys}
 * @param objects - sorted likewise, as S3 lists them
 */
export async function reconcile(
  pointers: Pages<Pointer>,
  objects: Pages<Entry>,
  matches: Matches,
): Promise<void> {
  const there = new Cursor(objects);
  const expected = new Cursor(pointers);
  const open = new OpenPointers(matches);
  try {
    for (;;) {
      const object = there.head ?? (await there.fill());
      const pointer = expected.head ?? (await expected.fill());
      if (object === undefined && pointer === undefined) break;
      step({ object, pointer, there, expected, open, matches });
    }
    open.close();
  } finally {
    await there.close();
    await expected.close();
  }
}

interface Step {
  readonly object: Entry | undefined;
  readonly pointer: Pointer | undefined;
  readonly there: Cursor<Entry>;
  readonly expected: Cursor<Pointer>;
  readonly open: OpenPointers;
  readonly matches: Matches;
}

function step({ object, pointer, there, expected, open, matches }: Step): void {
  const order = orderOf(pointer, object);
  if (order === 0) {
    matches.matched(pointer as Pointer, object as Entry);
    expected.advance();
    const next = expected.head;
    // The object stays where another pointer may have the same key; it is known not to be unclaimed.
    if (next === undefined || next.key === (object as Entry).key) open.claim(object as Entry);
    else {
      open.take(object as Entry);
      there.advance();
    }
  } else if (order < 0) {
    open.expect(pointer as Pointer);
    expected.advance();
  } else {
    if (!open.take(object as Entry)) matches.unclaimed(object as Entry);
    there.advance();
  }
}

/** Which of the two comes first; at the end of a list, the other. */
function orderOf(pointer: Pointer | undefined, object: Entry | undefined): number {
  if (object === undefined) return -1;
  if (pointer === undefined) return 1;
  return compareKeys(pointer.key, object.key);
}

/** Pointers that are known by the beginning of their key, as long as objects with it can still come. */
class OpenPointers {
  private waiting: { readonly pointer: Pointer; found: boolean }[] = [];
  private claimed: Entry | undefined;

  constructor(private readonly matches: Matches) {}

  /** Takes a pointer whose own key is not there. */
  expect(pointer: Pointer): void {
    if (pointer.open === true) this.waiting.push({ pointer, found: false });
    else this.matches.missing(pointer);
  }

  /** Notes that a pointer with exactly this key was met. */
  claim(object: Entry): void {
    this.claimed = object;
  }

  /** Whether any pointer means the object. */
  take(object: Entry): boolean {
    if (this.waiting.length > 0) this.closeBefore(object);
    for (const each of this.waiting) {
      each.found = true;
      this.matches.matched(each.pointer, object);
    }
    return this.waiting.length > 0 || this.claimed === object;
  }

  /** What begins with a text is listed without a gap: once another key has come, no more will. */
  private closeBefore({ key }: Entry): void {
    this.waiting = this.waiting.filter(({ pointer, found }) => {
      if (key.startsWith(pointer.key)) return true;
      if (!found) this.matches.missing(pointer);
      return false;
    });
  }

  close(): void {
    for (const { pointer, found } of this.waiting) if (!found) this.matches.missing(pointer);
    this.waiting = [];
  }
}
