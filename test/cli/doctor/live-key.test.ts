import { mostNamed } from '../../../cli/doctor/live-key';

test.each<[string, string[], string | undefined]>([
  ['all agree', ['a', 'a', 'a'], 'a'],
  ['the alias was moved', ['b', 'a', 'a', 'a'], 'a'],
  ['the default encryption is another', ['a', 'b', 'a', 'a'], 'a'],
  ['two are named as often', ['a', 'b'], 'a'],
  ['nothing names one', [], undefined],
])('the key of a store is the one most name: %s', (_, arns, expected) => {
  expect(mostNamed(arns)).toBe(expected);
});
