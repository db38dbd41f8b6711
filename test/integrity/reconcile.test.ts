import * as fc from 'fast-check';
import type { Entry, Pointer } from '../../integrity/entry';
import { reconcile } from '../../integrity/reconcile';
import { pagesOf, sorted } from './pages';

interface Told {
  readonly matched: string[];
  readonly missing: string[];
  readonly unclaimed: string[];
}

async function tell(pointers: readonly Pointer[], objects: readonly Entry[]): Promise<Told> {
  const told: Told = { matched: [], missing: [], unclaimed: [] };
  await reconcile(pagesOf(sorted(pointers)), pagesOf(sorted(objects)), {
    matched: (pointer, object) => told.matched.push(`${pointer.key} ${object.key}`),
    missing: ({ key }) => told.missing.push(key),
    unclaimed: ({ key }) => told.unclaimed.push(key),
  });
  return told;
}

const at = (key: string, open?: boolean): Pointer => ({ key, at: 0, ...(open && { open }) });

test('each pointer finds its object, whatever else is there', async () => {
  const pointers = ['a', 'b', 'd'].map((key) => at(key));
  const objects = ['b', 'c', 'd'].map((key) => at(key));
  expect(await tell(pointers, objects)).toEqual({
    matched: ['b b', 'd d'],
    missing: ['a'],
    unclaimed: ['c'],
  });
});

test('several pointers may mean one object, which is then nobody’s orphan', async () => {
  expect(await tell([at('a'), at('a')], [at('a'), at('b')])).toEqual({
    matched: ['a a', 'a a'],
    missing: [],
    unclaimed: ['b'],
  });
});

test('the beginning of a key is enough', async () => {
  const pointers = [at('x.', true), at('y.', true), at('z', true)];
  expect(
    await tell(
      pointers,
      ['w', 'x', 'x.ogg', 'x.wav', 'xa', 'z'].map((key) => at(key)),
    ),
  ).toEqual({
    matched: ['x. x.ogg', 'x. x.wav', 'z z'],
    missing: ['y.'],
    unclaimed: ['w', 'x', 'xa'],
  });
});

test('nothing on either side is told of as well', async () => {
  expect(await tell([], [])).toEqual({ matched: [], missing: [], unclaimed: [] });
  expect((await tell([at('a')], [])).missing).toEqual(['a']);
  expect((await tell([], [at('a')])).unclaimed).toEqual(['a']);
});

test('the answers are those of two sets', async () => {
  const keys = fc.uniqueArray(fc.string({ unit: 'binary', minLength: 1, maxLength: 4 }));
  await fc.assert(
    fc.asyncProperty(keys, keys, async (expected, there) => {
      const told = await tell(
        expected.map((key) => at(key)),
        there.map((key) => at(key)),
      );
      const inBoth = expected.filter((key) => there.includes(key));
      expect(new Set(told.matched)).toEqual(new Set(inBoth.map((key) => `${key} ${key}`)));
      expect(new Set(told.missing)).toEqual(
        new Set(expected.filter((key) => !there.includes(key))),
      );
      expect(new Set(told.unclaimed)).toEqual(
        new Set(there.filter((key) => !expected.includes(key))),
      );
    }),
  );
});
