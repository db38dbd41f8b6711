import { inspect } from 'node:util';
import { Secret } from '../../core/secret';

const secret = new Secret('hush-hush');

test('only reveal returns the secret', () => {
  expect(secret.reveal()).toBe('hush-hush');
});

test.each([
  ['in a text', String(secret)],
  ['as JSON', JSON.stringify({ secret })],
  ['inspected', inspect({ secret }, { showHidden: true, depth: 9 })],
  ['copied', JSON.stringify(Object.assign({}, secret))],
  ['in an error', String(new Error(`it is ${String(secret)}`))],
])('%s does not contain the secret', (_, text) => {
  expect(text).not.toContain('hush');
});
