import { printable, withoutCommands } from '../../core/printable';

test('characters that could move a cursor or reverse text are written as escapes', () => {
  expect(printable('a\u001b[2Jb')).toBe('a\\u{1b}[2Jb');
  expect(printable('\u202egnp.exe')).toBe('\\u{202e}gnp.exe');
  expect(printable('plain, ü and 日本')).toBe('plain, ü and 日本');
});

test.each([
  ['::error::x', '\\u003a:error::x'],
  ['a\n \t::add-mask::x', 'a\n \t\\u003a:add-mask::x'],
  ['a\r::stop-commands::x', 'a\r\\u003a:stop-commands::x'],
  ['\u0085\u2003::error::x', '\u0085\u2003\\u003a:error::x'],
  ['a\n\n::error::x\n::error::y', 'a\n\n\\u003a:error::x\n\\u003a:error::y'],
  ['a ##[error]x', 'a ##\\u005berror]x'],
  ['{"a":"##[group]"}', '{"a":"##\\u005bgroup]"}'],
  ['arn:aws:s3:::calls, a::b', 'arn:aws:s3:::calls, a::b'],
  [': a', ': a'],
])('%j does not become a workflow command in the log of a job', (text, shown) => {
  expect(withoutCommands(text)).toBe(shown);
});

test('JSON without workflow commands has the same meaning', () => {
  const json = JSON.stringify({ a: '##[error]', b: '::error::' }, null, 2);
  expect(JSON.parse(withoutCommands(json))).toEqual(JSON.parse(json));
});
