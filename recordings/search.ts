import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { addDays, type Day, dayOf, daysBetween, startOf } from '../core/day';
import { parsePathPattern, type PathPattern } from '../core/path-pattern';
import { listConcurrently, ListLimit } from '../integrity/concurrent-list';
import type { ListPage } from '../integrity/list-page';
import { RequestLimit } from '../integrity/request-limit';
import type { Store } from '../store/store';
import type { IdLine } from './id-list';
import type { StoredPlace } from './places';
import { type ListedKey, listVersions, requestVersions } from './versions';

/** What a recording is looked for by. */
export type Wanted =
  | { readonly by: 'key'; readonly value: string }
  | { readonly by: 'conversation' | 'recording'; readonly value: string }
  /** All recordings of the days. */
  | { readonly by: 'days' };

/** The days, in UTC, in whose folders a recording is looked for. */
export interface SearchedDays {
  /** @default - that of the oldest object */
  readonly from?: Day | undefined;
  /** @default - today */
  readonly to?: Day | undefined;
}

/** A part of a bucket to list, and the keys in it that are wanted. */
export interface Search {
  readonly prefix: string;
  readonly matches: (listed: ListedKey) => boolean;
}

const TOKENS = { conversation: 'conversation_uuid', recording: 'recording_uuid' } as const;

interface SearchedPath {
  readonly prefix: string;
  readonly pattern: PathPattern | undefined;
}

/** Finds where recordings of a store can be: on its current path, its previous ones, and in its additional folders. */
export class RecordingSearch {
  private readonly paths: readonly SearchedPath[];
  private readonly suffix: string | undefined;

  constructor(
    store: Pick<Store, 'paths' | 'additionalPrefixes' | 'profile'>,
    private readonly today: Day,
    private readonly onPass: (what: string) => void = () => undefined,
  ) {
    this.suffix = store.profile.keys.sidecarSuffix;
    this.paths = [
      ...store.paths,
      ...store.additionalPrefixes.map((prefix) => ({ prefix, pattern: undefined })),
    ].map(({ prefix, pattern }) => ({
      prefix,
      pattern: pattern === undefined ? undefined : parsePathPattern(pattern),
    }));
  }

  /** The keys of a place that are wanted, each with all its versions. */
  async *run(
    place: StoredPlace,
    wanted: Wanted,
    days: SearchedDays = {},
  ): AsyncGenerator<ListedKey> {
    const searches = new Map<string, Search>();
    // A path can be within another one.
    for (const each of await this.searches(place, wanted, days)) searches.set(each.prefix, each);
    const all = [...searches.values()];
    if (wanted.by === 'days') {
      for (const search of all) yield* matching(place, search);
      return;
    }
    // Few keys have an id: what is kept of each list is short.
    const limit = listLimit();
    for (let at = 0; at < all.length; at += CONCURRENCY) {
      const window = all.slice(at, at + CONCURRENCY);
      const found = await Promise.all(
        window.map((search) => collect(concurrently(place, search, limit))),
      );
      yield* found.flat();
    }
  }

  /** The keys that lines name, in order, from one pass over all paths. */
  async *pass(place: StoredPlace, lines: readonly IdLine[]): AsyncGenerator<ListedKey> {
    const isNamed = this.namedBy(lines);
    let keys = 0;
    const matches = (listed: ListedKey) => {
      keys += 1;
      if (keys % PASS_STEP === 0) this.onPass(`${keys.toLocaleString('en')} keys listed`);
      return isNamed(listed.key);
    };
    const limit = listLimit();
    for (const { prefix } of this.paths) {
      const covering = ({ prefix: other }: SearchedPath) =>
        other !== prefix && prefix.startsWith(other);
      if (this.paths.some(covering)) continue;
      yield* concurrently(place, { prefix, matches }, limit);
    }
  }

  /** Tells the keys that one of the lines names. */
  namedBy(lines: readonly IdLine[]): (key: string) => boolean {
    const kinds = (['key', 'conversation', 'recording'] as const).flatMap((by) => {
      const ids = new Set(lines.filter((line) => line.by === by).map(({ value }) => value));
      const lengths = new Set([...ids].map((id) => wordsOf(id).length));
      return ids.size === 0 ? [] : [{ by, ids, lengths }];
    });
    return (key) =>
      kinds.some(({ by, ids, lengths }) =>
        by === 'key' ? ids.has(key) : this.idsIn(key, by, lengths).some((id) => ids.has(id)),
      );
  }

  /** The ids in a key: where the pattern has them, or else all that have as many words as those that are looked for. */
  private idsIn(key: string, by: keyof typeof TOKENS, lengths: ReadonlySet<number>): string[] {
    const named = this.paths.flatMap(({ pattern }) => pattern?.matchKey(key)?.[TOKENS[by]] ?? []);
    if (named.length > 0) return named;
    const words = wordsOf(key);
    return [...lengths].flatMap((length) =>
      words.slice(0, Math.max(0, words.length - length + 1)).map(({ start }, index) => {
        const last = words[index + length - 1];
        return key.slice(start, last?.end);
      }),
    );
  }

  private async searches(
    place: StoredPlace,
    wanted: Wanted,
    days: SearchedDays,
  ): Promise<Search[]> {
    if (wanted.by === 'key') return this.forKey(wanted.value, days);
    const found: Search[] = [];
    for (const path of this.paths)
      found.push(...(await this.inPath(place, path, { wanted, days })));
    return found;
  }

  /** The key and its metadata file, if they are of the days. */
  private forKey(key: string, days: SearchedDays): Search[] {
    const { suffix } = this;
    const day = this.paths.map(({ pattern }) => pattern?.dayOf(key)).find((each) => each);
    const isOfDays = (listed: ListedKey) =>
      day === undefined ? isInDays(listed, days) : isWithin(day, days);
    const stem = key.replace(/\.[^./]*$/, '');
    const names = suffix === undefined ? [key] : [key, `${stem}${suffix}`, `${key}${suffix}`];
    const prefix = suffix === undefined ? key : stem;
    return [{ prefix, matches: (listed) => names.includes(listed.key) && isOfDays(listed) }];
  }

  private async inPath(
    place: StoredPlace,
    { prefix, pattern }: SearchedPath,
    { wanted, days }: { readonly wanted: Wanted; readonly days: SearchedDays },
  ): Promise<Search[]> {
    const matches = matcherOf(wanted, pattern);
    if (pattern?.dayFolder(this.today) === undefined) {
      return [{ prefix, matches: (listed) => matches(listed) && isInDays(listed, days) }];
    }
    const first = days.from ?? (await this.oldestDay(place, pattern));
    if (first === undefined) return [];
    return daysBetween(first, days.to ?? this.today).map((day) => {
      const [yyyy, mm, dd] = day.split('-');
      const id =
        wanted.by === 'days' || wanted.by === 'key' ? {} : { [TOKENS[wanted.by]]: wanted.value };
      return { prefix: pattern.renderKey({ yyyy, mm, dd, ...id }).key, matches };
    });
  }

  /** The day of the first key of a path: folders of days sort by day. */
  private async oldestDay(
    { s3, bucket }: StoredPlace,
    pattern: PathPattern,
  ): Promise<Day | undefined> {
    const Prefix = pattern.renderKey({}).key;
    const command = new ListObjectVersionsCommand({ Bucket: bucket, Prefix, MaxKeys: 50 });
    const { Versions = [], DeleteMarkers = [] } = await s3.send(command);
    const found = [...Versions, ...DeleteMarkers].flatMap(
      ({ Key = '' }) => pattern.dayOf(Key) ?? [],
    );
    return found.sort()[0];
  }
}

/** List requests that are sent concurrently: S3 answers thousands per second. */
const CONCURRENCY = 16;

/** Keys after which a pass reports its progress. */
const PASS_STEP = 10_000;

/** Pages that are held of lists of which little is wanted: enough for that many ranges at a time. */
const HELD_PAGES = 512;

const listLimit = () => new ListLimit(new RequestLimit(CONCURRENCY), HELD_PAGES);

/** Keys of a page from which the density of keys is estimated. */
const SAMPLES = 16;

/** What is wanted of a prefix, in order, with several requests at a time. Only what is wanted is kept of a page. */
async function* concurrently(
  place: StoredPlace,
  { prefix, matches }: Search,
  limit: ListLimit,
): AsyncGenerator<ListedKey> {
  const request = async (after: string | undefined) => {
    const { listed, more } = await requestVersions(place, prefix, after);
    return keptOf(listed.filter(matches), { keys: samplesOf(listed), more });
  };
  for await (const page of listConcurrently(request, { prefix, limit })) yield* page;
}

function samplesOf(listed: readonly ListedKey[]): string[] {
  const step = Math.ceil(listed.length / SAMPLES);
  const samples = listed.filter((_, at) => at % step === 0 || at === listed.length - 1);
  return samples.map(({ key }) => key);
}

/** In a function of its own, so that nothing else of the page is kept. */
function keptOf(wanted: readonly ListedKey[], page: Omit<ListPage<ListedKey>, 'entries'>) {
  return { ...page, entries: () => wanted };
}

async function* matching(place: StoredPlace, { prefix, matches }: Search) {
  for await (const listed of listVersions(place, prefix)) if (matches(listed)) yield listed;
}

/** Letters and digits in a row, and where they are. */
function wordsOf(text: string): { readonly start: number; readonly end: number }[] {
  return [...text.matchAll(/[0-9a-z]+/gi)].map(({ index, 0: { length } }) => ({
    start: index,
    end: index + length,
  }));
}

/** All of what arrives. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const each of items) all.push(each);
  return all;
}

function matcherOf(wanted: Wanted, pattern: PathPattern | undefined): Search['matches'] {
  if (wanted.by === 'days' || wanted.by === 'key') return () => true;
  const { by, value } = wanted;
  return ({ key }) => {
    const named = pattern?.matchKey(key)?.[TOKENS[by]];
    return named === undefined ? isNamed(key, value) : named === value;
  };
}

/** Whether a key contains an id that is not a part of a longer one. */
function isNamed(key: string, id: string): boolean {
  for (let at = key.indexOf(id); at >= 0; at = key.indexOf(id, at + 1)) {
    const around = `${key[at - 1] ?? '/'}${key[at + id.length] ?? '/'}`;
    if (!/[0-9a-z]/i.test(around)) return true;
  }
  return false;
}

const isInDays = ({ versions }: ListedKey, days: SearchedDays) =>
  versions.some(({ created }) => isWithin(dayOf(created), days));

function isWithin(day: Day, { from = '', to = '9999' }: SearchedDays): boolean {
  return day >= from && day <= to;
}

/** Checks the order of days. @returns why they are not valid */
export function whyNotDays({ from, to }: SearchedDays, today: Day): string | undefined {
  const last = to ?? today;
  if (from !== undefined && from > last) return `${from} is after ${last}`;
  return from !== undefined && startOf(from) < startOf(addDays(last, -36_500))
    ? `${from} is more than a hundred years before ${last}`
    : undefined;
}
