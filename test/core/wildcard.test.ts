import { matchesWildcard } from '../../core/wildcard';

test.each([
  ['calls-*', 'calls-prod', true],
  ['calls-*', 'calls-', true],
  ['calls-*', 'my-calls-prod', false],
  ['*', '', true],
  ['a.b', 'a.b', true],
  ['a.b', 'axb', false],
  ['a?', 'ab', false],
  ['(a|b)', '(a|b)', true],
])('%s matches %j: %p', (pattern, text, expected) => {
  expect(matchesWildcard(pattern, text)).toBe(expected);
});
