/** Names of characters in HTML. */
export const ENTITIES: Readonly<Record<string, string>> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
  '/': 'sol',
  '+': 'plus',
  '=': 'equals',
};

/** The Base64 characters that depend on the text only, if it begins `offset` bytes after a multiple of three. */
export function innerBase64(text: Buffer, offset: number): string {
  const bytes = Buffer.concat([Buffer.alloc(offset), text]);
  const whole = Math.floor(bytes.length / 3) * 4;
  return bytes.toString('base64').slice(offset === 0 ? 0 : 4, whole);
}
