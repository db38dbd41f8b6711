import { redact } from '../../core/redact';
import { Secret } from '../../core/secret';

const SECRET = 'wJalr/XUtn+FEMI=K7MDENG&bPxRfiCY';
const masked = (text: string) => redact(text, [new Secret(SECRET)]);

test.each([
  ['in clear', SECRET],
  ['as a part of an address', encodeURIComponent(SECRET)],
  ['in Base64', Buffer.from(SECRET).toString('base64')],
  ['in Base64 behind a name', Buffer.from(`AC12:${SECRET}`).toString('base64')],
  ['in Base64 behind a longer name', Buffer.from(`AC123:${SECRET}:more`).toString('base64')],
  ['in Base64 for addresses', Buffer.from(`a${SECRET}`).toString('base64url')],
  ['over two lines', `${SECRET.slice(0, 9)}\n  ${SECRET.slice(9)}`],
])('a secret is masked %s', (_, form) => {
  const text = masked(`before ${form} behind`);
  expect(text).toMatch(/^before .*<redacted>.* behind$/s);
  expect(text.replaceAll(/\s/g, '')).not.toContain(SECRET);
  // At most the few characters that the secret shares with its neighbours stay.
  expect(text.length).toBeLessThan('before <redacted> behind'.length + 24);
});

test('all other text stays', () => {
  expect(masked('wJalr/XUtn is only a part')).toBe('wJalr/XUtn is only a part');
  expect(redact('nothing to hide', [])).toBe('nothing to hide');
});
