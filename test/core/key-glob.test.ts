import { matcherOf } from '../../core/key-glob';

test.each([
  ['stream-*.md', 'directory_name/stream-7f3c.md', true],
  ['stream-*.md', 'stream-7f3c.md', true],
  ['stream-*.md', 'live-stream-7f3c.md', false],
  ['stream-*.md', 'stream-7f3c.md.mp4', false],
  ['stream-*.md', 'stream-a/b.md', false],
  ['.write_probe_*', 'meetstream/.write_probe_8f3a', true],
  ['.write_probe_*', 'meetstream/xwrite_probe_8f3a', false],
  ['EG_*.json', 'room1/2026-11-20/EG_x.json', true],
  ['EG_*.json', 'EG_room/recording.json', false],
  ['meeting-events/*.txt', 'a/b/meeting-events/joined.txt', true],
  ['meeting-events/*.txt', 'a/b/other-meeting-events/joined.txt', false],
  ['Analysis/', 'connect/Analysis/Voice/2026/11/a.json', true],
  ['Analysis/', 'connect/Analysis', false],
  ['Analysis/**.json', 'Analysis/Voice/a.json', true],
  ['a?c.txt', 'abc.txt', true],
  ['a?c.txt', 'a/c.txt', false],
  ['a+(b).txt', 'a+(b).txt', true],
])('%s and %s: %s', (pattern, key, expected) => {
  expect(matcherOf([pattern])(key)).toBe(expected);
});

test('several patterns match what any of them matches, and none matches nothing', () => {
  expect(matcherOf(['a.txt', 'b.txt'])('x/b.txt')).toBe(true);
  expect(matcherOf([])('x/b.txt')).toBe(false);
});
