import { isAscii } from 'node:buffer';
import type { Pages, Pointer } from './entry';

/** A line of a list of recordings that cannot be read. */
export class BadLineError extends Error {
  /** What it is called in logs. */
  override readonly name = 'BadLineError';

  /**
   * @param line - counted from 1
   * @param why - what is wrong with it; never the line itself, which may hold personal data
   */
  constructor(
    readonly line: number,
    why: string,
  ) {
    super(`line ${line} ${why}`);
  }
}

/** Begins every line that {@link renderJsonLines} writes. */
const START = '{"key":"';

const BACKSLASH = '\\';

/** The entries as JSON lines, in the form that is parsed fastest. */
export function renderJsonLines(entries: readonly Pointer[]): string {
  const lines = entries.map(({ key, at, ...rest }) => JSON.stringify({ key, at, ...rest }));
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/**
 * Reads recordings from JSON lines: `{"key": "…", "at": <milliseconds or an ISO time>, "size": <bytes>}`,
 * of which only `key` and `at` are required. A page is what one block of the input holds, so that memory does not
 * grow with the input.
 *
 * @throws BadLineError for the first line that is none
 */
export async function* parseJsonLines(blocks: AsyncIterable<Uint8Array>): Pages<Pointer> {
  let rest: Buffer = Buffer.alloc(0);
  let lines = 0;
  for await (const block of blocks) {
    const bytes = rest.length === 0 ? toBuffer(block) : Buffer.concat([rest, block]);
    const end = bytes.lastIndexOf(10) + 1;
    rest = bytes.subarray(end);
    if (end === 0) continue;
    const page = parseBlock(decode(bytes.subarray(0, end)), lines);
    lines = page.lines;
    if (page.entries.length > 0) yield page.entries;
  }
  const { entries } = parseBlock(`${decode(rest)}\n`, lines);
  if (entries.length > 0) yield entries;
}

function toBuffer(block: Uint8Array): Buffer {
  return Buffer.from(block.buffer, block.byteOffset, block.byteLength);
}

/** Plain ASCII, which keys mostly are, is a third of the work. */
function decode(bytes: Buffer): string {
  return bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');
}

function parseBlock(text: string, linesBefore: number): { entries: Pointer[]; lines: number } {
  const entries: Pointer[] = [];
  let lines = linesBefore;
  for (let from = 0; from < text.length;) {
    const end = text.indexOf('\n', from);
    lines += 1;
    const entry = tryParsePlain(text, from, end) ?? parseLine(text.slice(from, end), lines);
    if (entry) entries.push(entry);
    from = end + 1;
  }
  return { entries, lines };
}

/** A line as we write it ourselves, with nothing in it that has to be unescaped; undefined for others. */
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

/** Any other way to write it; undefined for an empty line. */
function parseLine(line: string, number: number): Pointer | undefined {
  if (line.trim() === '') return undefined;
  const said = readObject(line, number);
  const { key, open } = said;
  if (typeof key !== 'string' || key === '') throw new BadLineError(number, 'has no key');
  return {
    key,
    at: readTime(said, number),
    ...readSize(said, number),
    ...(open === true && { open }),
    ...readTexts(said),
  };
}

type Said = Readonly<Record<string, unknown>>;

function readTime({ at }: Said, line: number): number {
  const time = typeof at === 'string' ? Date.parse(at) : at;
  if (typeof time === 'number' && Number.isFinite(time)) return time;
  throw new BadLineError(line, 'has no time: "at" is milliseconds since 1970, or an ISO time');
}

function readSize({ size }: Said, line: number): { size?: number } {
  if (size === undefined) return {};
  if (typeof size === 'number' && Number.isInteger(size) && size >= 0) return { size };
  throw new BadLineError(line, 'has a size that is no number of bytes');
}

const TEXTS = ['recording', 'mismatch', 'unread'] as const;

function readTexts(said: Said): Partial<Pointer> {
  return Object.fromEntries(
    TEXTS.flatMap((name) => (typeof said[name] === 'string' ? [[name, said[name]]] : [])),
  );
}

function readObject(line: string, number: number): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Said below, without the line.
  }
  throw new BadLineError(number, 'is no JSON object');
}
