import { ENTITIES, innerBase64 } from './encodings';
import { Secret } from './secret';
import { redactParts } from './secret-parts';

/**
 * Masks secrets in a text: in clear, with any of its characters escaped as in JSON, HTML, URLs, quoted-printable or code,
 * in hexadecimal, as a list of bytes, and in Base64 together with any text around them, in UTF-8 and UTF-16; also across
 * line breaks. Long parts of a secret are masked as well, in most of these forms.
 *
 * @param secrets - @default - every {@link Secret} of this process
 */
export function redact(text: string, secrets: Iterable<Secret> = Secret.all()): string {
  let masked = text;
  const joined = text.replaceAll(BREAKS, '');
  for (const secret of secrets) {
    for (const form of formsOf(secret.reveal())) {
      if (!form.mayBeIn(text, joined)) continue;
      masked = masked.replace((form.expression ??= form.compile()), String(secret));
    }
    masked = redactParts(masked, secret);
  }
  return masked;
}

/** Shorter forms would match parts of ordinary words. */
const SHORTEST = 6;

/** How a secret can be written. An expression for a long secret takes long to compile, and few are ever needed. */
interface Form {
  /** A cheap test: whether the form could be in a text, and in the same text without line breaks. */
  readonly mayBeIn: (text: string, joined: string) => boolean;
  readonly compile: () => RegExp;
  expression?: RegExp;
}

const forms = new Map<string, readonly Form[]>();

function formsOf(secret: string): readonly Form[] {
  const known = forms.get(secret);
  if (known) return known;
  const found = secret.length < SHORTEST ? wholeWord(secret) : [...longForms(secret)];
  forms.set(secret, found);
  return found;
}

function* longForms(secret: string): Iterable<Form> {
  yield { mayBeIn: atLeast(secret.length), compile: () => expressionOf(secret) };
  const encoded = encodingsOf(secret);
  for (const bytes of encoded) {
    yield { mayBeIn: atLeast(bytes.length * 2), compile: () => hexExpression(bytes) };
    yield { mayBeIn: atLeast(bytes.length * 2 - 1), compile: () => listExpression(bytes) };
  }
  const base64 = encoded.flatMap((bytes) => OFFSETS.map((offset) => innerBase64(bytes, offset)));
  const again = base64.flatMap((each) =>
    OFFSETS.map((offset) => innerBase64(Buffer.from(each), offset)),
  );
  const forUrls = base64.map((each) => each.replaceAll('+', '-').replaceAll('/', '_'));
  for (const text of new Set([...base64, ...forUrls, ...again])) {
    if (text.length >= SHORTEST) yield base64Form(text);
  }
}

function atLeast(length: number): Form['mayBeIn'] {
  return (text) => text.length >= length;
}

/** Of Base64 only what is neither a letter nor a digit is ever escaped, so its longest run of those is in the text. */
function base64Form(text: string): Form {
  const [run = ''] = (text.match(/[a-zA-Z0-9]+/g) ?? []).sort((a, b) => b.length - a.length);
  return {
    mayBeIn: (_, joined) => joined.includes(run),
    compile: () =>
      new RegExp(
        Array.from(text, (each) => (/\w/.test(each) ? each : anyForm(each))).join(`${BREAK}*`),
        'g',
      ),
  };
}

/** What may be between two characters of Base64: white space, also escaped, and soft line breaks. */
const BREAK = '(?:\\s|=\\r?\\n|\\\\+[nrt])';
const BREAKS = new RegExp(`${BREAK}+`, 'g');

/** A short secret is masked where it stands alone: it may be a part of any word. */
function wholeWord(secret: string): readonly Form[] {
  if (secret.length < 3) return [];
  const compile = () => new RegExp(`(?<!\\w)${Array.from(secret, anyForm).join('')}(?!\\w)`, 'g');
  return [{ mayBeIn: atLeast(secret.length), compile }];
}

/** The bytes of a text in UTF-8, and in UTF-16 with either order of bytes. */
function encodingsOf(text: string): readonly Buffer[] {
  const little = Buffer.from(text, 'utf16le');
  return [Buffer.from(text), little, Buffer.from(little).swap16()];
}

/** Bytes in hexadecimal, also with something between or in front of them: `77:4a`, `77 4a`, `\\x77\\x4a`, `0x77, 0x4a`. */
function hexExpression(bytes: Buffer): RegExp {
  const pairs = bytes.toString('hex').match(/../g) ?? [];
  return new RegExp(pairs.join('[\\s:,-]{0,2}(?:0x|\\\\+x)?'), 'gi');
}

/** Bytes as decimal numbers, also each behind its index: `[119, 74]`, `{"0":119,"1":74}`. */
function listExpression(bytes: Buffer): RegExp {
  const between = '\\s*[,;\\s]\\s*(?:\\\\*["\']?\\d+\\\\*["\']?\\s*[:=]\\s*)?';
  return new RegExp(`(?<!\\d)${[...bytes].join(between)}(?!\\d)`, 'g');
}

const OFFSETS = [0, 1, 2];

const hexOf = (text: string) => Buffer.from(text).toString('hex');

/** Of quoted-printable; it may be within a character. */
const SOFT_BREAK = '(?:=\\r?\\n)?';

/**
 * What may be between two characters: white space, soft line breaks, the frame of Terraform's messages or the mark of a
 * quotation in front of a line, colours, characters without width, and the zeros of UTF-16.
 */
const BETWEEN =
  '(?:\\s|=\\r?\\n|\\\\+[nrt]|(?<=\\n *)[\u2502|>]|\\x1b\\[[\\d;]*m|[\u00ad\u200b-\u200d\u2060\ufeff\0]|\\\\+(?:u00|x)00)*';

function expressionOf(form: string): RegExp {
  return new RegExp(Array.from(form, anyForm).join(BETWEEN), 'g');
}

/** A character in clear or escaped. */
function anyForm(character: string): string {
  const bytes = hexOf(character).match(/../g) ?? [];
  const each = (before: string, between = '') =>
    bytes.map((byte) => before + anyCase(byte)).join(between);
  const units = character
    .split('')
    .map((unit) => `\\\\+u${anyCase(unit.charCodeAt(0).toString(16).padStart(4, '0'))}`);
  const point = character.codePointAt(0) ?? 0;
  const entity = ENTITIES[character];
  const literal = character.replace(/[.*+?^${}()|[\]\\/-]/, '\\$&');
  const forms = [
    // An escaped URL may be escaped again.
    each('%(?:25)*'),
    each('=', SOFT_BREAK),
    units.join(''),
    ...codeForms(character),
    `\\\\+u\\{0*${anyCase(point.toString(16))}\\}`,
    // An escaped page may be escaped again.
    `&(?:amp;)*#0*${point};`,
    `&(?:amp;)*#[xX]0*${anyCase(point.toString(16))};`,
    ...(entity === undefined ? [] : [`&(?:amp;)*${entity};`]),
    // JSON escapes quotes, backslashes and, at will, slashes, and again where it is a text of JSON.
    character === '\\' ? '\\\\+' : `\\\\*${literal}`,
  ];
  return `(?:${forms.join('|')})`;
}

/** Bytes as in code: in hexadecimal or octal, or a character of Latin-1 as one of them. */
function codeForms(character: string): string[] {
  const code = (byte: number) => {
    const hex = anyCase(byte.toString(16).padStart(2, '0'));
    return `\\\\+(?:x${hex}|0*${byte.toString(8)}(?![0-7]))`;
  };
  const point = character.codePointAt(0) ?? 0;
  const bytes = [...Buffer.from(character)].map(code).join('');
  return point < 0x80 || point > 0xff ? [bytes] : [bytes, code(point)];
}

function anyCase(hex: string): string {
  return hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}
