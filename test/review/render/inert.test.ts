import { inertText } from '../../../review/render/inert';

test.each([
  ['::stop-commands::x', '\\u{3a}:stop-commands::x'],
  ['  ::add-mask::x', '  \\u{3a}:add-mask::x'],
  ['a ##[error]x', 'a ##\\u{5b}error]x'],
  ['a\n::error::x', 'a\\u{a}::error::x'],
  ['arn:aws:s3:::calls', 'arn:aws:s3:::calls'],
  ['# [a]', '# [a]'],
])('%j cannot start a workflow command', (value, shown) => {
  expect(inertText(value)).toBe(shown);
});
