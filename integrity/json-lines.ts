import { isAscii } from 'node:buffer';
import { DAY_MS, isDay } from '../core/day';
import type { Pages, Pointer } from './entry';

/** A line of a recording list cannot be read. */
export class BadLineError extends Error {
  override readonly name = 'BadLineError';

  /**
   * @param line - counted from 1
   * @param why - what is wrong; never the line itself, which may contain personal data
   */
  constructor(
    readonly line: number,
    why: string,
  ) {
    super(`line ${line} ${why}`);
  }
}

/** Checks a pointer of a line. @throws BadLineError */
export type CorrectPointer = (pointer: Pointer, line: number) => Pointer;

/** The beginning of every line that {@link renderJsonLines} writes. */
const START = '{"key":"';

const BACKSLASH = '\\';

/** Renders entries as JSON lines, in the form that is parsed fastest. */
export function renderJsonLines(entries: readonly Pointer[]): string {
  const lines = entries.map(renderLine);
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/** Characters that JSON has to escape. */
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/;

/** Most lines have a plain key and no names: writing them directly takes a fraction of the time. */
function renderLine(entry: Pointer): string {
  const { key, at, size } = entry;
  const isPlain = Object.keys(entry).length === (size === undefined ? 2 : 3) && !ESCAPED.test(key);
  if (!isPlain) {
    const { key: _, at: __, ...rest } = entry;
    return JSON.stringify({ key, at, ...rest });
  }
  return size === undefined
    ? `{"key":"${key}","at":${at}}`
    : `{"key":"${key}","at":${at},"size":${size}}`;
}

/**
 * Reads recordings from JSON lines: `{"key": "…", "at": <milliseconds or an ISO time>, "size": <bytes>}`,
 * of which only `key` and `at` are required. A page contains the lines of one input block, so that memory does not grow
 * with the input.
 *
 * @param correct - checks a pointer, and returns it or another one instead. @default - every pointer is as it should be
 * @throws BadLineError for the first invalid line
 */
export async function* parseJsonLines(
  blocks: AsyncIterable<Uint8Array>,
  correct?: CorrectPointer,
): Pages<Pointer> {
  let rest: Buffer = Buffer.alloc(0);
  let lines = 0;
  for await (const block of blocks) {
    const bytes = rest.length === 0 ? toBuffer(block) : Buffer.concat([rest, block]);
    const end = bytes.lastIndexOf(10) + 1;
    rest = bytes.subarray(end);
    if (end === 0) continue;
    const page = parseBlock(decodeText(bytes.subarray(0, end)), lines, correct);
    lines = page.lines;
    if (page.entries.length > 0) yield page.entries;
  }
  const { entries } = parseBlock(`${decodeText(rest)}\n`, lines, correct);
  if (entries.length > 0) yield entries;
}

function toBuffer(block: Uint8Array): Buffer {
  return Buffer.from(block.buffer, block.byteOffset, block.byteLength);
}

/** Decodes UTF-8. Decoding ASCII, which most keys are, takes a third of the time. */
export function decodeText(bytes: Buffer): string {
  return bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');
}

function parseBlock(
  text: string,
  linesBefore: number,
  correct: CorrectPointer | undefined,
): { entries: Pointer[]; lines: number } {
  const entries: Pointer[] = [];
  let lines = linesBefore;
  for (let from = 0; from < text.length;) {
    const end = text.indexOf('\n', from);
    lines += 1;
    const entry = tryParsePlain(text, from, end) ?? parseLine(text.slice(from, end), lines);
    if (entry) entries.push(correct ? correct(entry, lines) : entry);
    from = end + 1;
  }
  return { entries, lines };
}

/** Parses a line as we write it, without escapes; undefined for other lines. */
function tryParsePlain(text: string, from: number, end: number): Pointer | undefined {
  if (!text.startsWith(START, from)) return undefined;
  const quote = text.indexOf('"', from + START.length);
  if (quote < 0 || quote > end) return undefined;
  const key = text.slice(from + START.length, quote);
  if (key === '' || key.includes(BACKSLASH)) return undefined;
  const at = numberAfter(',"at":', text, quote + 1);
  if (!at) return undefined;
  if (isEnd(text, at.end, end)) return { key, at: at.value };
  const size = numberAfter(',"size":', text, at.end);
  if (!size || !isEnd(text, size.end, end)) return undefined;
  return { key, at: at.value, size: size.value };
}

function isEnd(text: string, position: number, end: number): boolean {
  return position === end - 1 && text.charCodeAt(position) === 125;
}

function numberAfter(
  name: string,
  text: string,
  from: number,
): { value: number; end: number } | undefined {
  if (!text.startsWith(name, from)) return undefined;
  const begin = from + name.length;
  let value = 0;
  let end = begin;
  for (;;) {
    const digit = text.charCodeAt(end) - 48;
    if (!(digit >= 0 && digit <= 9)) return end === begin ? undefined : { value, end };
    value = value * 10 + digit;
    end += 1;
  }
}

/** Parses any other line; undefined for an empty one. */
function parseLine(line: string, number: number): Pointer | undefined {
  if (line.trim() === '') return undefined;
  const object = readObject(line, number);
  const { key, open, copy } = object;
  if (typeof key !== 'string' || key === '') throw new BadLineError(number, 'has no key');
  return {
    key,
    at: readTime(object, number),
    ...readSize(object, number),
    ...(open === true && { open }),
    ...(copy === true && { copy }),
    ...readTexts(object),
  };
}

type JsonObject = Readonly<Record<string, unknown>>;

function readTime({ at }: JsonObject, line: number): number {
  const time = typeof at === 'string' ? parseIsoTime(at) : at;
  if (typeof time === 'number' && Number.isFinite(time)) return time;
  throw new BadLineError(line, 'has no time: "at" is milliseconds since 1970, or an ISO time');
}

/** A time without a zone is in UTC: the machine that checks may be in any zone. @returns NaN for any other text */
export function parseIsoTime(text: string): number {
  const [, day, time = '', zone = 'Z'] =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?)?$/i.exec(
      text,
    ) ?? [];
  // Without this, the 30th of February would be a day in March.
  if (day === undefined || !isDay(day)) return NaN;
  return Date.parse(time === '' ? day : `${day}T${time}${zone}`);
}

/** No recording is older. */
const FIRST_TIME = Date.UTC(2000);

/** Whether a recording may have a time: one in the far past or future would never be looked for. */
export const isPlausibleTime = (at: number, now: number) => at >= FIRST_TIME && at <= now + DAY_MS;

function readSize({ size }: JsonObject, line: number): { size?: number } {
  if (size === undefined) return {};
  if (typeof size === 'number' && Number.isInteger(size) && size >= 0) return { size };
  throw new BadLineError(line, 'has a size that is not a number of bytes');
}

const TEXTS = ['recording', 'mismatch', 'unread'] as const;

function readTexts(object: JsonObject): Partial<Pointer> {
  const texts = TEXTS.filter((name) => typeof object[name] === 'string');
  return Object.fromEntries(texts.map((name) => [name, object[name]]));
}

function readObject(line: string, number: number): JsonObject {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as JsonObject;
    }
  } catch {
    // Reported below, without the line.
  }
  throw new BadLineError(number, 'is not a JSON object');
}
