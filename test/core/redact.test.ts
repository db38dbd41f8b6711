import { redact } from '../../core/redact';
import { Secret } from '../../core/secret';

const SECRET = 'wJalr/XUtn+FEMI=K7MDENG&bPxRfiCY';
const masked = (text: string) => redact(text, [new Secret(SECRET)]);

test.each([
  ['in clear', SECRET],
  [
    'in HTML with names',
    SECRET.replaceAll('&', '&amp;')
      .replaceAll('/', '&sol;')
      .replace('+', '&plus;')
      .replace('=', '&equals;'),
  ],
  ['as a part of an address', encodeURIComponent(SECRET)],
  ['in Base64', Buffer.from(SECRET).toString('base64')],
  ['in Base64 behind a name', Buffer.from(`AC12:${SECRET}`).toString('base64')],
  ['in Base64 behind a longer name', Buffer.from(`AC123:${SECRET}:more`).toString('base64')],
  ['in Base64 for addresses', Buffer.from(`a${SECRET}`).toString('base64url')],
  ['with escaped percent signs', encodeURIComponent(encodeURIComponent(SECRET))],
  ['over two lines', `${SECRET.slice(0, 9)}\n  ${SECRET.slice(9)}`],
])('a secret is masked %s', (_, form) => {
  const text = masked(`before ${form} behind`);
  expect(text).toMatch(/^before .*<redacted>.* behind$/s);
  expect(text.replaceAll(/\s/g, '')).not.toContain(SECRET);
  // At most the few characters that the secret shares with its neighbours stay.
  expect(text.length).toBeLessThan('before <redacted> behind'.length + 24);
});

const QUOTED = `a"b\\c'd<e>f&g/h ü€😀 of a longer secret`;
const escaped = (prefix: string, suffix: string, digits: number) =>
  QUOTED.split('')
    .map((unit) => prefix + unit.charCodeAt(0).toString(16).padStart(digits, '0') + suffix)
    .join('');
const bytes = (prefix: string) =>
  [...Buffer.from(QUOTED)]
    .map((byte) => prefix + byte.toString(16).toUpperCase().padStart(2, '0'))
    .join('');

test.each([
  ['JSON', JSON.stringify(QUOTED).slice(1, -1)],
  ['JSON with escaped slashes', JSON.stringify(QUOTED).slice(1, -1).replaceAll('/', '\\/')],
  ['JSON with code units', escaped('\\u', '', 4)],
  ['JSON in capitals', escaped('\\u', '', 4).toUpperCase().replaceAll('U', 'u')],
  [
    'HTML',
    QUOTED.replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;'),
  ],
  [
    'HTML with numbers',
    Array.from(QUOTED)
      .map((each) => `&#${String(each.codePointAt(0))};`)
      .join(''),
  ],
  [
    'HTML in hexadecimal',
    Array.from(QUOTED)
      .map((c) => `&#x${(c.codePointAt(0) ?? 0).toString(16)};`)
      .join(''),
  ],
  ['URLs', encodeURIComponent(QUOTED)],
  ['every byte of URLs', bytes('%')],
  ['URLs, twice', encodeURIComponent(encodeURIComponent(QUOTED))],
  ['quoted-printable', bytes('=')],
  ['quoted-printable over lines', bytes('=').replace(/(.{30})/g, '$1=\r\n')],
  ['hexadecimal', Buffer.from(QUOTED).toString('hex')],
  ['hexadecimal in capitals', Buffer.from(QUOTED).toString('hex').toUpperCase()],
])('a secret with any characters is masked in %s', (_, form) => {
  expect(redact(`before ${form} behind`, [new Secret(QUOTED)])).toBe('before <redacted> behind');
});

const spaced = (text: string, between: string) =>
  Array.from(Buffer.from(text).toString('hex').match(/../g) ?? []).join(between);
const asJson = (text: string) => JSON.stringify(text).slice(1, -1);
const html = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const octal = (text: string, zeros = '') =>
  Array.from(Buffer.from(text), (byte) => `\\${zeros}${byte.toString(8).padStart(3, '0')}`).join(
    '',
  );
const codeOf = (text: string) =>
  Array.from(Buffer.from(text), (byte) => `\\x${byte.toString(16)}`).join('');
const numbered = (text: string) =>
  JSON.stringify(Object.fromEntries(Buffer.from(text).entries())).slice(1, -1);
const bigEnd = (text: string) => Buffer.from(text, 'utf16le').swap16();
const base64 = (text: string) => Buffer.from(text).toString('base64');

test.each([
  ['JSON in JSON', asJson(asJson(QUOTED))],
  ['JSON in JSON in JSON', asJson(asJson(asJson(QUOTED)))],
  ['HTML, twice', html(html(QUOTED))],
  [
    'code points',
    Array.from(QUOTED, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`).join(''),
  ],
  ['octal', octal(QUOTED)],
  ['octal, with zeros', octal(QUOTED, '0')],
  ['octal, where it is not ASCII', QUOTED.replaceAll(/[^ -~]+/g, (text) => octal(text))],
  ['bytes of code, where it is not ASCII', QUOTED.replaceAll(/[^ -~]+/g, (text) => codeOf(text))],
  ['characters of Latin-1', QUOTED.replace('ü', '\\xfc')],
  ['a list of bytes', [...Buffer.from(QUOTED)].join(',')],
  ['a list of bytes on lines', [...Buffer.from(QUOTED)].join(',\n    ')],
  ['an escaped list of bytes', [...Buffer.from(QUOTED)].join(', ').replaceAll(' ', '\n')],
  ['bytes in UTF-16', [...Buffer.from(QUOTED, 'utf16le')].join(', ')],
  ['numbered bytes', numbered(QUOTED).replace('"0":', '')],
  ['numbered bytes of JSON in JSON', asJson(numbered(QUOTED)).replace('\\"0\\":', '')],
  ['UTF-16 that is read as UTF-8', Array.from(QUOTED).join('\0')],
  ['the same in JSON', Array.from(QUOTED, asJson).join('\\u0000')],
  ['hexadecimal of UTF-16', Buffer.from(QUOTED, 'utf16le').toString('hex')],
  ['hexadecimal of UTF-16, big end first', bigEnd(QUOTED).toString('hex')],
  ['Base64 of UTF-16', Buffer.from(QUOTED, 'utf16le').toString('base64')],
  ['Base64 of UTF-16, big end first', bigEnd(QUOTED).toString('base64')],
  ['Base64 of Base64', base64(base64(QUOTED))],
  ['hexadecimal with spaces', spaced(QUOTED, ' ')],
  ['hexadecimal with colons', spaced(QUOTED, ':')],
  ['colours', `${QUOTED.slice(0, 9)}\x1b[0m\x1b[31m${QUOTED.slice(9)}`],
  ['a message of Terraform', QUOTED.replace(/^(.{9})/, '$1\n\u2502 ')],
  ['a quotation', QUOTED.replace(/^(.{9})/, '$1\n> ')],
  ['characters without width', Array.from(QUOTED).join('\u200b')],
  ['hexadecimal on lines', spaced(QUOTED, ':').replaceAll(/(.{45})/g, '$1\n        ')],
  ['hexadecimal with dots', spaced(QUOTED, '.')],
  ['hexadecimal with underscores', spaced(QUOTED, '_')],
  ['hexadecimal of Base64', Buffer.from(base64(QUOTED)).toString('hex')],
  ['Base64 of hexadecimal', base64(Buffer.from(QUOTED).toString('hex'))],
  ['Base64 of an address', base64(encodeURIComponent(QUOTED))],
  ['Base64 of JSON', base64(asJson(QUOTED))],
  [
    'escapes of URLs with code units',
    QUOTED.split('')
      .map((unit) => `%u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  ],
  ['a form', new URLSearchParams({ a: QUOTED }).toString().slice(2)],
  [
    'HTML with numbers without semicolons',
    Array.from(QUOTED, (c) => `&#${c.codePointAt(0) ?? 0}`).join(''),
  ],
  [
    'code points of Perl',
    Array.from(QUOTED, (c) => `\\x{${(c.codePointAt(0) ?? 0).toString(16)}}`).join(''),
  ],
  [
    'code points of Python',
    Array.from(QUOTED, (c) => `\\U${(c.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`).join(
      '',
    ),
  ],
  ['bytes with leading zeros', [...Buffer.from(QUOTED)].map((each) => `0${each}`).join(',')],
  ['texts of code', QUOTED.replace(/^(.{9})/, "$1' +\n      '")],
  ['lines of a program', QUOTED.replace(/^(.{9})/, '$1\n   12 | ')],
  ['lines of a comment', QUOTED.replace(/^(.{9})/, '$1\n // ')],
  ['lines of a shell', QUOTED.replace(/^(.{9})/, '$1\\\n')],
  ['tags of HTML', QUOTED.replace(/^(.{9})/, '$1<br/></b><b class="a">')],
  ['soft hyphens of HTML', Array.from(QUOTED).join('&shy;')],
  [
    'codes of a terminal',
    `${QUOTED.slice(0, 9)}\x1b[2K\x1b]8;;https://a.example\x07${QUOTED.slice(9)}`,
  ],
  ['escaped codes of a terminal', `${QUOTED.slice(0, 9)}\\u001b[1m\\033[0m${QUOTED.slice(9)}`],
])('a secret is masked in %s', (_, form) => {
  const text = redact(`before ${form} behind`, [new Secret(QUOTED)]);
  // Of Base64, the last characters can depend on what follows.
  expect(text).toMatch(/^before <redacted>[\w=]{0,8} behind$/);
});

/** A dump of 16 bytes a line: the offset, the bytes in groups, and the characters. */
function dumpOf(
  text: string,
  { offset = ':', group = 1, between = '', characters = ' ', digits = 8 },
): string {
  const all = Buffer.from(text);
  const lines = Array.from({ length: Math.ceil(all.length / 16) }, (_, line) => {
    const row = all.subarray(line * 16, line * 16 + 16);
    const halves = [row.subarray(0, 8), row.subarray(8)].map((half) =>
      half.toString('hex').replaceAll(new RegExp(`(.{${group * 2}})(?=.)`, 'g'), '$1 '),
    );
    const shown = row.toString('latin1').replaceAll(/[^ -~]/g, '.');
    const at = (line * 16).toString(16).padStart(digits, '0');
    return `${at}${offset} ${halves.join(between || ' ').padEnd(48)}${characters}${shown}`;
  });
  return lines.join('\n');
}

test.each([
  ['hexdump', { offset: ' ', between: '  ', characters: '  |' }],
  ['xxd', { group: 2, characters: '  ' }],
  ['openssl', { offset: ' -', between: '-', digits: 4, characters: '   ' }],
  ['curl', { digits: 4 }],
  ['od', { offset: '', digits: 7 }],
])('a secret is masked in a dump of %s, with the characters next to it', (_, form) => {
  const dump = dumpOf(`POST /token HTTP/1.1\r\n\r\ntoken=${SECRET}&more=1`, form);
  for (const text of [dump, asJson(dump)]) {
    const result = redact(`before\n${text}\nbehind`, [new Secret(SECRET)]);
    expect(result).toMatch(/^before\n0+ ?[:-]? 50.*<redacted>.*behind$/s);
    expect(result).not.toMatch(/wJal|FEMI|K7MD|bPxR|iCY/);
  }
});

test('a dump without a secret stays', () => {
  const dump = dumpOf(`POST /token HTTP/1.1\r\n\r\n${SECRET.slice(0, 9)} and another text`, {});
  expect(masked(dump)).toBe(dump);
});

test('a secret is masked in a list of its characters', () => {
  expect(masked(JSON.stringify(Array.from(SECRET), null, 2))).toBe('[\n  "<redacted>"\n]');
});

test('a long secret is masked in Base64 on lines, and what only shares its letters is not', () => {
  const key = Array.from({ length: 60 }, (_, index) => `${index * 7919}+/key of ${index}`).join(
    '\n',
  );
  const lines = base64(key).replaceAll(/(.{64})/g, '$1\n');
  expect(redact(`before ${lines} behind`, [new Secret(key)])).toMatch(
    /^before <redacted>[\w=]{0,8} behind$/,
  );
  const other = lines.replaceAll('M', 'N');
  expect(redact(other, [new Secret(key)])).toBe(other);
});

test('a short secret is masked where it stands alone', () => {
  const short = (text: string) => redact(text, [new Secret('ab12')]);
  expect(short('ab12, "ab12" and =ab12&')).toBe('<redacted>, "<redacted>" and =<redacted>&');
  expect(short('cab12 and ab123')).toBe('cab12 and ab123');
});

test('more than half of a secret is masked, less is not', () => {
  expect(masked(`x ${SECRET.slice(0, 16)} y`)).toBe('x <redacted> y');
  expect(masked(`x ${SECRET.slice(10, 29)} y`)).toBe('x <redacted> y');
  expect(masked(`x ${SECRET.slice(0, 15)} y`)).toBe(`x ${SECRET.slice(0, 15)} y`);
  expect(masked(`${SECRET.slice(0, 20)} ${SECRET.slice(5, 25)}`)).toBe('<redacted> <redacted>');
});

const PART = SECRET.slice(0, 20);

test.each([
  ['URLs', encodeURIComponent(PART)],
  ['URLs, twice', encodeURIComponent(encodeURIComponent(PART))],
  ['JSON with escaped slashes', PART.replaceAll('/', '\\/')],
  ['JSON in JSON with escaped slashes', asJson(PART.replaceAll('/', '\\/'))],
  [
    'JSON with code units',
    Array.from(PART, (c) => `\\u00${Buffer.from(c).toString('hex')}`).join(''),
  ],
  ['HTML', PART.replaceAll('/', '&#x2F;').replaceAll('=', '&#61;').replaceAll('+', '&plus;')],
  ['quoted-printable', `${PART.slice(0, 5)}=\r\n${PART.slice(5)}`.replaceAll('=K', '=3DK')],
  ['lines', `${PART.slice(0, 9)}\n   ${PART.slice(9)}`],
  ['hexadecimal', Buffer.from(PART).toString('hex')],
  ['hexadecimal in capitals', Buffer.from(PART).toString('hex').toUpperCase()],
  ['Base64', base64(PART)],
  ['Base64 behind a name', base64(`AC12:${PART}`)],
  [
    'Base64 behind a longer name, for addresses',
    Buffer.from(`AC123:${PART}`).toString('base64url'),
  ],
])('a long part of a secret is masked in %s', (_, form) => {
  expect(masked(`before ${form} behind`)).toMatch(/^before <redacted>={0,2}(3DK7MD)? behind$/);
});

test('a short part stays in every form', () => {
  const short = SECRET.slice(0, 15);
  const forms = [encodeURIComponent(short), base64(short), Buffer.from(short).toString('hex')];
  expect(forms.map(masked)).toEqual(forms);
});

test('without a list, every secret of the process is masked', () => {
  const value = 'ein-anderes-Geheimnis-42';
  new Secret(value);
  expect(redact(`it is ${value}`)).toBe('it is <redacted>');
});

test('a masked JSON text is still JSON', () => {
  const text = JSON.stringify({ a: QUOTED, b: [`x${QUOTED}y`] }, null, 2);
  expect(JSON.parse(redact(text, [new Secret(QUOTED)]))).toEqual({
    a: '<redacted>',
    b: ['x<redacted>y'],
  });
});

test.each([
  ['backslashes', '\\'.repeat(50_000)],
  ['a beginning and backslashes', `w${'\\'.repeat(2_000)}`.repeat(20)],
  ['quotes and spaces', `w"${' '.repeat(1_000)}`.repeat(200)],
  ['entities', '&amp;'.repeat(20_000)],
  ['tags that do not end', '<a '.repeat(70_000)],
  ['bytes of a dump on one line', '00 '.repeat(50_000)],
  ['short lines of a dump', '00000010  ab\n'.repeat(20_000)],
  ['codes of a terminal that do not end', '\x1b]'.repeat(100_000)],
])('a text of %s takes time in proportion to its length', (_, text) => {
  const started = performance.now();
  expect(masked(text)).toBe(text);
  expect(performance.now() - started).toBeLessThan(10_000);
});

test('all other text stays', () => {
  expect(redact('[1, 119, 74, 97, 108, 114, 470]', [new Secret('wJalr/')])).toBe(
    '[1, 119, 74, 97, 108, 114, 470]',
  );
  expect(masked('wJalr/XUtn is only a part')).toBe('wJalr/XUtn is only a part');
  expect(redact('nothing to hide', [])).toBe('nothing to hide');
});
