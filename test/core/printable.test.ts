import { printable } from '../../core/printable';

test('characters that could move a cursor or reverse text are written as escapes', () => {
  expect(printable('a\u001b[2Jb')).toBe('a\\u{1b}[2Jb');
  expect(printable('\u202egnp.exe')).toBe('\\u{202e}gnp.exe');
  expect(printable('plain, ü and 日本')).toBe('plain, ü and 日本');
});
