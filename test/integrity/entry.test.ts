import * as fc from 'fast-check';
import { compareKeys } from '../../integrity/entry';

test('keys are ordered by their bytes, as S3 lists them', () => {
  const key = fc.string({ unit: 'binary', maxLength: 8 });
  fc.assert(
    fc.property(key, key, (one, other) => {
      const bytes = Buffer.compare(Buffer.from(one), Buffer.from(other));
      expect(Math.sign(compareKeys(one, other))).toBe(bytes);
    }),
  );
});

test('a surrogate pair comes after all other characters, although its number is lower', () => {
  const [pair, single] = ['\u{1f600}', '\uff5e'] as string[];
  expect(String(pair) < String(single)).toBe(true);
  expect(compareKeys('\u{1f600}', '\uff5e')).toBeGreaterThan(0);
  expect(compareKeys('\uff5e', '\u{1f600}')).toBeLessThan(0);
});
