import { pMapIterable } from 'p-map';
import { addDays } from '../core/day';
import type { IdLine } from './id-list';
import type { StoredPlace } from './places';
import { collect, type RecordingSearch } from './search';
import type { ListedKey } from './versions';

/** Lines whose keys are listed one by one. */
const LISTED_LINES = 500;

/** Ids without a day that are looked for in one pass over the bucket. */
const PASS_LINES = 20_000;

/** Lines that are worked on together. */
export interface IdBatch {
  /** Whether each line says where to look. */
  readonly listed: boolean;
  readonly lines: readonly IdLine[];
}

/** Divides a list into batches, always in the same way. Ids without a day need a pass over the bucket: many share one. */
export async function* batchesOf(lines: AsyncIterable<IdLine>): AsyncGenerator<IdBatch> {
  let [listed, others]: [IdLine[], IdLine[]] = [[], []];
  for await (const line of lines) {
    if (line.by === 'key' || line.day !== undefined) listed.push(line);
    else others.push(line);
    if (listed.length === LISTED_LINES) {
      yield { listed: true, lines: listed };
      listed = [];
    }
    if (others.length === PASS_LINES) {
      yield { listed: false, lines: others };
      others = [];
    }
  }
  if (listed.length > 0) yield { listed: true, lines: listed };
  if (others.length > 0) yield { listed: false, lines: others };
}

/** Lines that are looked for concurrently, each with a request per day. */
const LINES_AT_ONCE = 16;

/** The keys of a batch in a place, each once. */
export async function* keysOf(
  search: RecordingSearch,
  place: StoredPlace,
  { listed, lines }: IdBatch,
): AsyncGenerator<ListedKey> {
  const known = new Set<string>();
  // A single id has a prefix in each day's folder, which is faster.
  const isListed = listed || lines.length === 1;
  for await (const each of isListed ? oneByOne(search, place, lines) : search.pass(place, lines)) {
    if (known.has(each.key)) continue;
    known.add(each.key);
    yield each;
  }
}

async function* oneByOne(search: RecordingSearch, place: StoredPlace, lines: readonly IdLine[]) {
  const find = ({ day, ...wanted }: IdLine) => {
    // A key says where it is. The vendor's day can differ from ours, because of time zones.
    const isAnywhere = day === undefined || wanted.by === 'key';
    const days = isAnywhere ? {} : { from: addDays(day, -1), to: addDays(day, 1) };
    return collect(search.run(place, wanted, days));
  };
  for await (const found of pMapIterable(lines, find, { concurrency: LINES_AT_ONCE })) {
    yield* found;
  }
}
