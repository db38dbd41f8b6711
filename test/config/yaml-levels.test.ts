import { readSource } from '../../config/source';

const problemsOf = (text: string) =>
  readSource(text).problems.map(({ rule, line, what }) => [rule, line, what]);

test('dashes in a text of several lines, whose line may have a comment, are no list', () => {
  expect(problemsOf('reason: | # why\n  - one\n    - two\n')).toEqual([]);
  expect(problemsOf('reason:\n  - one\n    - two\n')).toEqual([
    ['yaml-syntax', 3, '- two is indented by 4 spaces, and the entry before it by 2'],
  ]);
});

test.each([
  ['region: x\nregion:\n', 2],
  ['administrators:\n- a\nadministrators:\n- b\n', 3],
])('in %j only the key that occurs twice is reported', (text, line) => {
  expect(problemsOf(text)).toEqual([['yaml-duplicate-key', line, 'the key occurs a second time']]);
});
