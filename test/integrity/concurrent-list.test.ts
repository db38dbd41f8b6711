import * as fc from 'fast-check';
import { setImmediate as turn } from 'node:timers/promises';
import { listConcurrently, middleOf, RequestLimit } from '../../integrity/concurrent-list';
import { compareKeys } from '../../integrity/entry';
import type { ListPage } from '../../integrity/list-page';
import { allOf } from './pages';

/** A bucket that answers with pages of ten keys, in any order of time. */
class Server {
  requests = 0;
  open = 0;
  most = 0;

  constructor(private readonly keys: readonly string[]) {
    this.keys = [...keys].sort(compareKeys);
  }

  readonly request = async (after: string | undefined): Promise<ListPage> => {
    this.requests += 1;
    this.open += 1;
    this.most = Math.max(this.most, this.open);
    for (let turns = this.requests % 3; turns >= 0; turns -= 1) await turn();
    this.open -= 1;
    const from =
      after === undefined ? 0 : this.keys.findIndex((key) => compareKeys(key, after) > 0);
    const rest = from < 0 ? [] : this.keys.slice(from);
    const entries = rest.slice(0, 10).map((key) => ({ key, at: 0, size: 1 }));
    return { entries, more: rest.length > 10 };
  };
}

async function listed(keys: readonly string[], concurrency: number, prefix = '') {
  const server = new Server(keys);
  const limit = new RequestLimit(concurrency);
  const all = await allOf(listConcurrently(server.request, { prefix, limit }));
  return { server, keys: all.map(({ key }) => key) };
}

const hex = (count: number) =>
  Array.from(
    { length: count },
    (_, index) =>
      `r/RT${((index * 2_654_435_761) % 4_294_967_296).toString(16).padStart(8, '0')}.mka`,
  );

test('every key is listed once and in order, whatever the keys are', async () => {
  const key = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 4 }),
    fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 3 }),
  );
  const keys = fc.uniqueArray(key, { maxLength: 300 });
  await fc.assert(
    fc.asyncProperty(keys, fc.integer({ min: 1, max: 8 }), async (all, concurrency) => {
      expect((await listed(all, concurrency)).keys).toEqual([...all].sort(compareKeys));
    }),
    { numRuns: 60 },
  );
});

test.each([
  ['random ids', hex(5_000)],
  ['numbers', Array.from({ length: 5_000 }, (_, index) => `r/${1_700_000_000 + index * 7}.wav`)],
  [
    'a common beginning',
    Array.from({ length: 5_000 }, (_, i) => `r/room/a-very-long-name-${i}.ogg`),
  ],
])(
  'a flat folder of %s is listed with many requests at a time, and few more than needed',
  async (_, keys) => {
    const { server, keys: all } = await listed(keys, 8, 'r/');
    expect(all).toEqual([...keys].sort(compareKeys));
    expect(server.most).toBe(8);
    expect(server.requests).toBeLessThan(1.35 * (keys.length / 10));
  },
);

test('a limit is shared by all lists', async () => {
  const server = new Server(hex(500));
  const limit = new RequestLimit(3);
  const lists = Array.from({ length: 5 }, () =>
    allOf(listConcurrently(server.request, { prefix: 'r/', limit })),
  );
  expect((await Promise.all(lists)).map(({ length }) => length)).toEqual(Array(5).fill(500));
  expect(server.most).toBe(3);
});

test('an error ends the list, and a list that is left sends no more requests', async () => {
  const limit = new RequestLimit(2);
  const failing = () => Promise.reject(new Error('denied'));
  await expect(allOf(listConcurrently(failing, { prefix: '', limit }))).rejects.toThrow('denied');
  const server = new Server(hex(2_000));
  for await (const page of listConcurrently(server.request, { prefix: '', limit })) {
    expect(page).toHaveLength(10);
    break;
  }
  const { requests } = server;
  for (let turns = 0; turns < 20; turns += 1) await turn();
  expect(server.requests).toBe(requests);
});

test('the middle of two keys is between them', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, other) => {
      const [low, high] = [`p/${one}`, `p/${other}`].sort(compareKeys) as [string, string];
      for (const until of [high, undefined]) {
        const middle = middleOf(low, until, 'p/');
        if (middle === undefined) continue;
        expect(compareKeys(low, middle)).toBeLessThan(0);
        if (until !== undefined) expect(compareKeys(middle, until)).toBeLessThan(0);
      }
    }),
  );
});
