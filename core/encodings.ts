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
  '!': 'excl',
  '#': 'num',
  $: 'dollar',
  '%': 'percnt',
  '(': 'lpar',
  ')': 'rpar',
  '*': 'ast',
  ',': 'comma',
  '.': 'period',
  ':': 'colon',
  ';': 'semi',
  '?': 'quest',
  '@': 'commat',
  '[': 'lsqb',
  '\\': 'bsol',
  ']': 'rsqb',
  _: 'lowbar',
  '`': 'grave',
  '{': 'lcub',
  '|': 'verbar',
  '}': 'rcub',
};

/** Writings of a text in which it may be encoded again: of an address, of JSON, of HTML, and in hexadecimal. */
export function writingsOf(text: string): readonly string[] {
  const html = Array.from(text, (each) =>
    '&<>"'.includes(each) ? `&${ENTITIES[each] ?? ''};` : each,
  ).join('');
  const json = JSON.stringify(text).slice(1, -1);
  return [
    encodeURIComponent(text),
    json,
    json.replaceAll('/', '\\/'),
    html,
    Buffer.from(text).toString('hex'),
  ];
}

/** The Base64 characters that depend on the text only, if it begins `offset` bytes after a multiple of three. */
export function innerBase64(text: Buffer, offset: number): string {
  const bytes = Buffer.concat([Buffer.alloc(offset), text]);
  const whole = Math.floor(bytes.length / 3) * 4;
  return bytes.toString('base64').slice(offset === 0 ? 0 : 4, whole);
}
