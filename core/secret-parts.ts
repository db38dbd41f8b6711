import { ENTITIES, innerBase64 } from './encodings';
import type { Secret } from './secret';

/** Characters of the shortest part of a secret that is masked, and at least half of the secret. */
const SHORTEST_PART = 16;

/** Masks what is a long part of a secret: in clear, escaped, in Base64 and in hexadecimal. */
export function redactParts(text: string, secret: Secret): string {
  const value = secret.reveal();
  const length = Math.max(SHORTEST_PART, Math.ceil(value.length / 2));
  if (value.length <= length) return text;
  const parts = new Parts(value, length);
  const mask = String(secret);
  const inRuns = (run: string) => (readingsOf(run).some((each) => parts.areIn(each)) ? mask : run);
  const clear = replaceRanges(text, parts.rangesIn(text), mask);
  const read = replaceRanges(clear, escapedRanges(clear, parts), mask);
  return parts.mayBeEncodedIn(read) ? read.replaceAll(RUNS, inRuns) : read;
}

function escapedRanges(text: string, parts: Parts): (readonly [number, number])[] {
  // Cheap, and where each character is written is rarely asked.
  if (!parts.mayBeIn(text.replaceAll(ESCAPED, (...match) => meaningOf(match.at(-1) as Groups)))) {
    return [];
  }
  const { read, from, to } = readEscapes(text);
  return parts.rangesIn(read).map(([first, end]) => [from[first] ?? 0, to[end - 1] ?? 0] as const);
}

/** All parts of a text that have a length. */
class Parts {
  /** Each part contains one of them, and few texts do. */
  private readonly blocks: readonly string[];
  private encoded: readonly string[] | undefined;

  constructor(
    private readonly value: string,
    private readonly length: number,
  ) {
    const size = Math.floor((length + 1) / 2);
    const count = Math.floor(value.length / size);
    this.blocks = Array.from({ length: count }, (_, index) =>
      value.slice(index * size, (index + 1) * size),
    );
  }

  mayBeIn(text: string): boolean {
    return this.blocks.some((block) => text.includes(block));
  }

  /** Whether a block is there in hexadecimal or, wherever it begins in a text, in Base64. */
  mayBeEncodedIn(text: string): boolean {
    this.encoded ??= this.blocks.flatMap((block) => {
      const hex = Buffer.from(block).toString('hex');
      const base64 = [0, 1, 2].map((offset) => innerBase64(Buffer.from(block), offset));
      const forUrls = base64.map((each) => each.replaceAll('+', '-').replaceAll('/', '_'));
      return [hex, hex.toUpperCase(), ...base64, ...forUrls];
    });
    return this.encoded.some((form) => text.includes(form));
  }

  areIn(text: string): boolean {
    return this.rangesIn(text).length > 0;
  }

  /** Where they are: from the first character to the one behind the last. */
  rangesIn(text: string): (readonly [from: number, end: number])[] {
    if (!this.mayBeIn(text)) return [];
    const { value, length } = this;
    return Array.from({ length: value.length - length + 1 }, (_, start) =>
      value.slice(start, start + length),
    ).flatMap((part) => positionsOf(part, text).map((at) => [at, at + length] as const));
  }
}

function positionsOf(part: string, text: string): number[] {
  const positions: number[] = [];
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) positions.push(at);
  return positions;
}

/** Replaces ranges, those that overlap together. */
function replaceRanges(
  text: string,
  ranges: readonly (readonly [number, number])[],
  by: string,
): string {
  let result = '';
  let end = 0;
  for (const [from, to] of [...ranges].sort(([a], [b]) => a - b)) {
    if (from > end || (from === 0 && end === 0)) result += text.slice(end, from) + by;
    end = Math.max(end, to);
  }
  return result + text.slice(end);
}

/** Escaped characters, and line breaks, which may be put into a text. What escapes can itself be escaped. */
const ESCAPED = new RegExp(
  [
    '(?:%(?:25)*|=|\\\\+(?:u00|x)|&(?:amp;)*#x0*)(?<hex>[\\da-f]{2});?',
    '&(?:amp;)*#0*(?<decimal>\\d{2,3});',
    `&(?:amp;)*(?<name>${Object.values(ENTITIES).join('|')});`,
    '\\\\+(?<plain>["\'/\\\\])',
    '=?\\r?\\n[\\t ]*',
  ].join('|'),
  'gi',
);

/** A text without escapes, and where each of its characters is written. */
interface Unescaped {
  readonly read: string;
  readonly from: readonly number[];
  readonly to: readonly number[];
}

function readEscapes(text: string): Unescaped {
  const read: string[] = [];
  const from: number[] = [];
  const to: number[] = [];
  const add = (character: string, first: number, end: number) => {
    if (character === '') return;
    read.push(character);
    from.push(first);
    to.push(end);
  };
  let end = 0;
  const keep = (until: number) => {
    for (; end < until; end += 1) add(text.charAt(end), end, end + 1);
  };
  for (const match of text.matchAll(ESCAPED)) {
    keep(match.index);
    end += match[0].length;
    add(meaningOf(match.groups ?? {}), match.index, end);
  }
  keep(text.length);
  return { read: read.join(''), from, to };
}

type Groups = Readonly<Record<string, string | undefined>>;

function meaningOf({ hex, decimal, name, plain = '' }: Groups): string {
  if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
  if (decimal !== undefined) return String.fromCharCode(Number(decimal));
  const named = Object.entries(ENTITIES).find(([, each]) => each === name?.toLowerCase());
  return named?.[0] ?? plain;
}

/** What can be the Base64 or the hexadecimal form of a part. */
const RUNS = /[\w+/-]{22,}/g;

/** What a run can mean, wherever its first whole byte begins. */
function readingsOf(run: string): string[] {
  const hex = (run.match(/[\da-f]{32,}/gi) ?? []).flatMap((each) => [
    Buffer.from(each, 'hex'),
    Buffer.from(each.slice(1), 'hex'),
  ]);
  const base64 = [0, 1, 2, 3].map((offset) => Buffer.from(run.slice(offset), 'base64'));
  return [...hex, ...base64].map((bytes) => bytes.toString());
}
