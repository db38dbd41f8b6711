import * as fc from 'fast-check';
import { setImmediate as turn } from 'node:timers/promises';
import { listConcurrently, ListLimit } from '../../integrity/concurrent-list';
import { compareKeys } from '../../integrity/entry';
import type { ListPage } from '../../integrity/list-page';
import { RequestLimit } from '../../integrity/request-limit';
import { allOf } from './pages';

/** A bucket whose keys can change, and which answers in rounds: each takes what was requested before it. */
class Server {
  requests = 0;
  rounds = 0;
  open = 0;
  most = 0;
  keys: readonly string[];
  private round: Promise<void> | undefined;

  constructor(
    keys: readonly string[],
    private readonly pageSize: (request: number) => number = () => 10,
  ) {
    this.keys = sortedKeys(keys);
  }

  readonly request = async (after: string | undefined): Promise<ListPage> => {
    this.requests += 1;
    const size = this.pageSize(this.requests);
    this.open += 1;
    this.most = Math.max(this.most, this.open);
    this.round ??= this.nextRound();
    await this.round;
    this.open -= 1;
    const from = this.firstAfter(after);
    const keys = this.keys.slice(from, from + size);
    const entries = keys.map((key) => ({ key, at: 0, size: 1 }));
    return { keys, entries: () => entries, more: from + size < this.keys.length };
  };

  private firstAfter(after: string | undefined): number {
    let [low, high] = [0, after === undefined ? 0 : this.keys.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareKeys(this.keys[middle] ?? '', after ?? '') > 0) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  private async nextRound(): Promise<void> {
    for (let turns = 0; turns < 3; turns += 1) await turn();
    this.rounds += 1;
    this.round = undefined;
  }
}

const sortedKeys = (keys: readonly string[]) => [...keys].sort(compareKeys);

const limitOf = (requests: number) => new ListLimit(new RequestLimit(requests));

async function listed(server: Server, requests: number, prefix = '') {
  const limit = limitOf(requests);
  const all = await allOf(listConcurrently(server.request, { prefix, limit }));
  expect(limit.reserved).toBe(0);
  return all.map(({ key }) => key);
}

/** Numbers that look random, and are the same in each run. */
function hex(index: number, digits: number): string {
  const number = (Math.imul(index + 1, 2_654_435_761) >>> 0).toString(16).padStart(8, '0');
  return number.repeat(4).slice(0, digits);
}

const many = (key: (index: number) => string, count = 5_000) =>
  Array.from({ length: count }, (_, index) => key(index));

const uuid = (index: number) => `${hex(index, 8)}-0000-4000-8000-${hex(index + 7, 12)}`;

/** Keys of every kind: short and any, with much in common, ids, times, and clusters of them. */
const anyKeys = fc.oneof(
  fc.uniqueArray(fc.string({ unit: 'binary', minLength: 1, maxLength: 4 }), { maxLength: 300 }),
  fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }), { maxLength: 300 }),
  fc.uniqueArray(fc.string({ unit: fc.constantFrom('%', '+', ' ', '/', 'a'), maxLength: 9 }), {
    maxLength: 300,
  }),
  fc.nat(300).map((count) => many((index) => `${'x'.repeat(900)}${hex(index, 6)}`, count)),
  fc.nat(300).map((count) => many((index) => `${uuid(index)}.wav`, count)),
  fc.nat(300).map((count) => many((index) => `call-${index}`, count)),
  fc
    .tuple(fc.nat(9), fc.nat(400))
    .map(([rooms, count]) => many((index) => `${hex(index % rooms || 0, 4)}/${index}`, count)),
);

const pageSizes = fc.infiniteStream(fc.integer({ min: 1, max: 20 }));

function sizesOf(stream: Iterator<number>): () => number {
  return () => (stream.next() as { value: number }).value;
}

test('every key is listed once and in order, whatever the keys and the sizes of pages are', async () => {
  const requests = fc.integer({ min: 1, max: 8 });
  await fc.assert(
    fc.asyncProperty(anyKeys, requests, pageSizes, async (keys, concurrency, sizes) => {
      const server = new Server(new Set(keys).size === keys.length ? keys : [...new Set(keys)]);
      Object.assign(server, { pageSize: sizesOf(sizes) });
      expect(await listed(server, concurrency)).toEqual(server.keys);
    }),
    { numRuns: 50 },
  );
});

test('keys that were there throughout are listed once and in order while others appear and disappear', async () => {
  await fc.assert(
    fc.asyncProperty(anyKeys, fc.nat(3), pageSizes, async (all, share, sizes) => {
      const keys = [...new Set(all)];
      const changing = (index: number) => index % 4 <= share;
      const stays = keys.filter((_, index) => !changing(index));
      const server = new Server(keys, sizesOf(sizes));
      let rounds = 0;
      const request = (after: string | undefined) => {
        if (server.rounds > rounds) {
          rounds = server.rounds;
          const isThere = (index: number) => !changing(index) || (index + rounds) % 3 > 0;
          server.keys = sortedKeys(keys.filter((_, index) => isThere(index)));
        }
        return server.request(after);
      };
      const found = await allOf(listConcurrently(request, { prefix: '', limit: limitOf(8) }));
      const foundKeys = found.map(({ key }) => key);
      expect(foundKeys).toEqual(sortedKeys([...new Set(foundKeys)]));
      const kept = new Set(stays);
      expect(foundKeys.filter((key) => kept.has(key))).toEqual(sortedKeys(stays));
    }),
    { numRuns: 40 },
  );
});

test('a request that fails ends the list with its error, wherever it is', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 8 }),
      async (n, c) => {
        const server = new Server(many((index) => `${uuid(index)}.wav`, 900));
        const limit = limitOf(c);
        const request = async (after: string | undefined) => {
          const page = server.request(after);
          if (server.requests === n) throw new Error('denied');
          return page;
        };
        const read: string[] = [];
        const list = async () => {
          for await (const page of listConcurrently(request, { prefix: '', limit })) {
            read.push(...page.map(({ key }) => key));
          }
        };
        await expect(list()).rejects.toThrow('denied');
        expect(read).toEqual(server.keys.slice(0, read.length));
        for (let turns = 0; turns < 20; turns += 1) await turn();
        expect(limit.requests.isIdle).toBe(true);
        expect(limit.reserved).toBe(0);
      },
    ),
    { numRuns: 40 },
  );
});

test.each([
  ['random ids', many((index) => `r/RT${hex(index, 32)}.mka`, 8_000), 1.35],
  ['UUIDs', many((index) => `r/${uuid(index)}.wav`, 8_000), 1.35],
  ['times', many((index) => `r/${1_700_000_000 + index * 7}.wav`, 8_000), 1.35],
  ['numbers of any length', many((index) => `r/call-${index}.wav`, 8_000), 2],
  [
    'ISO times',
    many((index) => `r/${new Date(1.7e12 + index * 3.7e6).toISOString()}.wav`, 8_000),
    2,
  ],
  ['a long common beginning', many((index) => `r/${'x'.repeat(900)}${hex(index, 8)}`, 3_000), 2],
  [
    'a dense part',
    many((index) => (index % 2 > 0 ? `r/a000${hex(index, 8)}` : `r/${hex(index, 8)}`), 8_000),
    2,
  ],
])(
  'a flat folder of %s is listed with eight requests at a time, and few more than needed',
  async (_, keys, ratio) => {
    const server = new Server(keys);
    expect(await listed(server, 8, 'r/')).toEqual(server.keys);
    expect(server.most).toBe(8);
    const needed = keys.length / 10;
    expect(server.rounds).toBeLessThan((ratio * needed) / 8);
    expect(server.requests).toBeLessThan(ratio * needed);
  },
);

test('a reader that is slow holds a bounded number of pages, and so do several lists of a bucket', async () => {
  const server = new Server(many((index) => `r/${uuid(index)}.wav`, 8_000));
  const limit = limitOf(8);
  const lists = Array.from({ length: 4 }, () =>
    listConcurrently(server.request, { prefix: 'r/', limit })[Symbol.asyncIterator](),
  );
  let most = 0;
  for (let pages = 0; pages < 20; pages += 1) {
    for (const list of lists) await list.next();
    for (let turns = 0; turns < 100; turns += 1) await turn();
    most = Math.max(most, limit.reserved);
  }
  expect(most).toBeGreaterThan(100);
  expect(most).toBeLessThan(260);
  for (const list of lists) await list.return?.();
  expect(limit.reserved).toBe(0);
});

test('a limit is shared by all lists', async () => {
  const server = new Server(many((index) => uuid(index), 500));
  const limit = limitOf(3);
  const lists = Array.from({ length: 5 }, () =>
    allOf(listConcurrently(server.request, { prefix: '', limit })),
  );
  expect((await Promise.all(lists)).map(({ length }) => length)).toEqual(Array(5).fill(500));
  expect(server.most).toBe(3);
});

test('a list that is left sends no more requests', async () => {
  const server = new Server(many((index) => uuid(index), 2_000));
  for await (const page of listConcurrently(server.request, { prefix: '', limit: limitOf(2) })) {
    expect(page).toHaveLength(10);
    break;
  }
  const { requests } = server;
  for (let turns = 0; turns < 20; turns += 1) await turn();
  expect(server.requests).toBe(requests);
});
