import { parseWait } from '../../http/wait';

const NOW = Date.parse('2026-11-20T10:00:00Z');
const wait = (headers: Record<string, string>) => parseWait(new Headers(headers), NOW);

test.each([
  [{ 'retry-after': '3' }, 3_000],
  [{ 'retry-after': 'Fri, 20 Nov 2026 10:00:05 GMT' }, 5_000],
  [{ 'inin-ratelimit-reset': '2' }, 2_000],
  [{ 'retry-after': '1', 'inin-ratelimit-reset': '9' }, 1_000],
])('%j asks for %d ms, plus a random moment', (headers, ms) => {
  expect(wait(headers)).toBeGreaterThanOrEqual(ms);
  expect(wait(headers)).toBeLessThanOrEqual(ms + 250);
});

test('the wait is at most a minute', () => {
  expect(wait({ 'retry-after': '86400' })).toBeLessThanOrEqual(60_250);
});

test.each(['soon', '-1', 'Fri, 20 Nov 2026 09:59:59 GMT', ''])('%j is ignored', (text) => {
  expect(wait({ 'retry-after': text })).toBeUndefined();
  expect(wait({})).toBeUndefined();
});
