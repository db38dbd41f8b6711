import * as fc from 'fast-check';
import type { Pointer } from '../../integrity/entry';
import { BadLineError, parseJsonLines, renderJsonLines } from '../../integrity/json-lines';
import { allOf, blocksOf } from './pages';

const pointer = fc.record(
  {
    key: fc.string({ unit: 'grapheme', minLength: 1 }),
    at: fc.nat(),
    size: fc.nat(),
    open: fc.constant(true),
    recording: fc.string(),
  },
  { requiredKeys: ['key', 'at'] },
);

test('written entries are read back, wherever the blocks end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(pointer), fc.integer({ min: 1, max: 40 }), async (all, size) => {
      const read = await allOf(parseJsonLines(blocksOf(renderJsonLines(all), size)));
      expect(read).toEqual(all);
    }),
  );
});

const read = (text: string): Promise<Pointer[]> => allOf(parseJsonLines(blocksOf(text, 1_000)));

test.each<[string, Pointer]>([
  ['{"at":"2026-11-20T10:00:00Z","key":"a.wav"}', { key: 'a.wav', at: Date.UTC(2026, 10, 20, 10) }],
  ['{ "key": "a\\"b.wav", "at": 5, "size": 7 }', { key: 'a"b.wav', at: 5, size: 7 }],
  ['{"key":"ä\\u00e4.wav","at":5,"more":true}', { key: 'ää.wav', at: 5 }],
  ['{"key":"a.wav","at":5}\r', { key: 'a.wav', at: 5 }],
])('%s is read', async (line, expected) => {
  expect(await read(line)).toEqual([expected]);
  expect(await read(`\n${line}\n\n`)).toEqual([expected]);
});

test.each([
  ['{"key":"a.wav"', 'is not a JSON object'],
  ['["a.wav"', 'is not a JSON object'],
  ['null', 'is not a JSON object'],
  ['{"at":5}', 'has no key'],
  ['{"key":"","at":5}', 'has no key'],
  ['{"key":"a.wav","at":}', 'is not a JSON object'],
  ['{"key":"a.wav","at":5,"size":}', 'is not a JSON object'],
  ['{"key":"a.wav"}', 'has no time: "at" is milliseconds since 1970, or an ISO time'],
  ['{"key":"a.wav","at":"soon"}', 'has no time: "at" is milliseconds since 1970, or an ISO time'],
  ['{"key":"a.wav","at":5,"size":-1}', 'has a size that is not a number of bytes'],
  ['{"key":"a.wav","at":5,"size":"7"}', 'has a size that is not a number of bytes'],
])('%s is refused with the line number, without the content of the line', async (line, why) => {
  const good = '{"key":"a.wav","at":5}\n';
  await expect(read(`${good}\n${line}\n`)).rejects.toEqual(new BadLineError(3, why));
});
