import { tryFindHeader, withoutHeaders } from '../../dev/headers';

const HEADERS = ['Host', 'keep-alive', 'X-A', '1', 'x-a', '2', 'Keep-Alive', 'timeout=5'];

test('a header is found by its name in any case, and a value is never taken for a name', () => {
  expect(tryFindHeader(HEADERS, 'x-a')).toBe('1');
  expect(tryFindHeader(HEADERS, 'keep-alive')).toBe('timeout=5');
  expect(tryFindHeader(HEADERS, 'timeout=5')).toBeUndefined();
});

test('headers are left out with their values, and all others stay in order', () => {
  const names = new Set(['keep-alive']);
  expect(withoutHeaders(HEADERS, names)).toEqual(['Host', 'keep-alive', 'X-A', '1', 'x-a', '2']);
});
