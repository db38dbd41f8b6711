import * as fc from 'fast-check';
import { mergeSorted } from '../../integrity/merge-sorted';
import { allOf, pagesOf, sorted } from './pages';

test('sorted lists are merged without losing or repeating an entry', async () => {
  const list = fc.array(fc.string({ unit: 'binary', maxLength: 3 }));
  await fc.assert(
    fc.asyncProperty(fc.array(list, { maxLength: 5 }), async (lists) => {
      const entries = lists.map((keys) => sorted(keys.map((key) => ({ key, at: 0 }))));
      const merged = await allOf(mergeSorted(entries.map((each) => pagesOf(each))));
      expect(merged).toEqual(sorted(entries.flat()));
    }),
  );
});
