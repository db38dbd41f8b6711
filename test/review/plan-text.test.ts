import { gzipSync } from 'node:zlib';
import { RefusedError } from '../../core/problem';
import { decodePlan } from '../../review/plan-text';

const refusal = (bytes: Buffer) => {
  try {
    return decodePlan(bytes, 'plan.json');
  } catch (error) {
    if (error instanceof RefusedError) return error.problems.map(({ what }) => what);
    throw error;
  }
};

test('UTF-8 is read, with and without a byte order mark', () => {
  expect(refusal(Buffer.from('{"a":"ü"}'))).toBe('{"a":"ü"}');
  expect(refusal(Buffer.from('\uFEFF{}'))).toBe('{}');
  expect(refusal(Buffer.from(''))).toBe('');
});

const UTF_16 = 'the input is UTF-16, not UTF-8';

test.each([
  ['UTF-16', Buffer.from('\uFEFF{}', 'utf16le'), UTF_16],
  ['UTF-16 without a mark', Buffer.from('{}', 'utf16le'), UTF_16],
  ['big-endian UTF-16', Buffer.from('\uFEFF{}', 'utf16le').swap16(), UTF_16],
  ['big-endian UTF-16 without a mark', Buffer.from('{}', 'utf16le').swap16(), UTF_16],
  ['gzip', gzipSync('{}'), 'the input is compressed with gzip'],
  ['a plan file', Buffer.from('PK\x03\x04abc'), 'the input is a plan file, not the plan as JSON'],
  ['another encoding', Buffer.from('{"a":"\xfc"}', 'latin1'), 'the input is not UTF-8 text'],
  ['bytes', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0xff]), 'the input is not UTF-8 text'],
])('%s is refused by name', (_, bytes, what) => {
  expect(refusal(bytes)).toEqual([what]);
});
