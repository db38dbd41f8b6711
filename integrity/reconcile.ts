import { Cursor } from './cursor';
import { compareKeys, type Entry, type Pages, type Pointer } from './entry';

/** Receives the result for each pointer and each object, in the order of their keys. */
export interface MatchHandler {
  /** The pointer describes the object. */
  matched(pointer: Pointer, object: Entry): void;
  /** More recordings have a key than objects have it: all but the last ones were overwritten. */
  overwritten(pointers: readonly Pointer[], objects: readonly Entry[]): void;
  /** The pointer describes no object. */
  missing(pointer: Pointer): void;
  /** No pointer describes the object. */
  unclaimed(object: Entry): void;
}

/**
 * Compares the vendor's pointers with the objects of a bucket: two sorted lists, read in parallel once, in constant
 * memory. A recording that the vendor lists twice counts once.
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

/** The pointers of one key, and the objects that they describe. */
interface Group {
  readonly key: string;
  first: Pointer;
  /** All distinct pointers. @default - only the first: groups of one are by far the most */
  all?: Pointer[];
  readonly objects: Entry[];
}

class Matcher {
  /** Groups for which an object can still come. */
  private open: Group[] = [];

  constructor(
    private readonly existing: Cursor<Entry>,
    private readonly expected: Cursor<Pointer>,
    private readonly handler: MatchHandler,
  ) {}

  /** Handles the lesser of the two, a pointer before an object of the same key; undefined is the end of a list. */
  step(pointer: Pointer | undefined, object: Entry | undefined): void {
    if (object) this.closeBefore(object);
    if (pointer && (!object || compareKeys(pointer.key, object.key) <= 0)) {
      this.expected.advance();
      if (object && this.isPair(pointer, object)) {
        this.handler.matched(pointer, object);
        this.existing.advance();
      } else this.expect(pointer);
    } else if (object) {
      if (!this.claim(object)) this.handler.unclaimed(object);
      this.existing.advance();
    }
  }

  /** The usual case: one pointer of one object, next to each other. It needs no group. */
  private isPair({ key, open }: Pointer, object: Entry): boolean {
    const next = this.expected.head;
    const alone = next !== undefined && next.key !== key && this.open.length === 0;
    return alone && open !== true && key === object.key;
  }

  private expect(pointer: Pointer): void {
    const group = this.open.at(-1);
    if (group?.key !== pointer.key) {
      this.open.push({ key: pointer.key, first: pointer, objects: [] });
      return;
    }
    // A copy that the vendor lists is a recording of its own.
    if (pointer.copy === true) return;
    if (group.first.copy === true) {
      group.first = pointer;
      return;
    }
    group.all ??= [group.first];
    if (!group.all.some((each) => identityOf(each) === identityOf(pointer))) {
      group.all.push(pointer);
    }
  }

  /** Whether any pointer describes the object. */
  private claim(object: Entry): boolean {
    let claimed = false;
    for (const group of this.open) {
      if (!describes(group.first, object)) continue;
      claimed = true;
      const { all = [group.first], objects } = group;
      this.handler.matched(all[objects.length] ?? group.first, object);
      objects.push(object);
    }
    return claimed;
  }

  /** Keys with the same beginning are adjacent: after another key, no more of them come. */
  private closeBefore({ key }: Entry): void {
    if (this.open.length === 0) return;
    this.open = this.open.filter((group) => {
      if (key.startsWith(group.key)) return true;
      this.end(group);
      return false;
    });
  }

  private end({ first, all, objects }: Group): void {
    const pointers = all ?? [first];
    if (objects.length === 0) {
      for (const each of pointers) if (each.copy !== true) this.handler.missing(each);
    } else if (pointers.length > objects.length) this.handler.overwritten(pointers, objects);
  }

  close(): void {
    for (const group of this.open) this.end(group);
  }
}

function describes({ key, open, stem }: Pointer, object: Entry): boolean {
  if (object.key === key) return true;
  if (open !== true || !object.key.startsWith(key)) return false;
  return stem !== true || object.key[key.length] === '.';
}

/** Two pointers of one key without names of their own are the same recording if they have the same time. */
export const identityOf = ({ recording, at }: Pointer) => recording ?? at;
