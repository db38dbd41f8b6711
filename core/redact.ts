import { innerBase64, writingsOf } from './encodings';
import {
  COMPARED,
  DUMPED,
  HEX_DIGITS,
  inLatin1,
  LISTED,
  type Range,
  DecodedText,
  readingsOf,
  WITHOUT_MARKS,
  WITHOUT_SEAMS,
} from './decoded-text';
import { Secret } from './secret';
import { Parts, rangesIn, redactEncodedParts, replaceRanges } from './secret-parts';

/**
 * Masks secrets in a text: in clear, with any of its characters escaped as in JSON, HTML, URLs, quoted-printable or code,
 * in hexadecimal and its dumps, as a list of bytes, and in Base64 together with any text around them, in UTF-8 and UTF-16;
 * also across line breaks. Long parts of a secret are masked as well, in most of these forms. It takes time in proportion
 * to the text.
 *
 * @param secrets - @default - every {@link Secret} of this process
 */
export function redact(text: string, secrets: Iterable<Secret> = Secret.all()): string {
  const all = [...secrets];
  if (all.length === 0 || text === '') return text;
  const haystacks = haystacksOf(text);
  const ranges = all.flatMap((secret) => rangesOf(secret.reveal(), haystacks));
  const masked = replaceRanges(text, ranges, String(all[0]));
  return all.reduce(redactEncodedParts, masked);
}

/** Shorter forms would match parts of ordinary words. */
const SHORTEST = 6;

/** The readings of a text in which a form of a secret is looked for. */
interface Haystacks {
  readonly words: readonly DecodedText[];
  readonly clear: readonly DecodedText[];
  readonly base64: readonly DecodedText[];
  readonly hex: readonly DecodedText[];
  readonly list: readonly DecodedText[];
}

function haystacksOf(text: string): Haystacks {
  const words = distinct(readingsOf(text));
  const as = (step: typeof COMPARED) => distinct(words.map((each) => each.read(step)));
  const base64 = as(WITHOUT_SEAMS);
  return {
    words,
    base64,
    clear: distinct([...as(COMPARED), ...as(WITHOUT_MARKS), ...base64]),
    hex: distinct([...as(HEX_DIGITS), ...as(DUMPED)]),
    list: as(LISTED),
  };
}

function distinct(readings: readonly DecodedText[]): DecodedText[] {
  return [...new Map(readings.map((each) => [each.text, each])).values()];
}

/** What is looked for. Few of them are ever needed again, but a secret is looked for in every output. */
interface Needles {
  /** In clear: the secret, or its long parts. */
  readonly clear: readonly Parts[];
  readonly word: string | undefined;
  readonly base64: readonly string[];
  readonly hex: readonly string[];
  readonly list: readonly string[];
}

const known = new Map<string, Needles>();

function needlesOf(secret: string): Needles {
  const needles = known.get(secret) ?? newNeedles(secret);
  known.set(secret, needles);
  return needles;
}

const NONE: Needles = { clear: [], word: undefined, base64: [], hex: [], list: [] };

function newNeedles(secret: string): Needles {
  const compared = [secret, secret.replaceAll(' ', '+')].flatMap((each) =>
    [each, inLatin1(each)].map((text) => new DecodedText(text).read(COMPARED).text),
  );
  // A short secret is masked where it stands alone: it may be a part of any word.
  if ((compared[0] ?? '').length < SHORTEST) {
    return { ...NONE, word: secret.length < 3 ? undefined : secret };
  }
  const encodings = encodingsOf(secret);
  const ofBase64 = Buffer.from(Buffer.from(secret).toString('base64').replace(/=+$/, ''));
  const bytes = [...encodings, ofBase64];
  const hex = bytes.map((each) => each.toString('hex'));
  return {
    word: undefined,
    clear: [...new Set(compared)].map((each) => new Parts(each)),
    base64: base64Of(secret, encodings),
    hex: [...hex, ...hex.map((each) => each.toUpperCase())],
    list: bytes.map((each) => each.toString('latin1')),
  };
}

const OFFSETS = [0, 1, 2];

const inBase64 = (bytes: Buffer) => OFFSETS.map((offset) => innerBase64(bytes, offset));

/** The Base64 of a secret and of its writings, wherever it begins in a text, and that of its Base64. */
function base64Of(secret: string, encodings: readonly Buffer[]): string[] {
  const once = encodings.flatMap(inBase64);
  const again = once.flatMap((each) => inBase64(Buffer.from(each)));
  const written = writingsOf(secret).flatMap((each) => inBase64(Buffer.from(each)));
  const forUrls = [...once, ...written].map((each) =>
    each.replaceAll('+', '-').replaceAll('/', '_'),
  );
  const all = new Set([...once, ...again, ...written, ...forUrls]);
  return [...all].filter((each) => each.length >= SHORTEST);
}

/** The bytes of a text in UTF-8, and in UTF-16 with either order of bytes. */
function encodingsOf(text: string): readonly Buffer[] {
  const little = Buffer.from(text, 'utf16le');
  return [Buffer.from(text), little, Buffer.from(little).swap16()];
}

function rangesOf(secret: string, haystacks: Haystacks): Range[] {
  const needles = needlesOf(secret);
  const { word } = needles;
  const whole = (['base64', 'hex', 'list'] as const).flatMap((form) =>
    haystacks[form].flatMap((reading) =>
      needles[form].flatMap((needle) => located(reading, rangesIn(needle, reading.text))),
    ),
  );
  return [
    ...whole,
    ...haystacks.clear.flatMap((reading) =>
      needles.clear.flatMap((parts) => located(reading, parts.rangesIn(reading.text))),
    ),
    ...(word === undefined
      ? []
      : haystacks.words.flatMap((reading) =>
          located(reading, rangesIn(word, reading.text).filter(standsAlone(reading.text))),
        )),
  ];
}

const located = (reading: DecodedText, ranges: readonly Range[]) =>
  ranges.map((range) => reading.locate(range));

function standsAlone(text: string): (range: Range) => boolean {
  return ([from, end]) => !/\w/.test(text.charAt(from - 1) + text.charAt(end));
}
