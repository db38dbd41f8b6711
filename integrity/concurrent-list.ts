import { compareKeys, type Pages } from './entry';
import { Density } from './density';
import { KeyScale, type SplitPoint, type Stretch } from './key-scale';
import type { Keyed, ListPage } from './list-page';
import type { RequestLimit } from './request-limit';

/** Requests a page of keys after a key, in order. */
export type RequestPage<T extends Keyed> = (after: string | undefined) => Promise<ListPage<T>>;

/** Restricts what the lists of a bucket request and hold, all together. */
export class ListLimit {
  /** Pages that are held, or that a range which is listed may hold. */
  reserved = 0;

  /**
   * @param requests - that are sent concurrently
   * @param pages - that are held, about. @default - {@link MAX_PAGES}
   */
  constructor(
    readonly requests: RequestLimit,
    private readonly pages = MAX_PAGES,
  ) {}

  /** Whether another range may be listed. */
  get hasRoom(): boolean {
    return this.reserved + PAGES_PER_RANGE <= this.pages;
  }
}

/** A page has 300 to 400 KB. */
const MAX_PAGES = 192;

/** Pages that a range holds before it is read, about. */
const PAGES_PER_RANGE = 16;

/** Pages after which a range is split, by estimate: fewer than it can hold, because the estimate is not exact. */
const PAGES_PER_CUT = 13;

/** Pages of a range that is split before those behind it, which are given up for it if necessary. */
const LONG = 24;

/**
 * Lists keys in order, with several requests at a time: whenever a request could be sent, a range of keys is split some
 * pages ahead, by estimate. It needs to know nothing of the keys, and holds a bounded number of pages.
 */
export function listConcurrently<T extends Keyed>(
  request: RequestPage<T>,
  { prefix, limit }: { readonly prefix: string; readonly limit: ListLimit },
): Pages<T> {
  return new ConcurrentList(request, prefix, limit).pages();
}

/** Keys after one key, up to and including another one. */
class Range<T extends Keyed> {
  readonly held: { readonly page: ListPage<T>; readonly until: string | undefined }[] = [];
  state: 'new' | 'listing' | 'waiting' | 'done' = 'new';
  /** The last key that was listed, or the one before the range. */
  after: string | undefined;
  /** The page that was listed last. */
  last: Pick<ListPage, 'keys'> | undefined;
  /** Pages that were listed. */
  pages = 0;
  /** Where to split it, if it was estimated since the last page. */
  estimate: { readonly point: SplitPoint | undefined } | undefined;
  /** Pages that count for the limit. */
  reserved = 0;

  /**
   * @param from - the last key before it. @default - all keys before `until`
   * @param until - the last key that belongs to it. @default - all keys of the prefix that follow
   */
  constructor(
    readonly from?: string,
    public until?: string,
  ) {
    this.after = from;
  }

  /** Pages for which there has to be room. */
  get size(): number {
    if (this.state === 'new') return 0;
    return this.state === 'done' ? this.held.length : Math.max(this.held.length, PAGES_PER_RANGE);
  }
}

/** A range, and where to split it. */
interface Cut<T extends Keyed> {
  readonly range: Range<T>;
  readonly point: SplitPoint;
}

class ConcurrentList<T extends Keyed> {
  private readonly ranges: Range<T>[] = [new Range<T>()];
  private readonly scale: KeyScale;
  private readonly density = new Density();
  private failure: { readonly error: unknown } | undefined;
  private isClosed = false;
  private wake: () => void = () => undefined;

  constructor(
    private readonly request: RequestPage<T>,
    prefix: string,
    private readonly limit: ListLimit,
  ) {
    this.scale = new KeyScale(prefix);
  }

  async *pages(): Pages<T> {
    try {
      for (let [first] = this.ranges; first; [first] = this.ranges) {
        const next = first.held.shift();
        if (next) {
          this.reserve(first);
          this.advance();
          yield entriesUntil(next);
        } else if (first.state === 'done') this.removeFirst();
        else await this.change();
      }
    } finally {
      this.isClosed = true;
      for (const { reserved } of this.ranges) this.limit.reserved -= reserved;
    }
  }

  private removeFirst(): void {
    this.density.add(this.ranges.shift()?.pages ?? 0);
  }

  private reserve(range: Range<T>): void {
    this.limit.reserved += range.size - range.reserved;
    range.reserved = range.size;
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
    if (this.isClosed || this.failure) return;
    for (const range of this.ranges) if (this.mayList(range)) void this.list(range);
    while (this.limit.requests.isIdle && this.split()) continue;
  }

  private mayList(range: Range<T>): boolean {
    const { held, state } = range;
    if (state === 'done' || state === 'listing') return false;
    if (range === this.ranges[0] && held.length < 2) return true;
    if (!this.limit.requests.isIdle) return false;
    return (state === 'waiting' && held.length < PAGES_PER_RANGE) || this.limit.hasRoom;
  }

  private async list(range: Range<T>): Promise<void> {
    range.state = 'listing';
    this.reserve(range);
    try {
      const page = await this.limit.requests.run(() => this.request(range.after));
      // It may have been given up meanwhile.
      if (!this.isClosed && this.ranges.includes(range)) this.add(range, page);
    } catch (error) {
      this.failure = { error };
    }
    this.advance();
    this.wake();
  }

  private add(range: Range<T>, page: ListPage<T>): void {
    const { until } = range;
    const last = page.keys.at(-1);
    const isPast = until !== undefined && last !== undefined && compareKeys(last, until) > 0;
    const isEnd = last === undefined || isPast || !page.more || last === until;
    range.state = isEnd ? 'done' : 'waiting';
    if (last !== undefined) {
      this.scale.learn(page.keys);
      range.held.push({ page, until: isPast ? until : undefined });
      range.pages += 1;
      range.last = page;
      range.estimate = undefined;
      range.after = last;
    }
    this.reserve(range);
  }

  /** @returns whether a range is long enough */
  private split(): boolean {
    const cut = this.findCut();
    if (!cut || !(this.limit.hasRoom || this.giveUpAfter(cut))) return false;
    const { range, point } = cut;
    const rest = new Range<T>(point.key, range.until);
    range.until = point.key;
    range.estimate = undefined;
    this.ranges.splice(this.ranges.indexOf(range) + 1, 0, rest);
    void this.list(rest);
    return true;
  }

  /** The nearest long range, or else the longest. The length of the last one is known with its first page. */
  private findCut(): Cut<T> | undefined {
    let best: Cut<T> | undefined;
    for (const range of this.ranges) {
      const point = this.estimate(range);
      if (!point) continue;
      if (point.rest >= LONG) return { range, point };
      if (!best || point.rest > best.point.rest) best = { range, point };
    }
    const end = this.ranges.at(-1);
    return end?.state === 'listing' && !end.last ? undefined : best;
  }

  /** Estimates once per page. */
  private estimate(range: Range<T>): SplitPoint | undefined {
    if (range.state === 'done') return undefined;
    range.estimate ??= { point: this.tryFindPoint(range) };
    return range.estimate.point;
  }

  private tryFindPoint({ after, until, last }: Range<T>): SplitPoint | undefined {
    const [from] = last?.keys ?? [];
    if (from === undefined || after === undefined) return undefined;
    const rest = { after, until };
    const own = this.scale.trySplit(rest, { from, to: after, pages: 1 }, PAGES_PER_CUT);
    const average = this.average();
    const other = average && this.scale.trySplit(rest, average, PAGES_PER_CUT);
    return other && (!own || compareKeys(other.key, own.key) > 0) ? other : own;
  }

  /** The density of what was listed up to the range that is read. */
  private average(): Stretch | undefined {
    const [first] = this.ranges;
    return first?.last && this.density.measure(first.after ?? '', first.pages);
  }

  /** Forgets the pages that are furthest ahead in favour of a nearer range that is long. */
  private giveUpAfter({ range, point }: Cut<T>): boolean {
    const index = this.ranges.findLastIndex(({ state }) => state !== 'new');
    const far = this.ranges[index];
    if (!far || point.rest < LONG || index <= this.ranges.indexOf(range)) return false;
    this.limit.reserved -= far.reserved;
    this.ranges[index] = new Range<T>(far.from, far.until);
    return true;
  }
}

function entriesUntil<T extends Keyed>({ page, until }: Range<T>['held'][number]): readonly T[] {
  const entries = page.entries();
  return until === undefined ? entries : entries.filter(({ key }) => compareKeys(key, until) <= 0);
}
