import { isAtLeast } from '../../core/version';

test.each([
  ['5.99.0', '5.99.0', true],
  ['5.100.0', '5.99.0', true],
  ['5.98.9', '5.99.0', false],
  ['6.0.0', '5.99.0', true],
  ['5.99.0', '6.0.0', false],
  ['6.19.1', '6.19.0', true],
  ['6.9.0', '6.19.0', false],
  ['6.19', '6.19.0', false],
  ['~> 6.19', '5.0.0', false],
])('%s is at least %s: %s', (version, least, expected) => {
  expect(isAtLeast(version, least)).toBe(expected);
});
