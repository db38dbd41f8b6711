import * as fc from 'fast-check';
import type { Entry, Pointer } from '../../integrity/entry';
import { reconcile } from '../../integrity/reconcile';
import { pagesOf, sorted } from './pages';

interface Results {
  readonly matched: string[];
  readonly missing: string[];
  readonly unclaimed: string[];
}

async function compare(pointers: readonly Pointer[], objects: readonly Entry[]): Promise<Results> {
  const results: Results = { matched: [], missing: [], unclaimed: [] };
  await reconcile(pagesOf(sorted(pointers)), pagesOf(sorted(objects)), {
    matched: (pointer, object) => results.matched.push(`${pointer.key} ${object.key}`),
    missing: ({ key }) => results.missing.push(key),
    unclaimed: ({ key }) => results.unclaimed.push(key),
  });
  return results;
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

test('several pointers may describe one object, which is then not an orphan', async () => {
  expect(await compare([at('a'), at('a')], [at('a'), at('b')])).toEqual({
    matched: ['a a', 'a a'],
    missing: [],
    unclaimed: ['b'],
  });
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
