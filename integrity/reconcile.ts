import { Cursor } from './cursor';
import { compareKeys, type Entry, type Pages, type Pointer } from './entry';

/** Receives the result for each pointer and each object, in the order of their keys. */
export interface MatchHandler {
  /** The pointer describes the object. Several pointers may describe the same object. */
  matched(pointer: Pointer, object: Entry): void;
  /** The pointer describes no object. */
  missing(pointer: Pointer): void;
  /** No pointer describes the object. */
  unclaimed(object: Entry): void;
}

/**
 * Compares the vendor's pointers with the objects of a bucket: two sorted lists, read in parallel once, in constant
 * memory.
 *
 * @param pointers - sorted by {@link compareKeys}
 * @param objects - sorted likewise, as S3 lists them
 */
export async function reconcile(
  pointers: Pages<Pointer>,
  objects: Pages<Entry>,
  handler: MatchHandler,
): Promise<void> {
  const existing = new Cursor(objects);
  const expected = new Cursor(pointers);
  const matcher = new Matcher(existing, expected, handler);
  try {
    for (;;) {
      const object = existing.head ?? (await existing.fill());
      const pointer = expected.head ?? (await expected.fill());
      if (object === undefined && pointer === undefined) break;
      matcher.step(pointer, object);
    }
    matcher.close();
  } finally {
    await existing.close();
    await expected.close();
  }
}

class Matcher {
  /** Pointers whose key is known only by its beginning, as long as an object with it can still come. */
  private open: { readonly pointer: Pointer; found: boolean }[] = [];
  private claimed: Entry | undefined;

  constructor(
    private readonly existing: Cursor<Entry>,
    private readonly expected: Cursor<Pointer>,
    private readonly handler: MatchHandler,
  ) {}

  /** Handles the lesser of the two; undefined is the end of a list. */
  step(pointer: Pointer | undefined, object: Entry | undefined): void {
    if (pointer && object && pointer.key === object.key) this.match(pointer, object);
    else if (pointer && (!object || compareKeys(pointer.key, object.key) < 0)) {
      this.expect(pointer);
      this.expected.advance();
    } else if (object) {
      if (!this.claim(object)) this.handler.unclaimed(object);
      this.existing.advance();
    }
  }

  private match(pointer: Pointer, object: Entry): void {
    this.handler.matched(pointer, object);
    this.expected.advance();
    const next = this.expected.head;
    // The object stays while another pointer may have the same key; it is claimed already.
    if (next === undefined || next.key === object.key) this.claimed = object;
    else {
      this.claim(object);
      this.existing.advance();
    }
  }

  /** Handles a pointer without an object of exactly its key. */
  private expect(pointer: Pointer): void {
    if (pointer.open === true) this.open.push({ pointer, found: false });
    else this.handler.missing(pointer);
  }

  /** Whether any pointer describes the object. */
  private claim(object: Entry): boolean {
    if (this.open.length > 0) this.closeBefore(object);
    for (const each of this.open) {
      each.found = true;
      this.handler.matched(each.pointer, object);
    }
    return this.open.length > 0 || this.claimed === object;
  }

  /** Keys with the same beginning are adjacent: after another key, no more of them come. */
  private closeBefore({ key }: Entry): void {
    this.open = this.open.filter(({ pointer, found }) => {
      if (key.startsWith(pointer.key)) return true;
      if (!found) this.handler.missing(pointer);
      return false;
    });
  }

  close(): void {
    for (const { pointer, found } of this.open) if (!found) this.handler.missing(pointer);
  }
}
