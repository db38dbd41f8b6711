import * as fc from 'fast-check';
import type { Entry, Pointer } from '../../integrity/entry';
import { reconcile } from '../../integrity/reconcile';
import { pagesOf, sorted } from './pages';

interface Results {
  readonly matched: string[];
  readonly missing: string[];
  readonly unclaimed: string[];
  readonly overwritten?: string[];
}

async function compare(pointers: readonly Pointer[], objects: readonly Entry[]): Promise<Results> {
  const results: Results = { matched: [], missing: [], unclaimed: [] };
  const overwritten: string[] = [];
  await reconcile(pagesOf(sorted(pointers)), pagesOf(sorted(objects)), {
    matched: (pointer, object) => results.matched.push(`${pointer.key} ${object.key}`),
    missing: ({ key }) => results.missing.push(key),
    unclaimed: ({ key }) => results.unclaimed.push(key),
    overwritten: (shared, objects) =>
      overwritten.push(`${shared.length} ${objects.map(({ key }) => key).join()}`),
  });
  return overwritten.length > 0 ? { ...results, overwritten } : results;
}

const at = (key: string, open?: boolean): Pointer => ({ key, at: 0, ...(open && { open }) });

test('each pointer is matched with its object', async () => {
  const pointers = ['a', 'b', 'd'].map((key) => at(key));
  const objects = ['b', 'c', 'd'].map((key) => at(key));
  expect(await compare(pointers, objects)).toEqual({
    matched: ['b b', 'd d'],
    missing: ['a'],
    unclaimed: ['c'],
  });
});

test('a recording that is listed twice is one recording', async () => {
  expect(await compare([at('a'), at('a')], [at('a'), at('b')])).toEqual({
    matched: ['a a'],
    missing: [],
    unclaimed: ['b'],
  });
});

describe('two recordings with one key', () => {
  const named = (key: string, recording: string, open = false): Pointer => ({
    ...at(key, open),
    recording,
  });

  test.each([
    ['exact', [named('a', 'r1'), named('a', 'r2'), at('b')], ['a', 'b'], '2 a'],
    ['exact, at the end', [at('0'), named('a', 'r1'), named('a', 'r2')], ['0', 'a'], '2 a'],
    [
      'known by its beginning',
      [named('a.', 'r1', true), named('a.', 'r2', true)],
      ['a.wav'],
      '2 a.wav',
    ],
  ])('are reported, if the key is %s', async (...[, pointers, keys, expected]) => {
    const { overwritten, missing, unclaimed } = await compare(
      pointers,
      keys.map((key) => at(key)),
    );
    expect({ overwritten, missing, unclaimed }).toEqual({
      overwritten: [expected],
      missing: [],
      unclaimed: [],
    });
  });

  test('are two, if two objects begin with it, and missing, if none does', async () => {
    const pointers = [named('a.', 'r1', true), named('a.', 'r2', true)];
    expect((await compare(pointers, [at('a.mp4'), at('a.wav')])).overwritten).toBeUndefined();
    expect(await compare(pointers, [at('ab')])).toEqual({
      matched: [],
      missing: ['a.', 'a.'],
      unclaimed: ['ab'],
    });
  });
});

test('a stem is followed by a dot or nothing', async () => {
  const stem = { ...at('d/a', true), stem: true };
  const objects = ['d/a', 'd/a-.wav', 'd/a.wav', 'd/ab.wav'].map((key) => at(key));
  expect((await compare([stem], objects)).unclaimed).toEqual(['d/a-.wav', 'd/ab.wav']);
});

test('a pointer may be the beginning of a key', async () => {
  const pointers = [at('x.', true), at('y.', true), at('z', true)];
  expect(
    await compare(
      pointers,
      ['w', 'x', 'x.ogg', 'x.wav', 'xa', 'z'].map((key) => at(key)),
    ),
  ).toEqual({
    matched: ['x. x.ogg', 'x. x.wav', 'z z'],
    missing: ['y.'],
    unclaimed: ['w', 'x', 'xa'],
  });
});

test('either list may be empty', async () => {
  expect(await compare([], [])).toEqual({ matched: [], missing: [], unclaimed: [] });
  expect((await compare([at('a')], [])).missing).toEqual(['a']);
  expect((await compare([], [at('a')])).unclaimed).toEqual(['a']);
});

test('the results are those of comparing two sets', async () => {
  const keys = fc.uniqueArray(fc.string({ unit: 'binary', minLength: 1, maxLength: 4 }));
  await fc.assert(
    fc.asyncProperty(keys, keys, async (expected, existing) => {
      const found = await compare(
        expected.map((key) => at(key)),
        existing.map((key) => at(key)),
      );
      const inBoth = expected.filter((key) => existing.includes(key));
      expect(new Set(found.matched)).toEqual(new Set(inBoth.map((key) => `${key} ${key}`)));
      expect(new Set(found.missing)).toEqual(
        new Set(expected.filter((key) => !existing.includes(key))),
      );
      expect(new Set(found.unclaimed)).toEqual(
        new Set(existing.filter((key) => !expected.includes(key))),
      );
    }),
  );
});
