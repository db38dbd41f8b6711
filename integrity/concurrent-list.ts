import { compareKeys, type Entry, type Pages } from './entry';
import type { ListPage } from './list-page';

/** Requests a page of keys after a key, in order. */
export type RequestPage = (after: string | undefined) => Promise<ListPage>;

/** Restricts how many requests are sent concurrently, by all lists of a bucket together. */
export class RequestLimit {
  private readonly waiting: (() => void)[] = [];

  /** @param free - requests that may be sent concurrently */
  constructor(private free: number) {}

  /** Whether a request could be sent at once. */
  get isIdle(): boolean {
    return this.free > 0;
  }

  async run<T>(send: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await send();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.free += 1;
    }
  }
}

/** Pages that a range may hold before they are read: the ranges after the first are listed in advance. */
const MAX_AHEAD = 32;

/** Pages of all ranges together that are held at most; about 300 bytes per key. */
const MAX_HELD = 256;

/** Pages that a range lists before it can be split: an empty half costs a request. */
const PAGES_BEFORE_SPLIT = 4;

/**
 * Lists keys in order, with several requests at a time: the range that is read is split in the middle of its remaining
 * keys whenever a request could be sent, until the ranges are listed as fast as the limit allows. It needs to know
 * nothing of the keys, and holds a bounded number of pages.
 */
export function listConcurrently(
  request: RequestPage,
  { prefix, limit }: { readonly prefix: string; readonly limit: RequestLimit },
): Pages<Entry> {
  return new ConcurrentList(request, prefix, limit).pages();
}

/** Keys after one key, up to and including another one. */
class Range {
  readonly held: (readonly Entry[])[] = [];
  isDone = false;
  isListing = false;
  pages = 0;

  /**
   * @param after - the last key before it, or the last one listed
   * @param until - the last key that belongs to it. @default - all keys of the prefix that follow
   */
  constructor(
    public after: string | undefined,
    public until: string | undefined,
  ) {}
}

class ConcurrentList {
  private readonly ranges: Range[] = [new Range(undefined, undefined)];
  private failure: { readonly error: unknown } | undefined;
  private held = 0;
  private isClosed = false;
  private wake: () => void = () => undefined;

  constructor(
    private readonly request: RequestPage,
    private readonly prefix: string,
    private readonly limit: RequestLimit,
  ) {}

  async *pages(): Pages<Entry> {
    try {
      for (;;) {
        const [first] = this.ranges;
        if (!first) return;
        const page = first.held.shift();
        if (page) {
          this.held -= 1;
          yield page;
        } else if (first.isDone) this.ranges.shift();
        else await this.change();
      }
    } finally {
      this.isClosed = true;
    }
  }

  /** Waits until a request is answered. @throws what the request failed with */
  private async change(): Promise<void> {
    if (this.failure) throw this.failure.error;
    const changed = new Promise<void>((resolve) => (this.wake = resolve));
    this.advance();
    await changed;
  }

  /** Starts what can be started: the first range always, the others as long as there is room. */
  private advance(): void {
    for (const range of this.ranges) {
      if (!range.isDone && !range.isListing && this.hasRoom(range)) void this.list(range);
    }
    while (this.limit.isIdle && this.held < MAX_HELD && this.split()) continue;
  }

  private hasRoom(range: Range): boolean {
    if (range === this.ranges[0]) return true;
    return range.held.length < MAX_AHEAD && this.held < MAX_HELD && this.limit.isIdle;
  }

  private async list(range: Range): Promise<void> {
    range.isListing = true;
    try {
      const { entries, more } = await this.limit.run(() => this.request(range.after));
      this.add(range, entries, more);
    } catch (error) {
      this.failure = { error };
    }
    range.isListing = false;
    if (!this.isClosed && !this.failure) this.advance();
    this.wake();
  }

  private add(range: Range, entries: readonly Entry[], more: boolean): void {
    const { until } = range;
    const last = entries.at(-1)?.key;
    const isPast = until !== undefined && last !== undefined && compareKeys(last, until) > 0;
    const own = isPast ? entries.filter(({ key }) => compareKeys(key, until) <= 0) : entries;
    range.held.push(own);
    this.held += 1;
    range.pages += 1;
    range.after = last ?? range.after;
    range.isDone = isPast || !more || last === until;
  }

  /** Splits the first range that is long enough. @returns whether there was one */
  private split(): boolean {
    for (const [index, range] of this.ranges.entries()) {
      if (range.isDone || range.pages < PAGES_BEFORE_SPLIT || range.after === undefined) continue;
      const middle = middleOf(range.after, range.until, this.prefix);
      range.pages = 0;
      if (middle === undefined) continue;
      const rest = new Range(middle, range.until);
      range.until = middle;
      this.ranges.splice(index + 1, 0, rest);
      void this.list(rest);
      return true;
    }
    return false;
  }
}

/** A key about halfway between two keys; undefined if there is none. Characters beyond ASCII are left together. */
export function middleOf(
  after: string,
  until: string | undefined,
  prefix: string,
): string | undefined {
  const at = until === undefined ? prefix.length : firstDifference(after, until, prefix.length);
  const low = codeAt(after, at) ?? LOWEST;
  const high = until === undefined ? HIGHEST : (codeAt(until, at) ?? low);
  if (low > HIGHEST || high > HIGHEST) return undefined;
  if (high - low > 1) return `${after.slice(0, at)}${String.fromCharCode((low + high) >> 1)}`;
  // The next character decides: halfway between the rest of the first key and the end of its beginning.
  const next = codeAt(after, at + 1) ?? LOWEST;
  const middle = `${after.slice(0, at + 1)}${String.fromCharCode((next + HIGHEST + 1) >> 1)}`;
  return isBetween(middle, after, until) ? middle : undefined;
}

function firstDifference(one: string, other: string, from: number): number {
  let at = from;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}

/** The characters that keys consist of, mostly: an empty half is found out with one request. */
const LOWEST = 0x20;
const HIGHEST = 0x7e;

const codeAt = (text: string, at: number) => (at < text.length ? text.charCodeAt(at) : undefined);

function isBetween(key: string, after: string, until: string | undefined): boolean {
  return compareKeys(after, key) < 0 && (until === undefined || compareKeys(key, until) < 0);
}
