import { ENTITIES } from './encodings';

/** From the first character to the one behind the last. */
export type Range = readonly [from: number, end: number];

type Groups = Readonly<Record<string, string | undefined>>;

/** How a text is read: what its matches mean. Everything else stays. */
interface Step {
  readonly expression: RegExp;
  readonly meaning: (groups: Groups) => string;
}

/** A text as it can be read, and where each of its characters is in the text that was given. */
export class DecodedText {
  readonly text: string;
  private places: Places | undefined;

  constructor(
    text: string,
    private readonly origin?: { readonly of: DecodedText; readonly step: Step },
  ) {
    this.text = text;
  }

  read(step: Step): DecodedText {
    const text = this.text.replaceAll(step.expression, (...match) =>
      step.meaning(match.at(-1) as Groups),
    );
    return text === this.text ? this : new DecodedText(text, { of: this, step });
  }

  /** Where a range of this reading is in the text that was given. */
  locate([from, end]: Range): Range {
    if (!this.origin) return [from, end];
    const { of, step } = this.origin;
    this.places ??= placesOf(of.text, step, this.text.length);
    return of.locate([this.places.from[from] ?? 0, this.places.to[end - 1] ?? 0]);
  }
}

interface Places {
  readonly from: Int32Array;
  readonly to: Int32Array;
}

function placesOf(text: string, { expression, meaning }: Step, length: number): Places {
  const [from, to] = [new Int32Array(length), new Int32Array(length)];
  let count = 0;
  const add = (first: number, end: number) => {
    from[count] = first;
    to[count] = end;
    count += 1;
  };
  let at = 0;
  const keep = (until: number) => {
    for (; at < until; at += 1) add(at, at + 1);
  };
  for (const match of text.matchAll(expression)) {
    keep(match.index);
    at += match[0].length;
    const means = meaning(match.groups ?? {}).length;
    for (let each = 0; each < means; each += 1) add(match.index, at);
  }
  keep(text.length);
  return { from, to };
}

/** Where bytes outside of ASCII are kept until all bytes of a character are known: a part of Unicode for private use. */
const BYTES = 0xf700;

const byte = (value: number) => String.fromCharCode(value < 0x80 ? value : BYTES + value);
/** A text whose characters of Latin-1 are single bytes, as in `\xfc`. */
export function inLatin1(text: string): string {
  return text.replaceAll(/[\u0080-\u00ff]/g, (each) => byte(each.charCodeAt(0)));
}

const unit = (hex: string) => String.fromCharCode(parseInt(hex, 16));

function point(value: number): string {
  return value > 0x10ffff ? '' : String.fromCodePoint(value);
}

const H = '[\\da-fA-F]';

/** Escapes of JSON and of code: `\n`, `\"`, `\u0041`, `\u{41}`, `\x41`, `\101`. */
const CODE = `\\\\(?:[ux]\\{0*(?<braced>${H}{1,6})\\}|u(?<unit>${H}{4})|U(?<long>${H}{8})|x(?<x>${H}{2})|(?<octal>0{0,2}[0-3]?[0-7]{1,2})|(?<letter>[nrte])|(?<plain>[^]))`;

/** Characters of HTML; the semicolon may be left out behind a number. */
const HTML = `&(?:#(?<decimal>\\d{1,9});?|#[xX](?<hex>${H}{1,8});?|(?<blank>shy|nbsp|zwn?j|ZeroWidthSpace|NewLine|Tab);|(?<name>${Object.values(ENTITIES).join('|')});)`;

const URL_ESCAPES = `%(?:u(?<wide>${H}{4})|(?<percent>${H}{2}))`;

/** Quoted-printable. */
const QUOTED = `=(?:\\r?\\n|(?<quoted>${H}{2}))`;

const CHARACTERS = new Map(Object.entries(ENTITIES).map(([character, name]) => [name, character]));

const MEANINGS: Readonly<Record<string, (text: string) => string>> = {
  braced: (hex) => point(parseInt(hex, 16)),
  long: (hex) => point(parseInt(hex, 16)),
  hex: (hex) => point(parseInt(hex, 16)),
  decimal: (digits) => point(Number(digits)),
  unit,
  wide: unit,
  x: (hex) => byte(parseInt(hex, 16)),
  percent: (hex) => byte(parseInt(hex, 16)),
  quoted: (hex) => byte(parseInt(hex, 16)),
  octal: (digits) => byte(parseInt(digits, 8)),
  letter: (letter) => (letter === 'e' ? '\x1b' : '\n'),
  plain: (character) => character,
  name: (name) => CHARACTERS.get(name) ?? '',
};

function unescaped(...escapes: string[]): Step {
  return {
    expression: new RegExp(escapes.join('|'), 'g'),
    meaning: (groups) => {
      const [name, text] = Object.entries(groups).find(([, each]) => each !== undefined) ?? [];
      return (name !== undefined && text !== undefined && MEANINGS[name]?.(text)) || '';
    },
  };
}

const ALL = unescaped(CODE, HTML, URL_ESCAPES);
const ALONE = [CODE, HTML, URL_ESCAPES].map((each) => unescaped(each));
const MAIL = unescaped(QUOTED);

/** How often a text is escaped at most: a message in JSON in an address in a page. */
const DEPTH = 5;

/** The text as it is and without its escapes, as often as it has any. */
export function readingsOf(text: string): DecodedText[] {
  const given = new DecodedText(text);
  const mail = given.read(MAIL);
  const readings = [given, mail, mail.read(ALL), ...ALONE.map((step) => given.read(step))];
  let last = given;
  for (let depth = 0; depth < DEPTH; depth += 1) readings.push((last = last.read(ALL)));
  return readings;
}

/** White space, characters without width and backslashes, which are not compared. */
const NOTHING =
  '[\\s\\\\\\u00ad\\u061c\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u2069\\ufeff\\0]';

/**
 * What can be between two characters of a text that was written over lines or in colours: codes of terminals, the frame
 * of Terraform's messages, the number of a line, and the mark of a quotation or a comment in front of a line.
 */
const MARKS = [
  '(?:\\x1b\\[|\\x9b)[\\d;?]{0,40}[A-Za-z]',
  '\\x1b\\][^\\x07\\x1b]{0,2000}(?:\\x07|\\x1b\\\\)',
  '\\n[ \\t]*(?:\\d{1,6}[ \\t]*[\\u2502|:]|//|[\\u2502|>#*])',
];

/** Tags of HTML, and the end of a text in code with the beginning of the next. */
const SEAMS = ['</?[A-Za-z][^<>\\n]{0,60}>', '["\'`]\\s{0,40}(?:[+.,]\\s{0,40})?["\'`]'];

const OUTSIDE = '(?<outside>[^\\0-\\x7f])';

function inUtf8(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code >= BYTES + 0x80 && code <= BYTES + 0xff) return String.fromCharCode(code - BYTES);
  return Buffer.from(character).toString('latin1');
}

function joined(...left: string[]): Step {
  return {
    expression: new RegExp(`${left.join('|')}|${OUTSIDE}`, 'gu'),
    meaning: ({ outside }) => (outside === undefined ? '' : inUtf8(outside)),
  };
}

/** The bytes of a text in UTF-8 without what is not compared. */
export const COMPARED = joined(NOTHING);

/** {@link COMPARED}, without marks. */
export const WITHOUT_MARKS = joined(...MARKS, NOTHING);

/** {@link WITHOUT_MARKS}, without seams. A secret may itself look like one. */
export const WITHOUT_SEAMS = joined(...MARKS, ...SEAMS, NOTHING);

/** Hexadecimal digits without what separates them: `77:4a`, `0x77, 0x4a`. */
export const HEX_DIGITS: Step = {
  expression: /0x|[\s:;,._|\-"'\\]/g,
  meaning: () => '',
};

/** The bytes of a list of numbers, each with its index or without: `[119, 74]`, `{"0":119,"1":74}`. */
export const LISTED: Step = {
  expression: /\d+\\*["']?\s{0,10}[:=]|(?<![\d.])0{0,9}(?<number>\d{1,3})(?!\d)|\D+|\d+/g,
  meaning: ({ number }) => (number === undefined ? '' : String.fromCharCode(Number(number))),
};

/**
 * The digits of a dump without its offsets and characters: `00000010  77 4a 61  |wJa|`, as hexdump, xxd, od, openssl and
 * curl write it. A digit stands for its whole line, which shows the bytes twice.
 */
export const DUMPED: Step = {
  expression:
    /^[ \t|\u2502>#*]{0,20}(?:0x)?[\da-f]{4,16}(?:[:|]|[ \t]+-)?[ \t]{1,8}(?<bytes>(?:[\da-f]{2}[ \t-]{0,2}){1,16})[^\n]*\n?/gim,
  meaning: ({ bytes = '' }) => bytes.replaceAll(/[ \t-]/g, ''),
};
