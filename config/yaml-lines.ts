/** A line of YAML that begins a key, an entry of a list, or a text: no comment, and not the inside of a longer value. */
export interface YamlLine {
  /** Counted from 1. */
  readonly number: number;
  /** Spaces before the content, or undefined when a tab or another blank is among them. */
  readonly indent: number | undefined;
  /** The content without indentation and comment. */
  readonly text: string;
  /** Where the content after each `- ` begins, counted from 0 as the indentation is; none without a dash. */
  readonly dashes: readonly number[];
  /** The key, if the content has the form `key:` or `key: value`. */
  readonly key: string | undefined;
  /** What follows the key and the dashes; empty when a block may follow below. */
  readonly value: string;
  /** What is wrong within the line. */
  readonly flaw?: Flaw | undefined;
}

/** A mistake that one line shows by itself. */
export type Flaw =
  | 'unclosed quote'
  | 'quote before a key'
  | 'unclosed bracket'
  | 'other bracket'
  | 'colon'
  | 'comma'
  | 'after quote'
  | 'after bracket'
  | 'reserved';

/**
 * The lines that give a YAML file its structure. Values over several lines (quoted texts, `[ ]` and `{ }`, block
 * texts after `|` and `>`) count as the line on which they begin.
 */
export function structureLines(text: string): YamlLine[] {
  const lines: YamlLine[] = [];
  const raw = text.split(/\r?\n/);
  for (let index = 0; index < raw.length;) {
    const line = raw[index] ?? '';
    const scan = scanFrom(raw, index);
    const found = readLine(line, index + 1, scan);
    if (found) lines.push(found);
    index = found && isBlockText(found.value) ? afterBlockText(raw, index) : scan.next;
  }
  return lines;
}

/** Spaces at the beginning of a line. */
export const indentOf = (line: string) => /^ */.exec(line)?.[0].length ?? 0;

const isBlank = (line: string) => /^\s*(#|$)/.test(line);

/** Whether a value is a mark after which a text of several lines follows. */
export const isBlockText = (value: string) => /^[|>][-+\d]*$/.test(value);

function afterBlockText(raw: readonly string[], index: number): number {
  const indent = indentOf(raw[index] ?? '');
  const end = raw.findIndex(
    (line, at) => at > index && line.trim() !== '' && indentOf(line) <= indent,
  );
  return end === -1 ? raw.length : end;
}

const isMarker = (line: string) => /^(---|\.\.\.|%)/.test(line);

function readLine(line: string, number: number, scan: Scan): YamlLine | undefined {
  if (isBlank(line) || isMarker(line)) return undefined;
  const text = scan.text.trim();
  const blanks = line.slice(0, line.indexOf(text));
  const indent = /^ *$/.test(blanks) ? blanks.length : undefined;
  const dashes = dashesOf(text, blanks.length);
  const content = text.slice((dashes.at(-1) ?? blanks.length) - blanks.length);
  const isQuoted = scan.flaw === 'unclosed quote' && /^["'][\w-]+:(\s|$)/.test(content);
  const { key, value } = splitKey(isQuoted ? content.slice(1) : content);
  const own = isQuoted ? 'quote before a key' : scan.flaw;
  const flaw = /^([@`%]|\*$)/.test(value) ? 'reserved' : own;
  return { number, indent, text, dashes, key, value, flaw };
}

function dashesOf(text: string, indent: number): number[] {
  const [all] = /^(?:-(?:\s+|$))*/.exec(text) ?? [''];
  return [...all.matchAll(/-\s*/g)].map(({ 0: { length }, index }) => indent + index + length);
}

/** A key is quoted, or ends at the first colon before a space. */
function splitKey(content: string): { key?: string | undefined; value: string } {
  const plain = /^(?:"[^"]*"|'[^']*'|[^\s[{"'](?:[^:]|:(?=\S))*?)\s*:(?=\s|$)/.exec(content);
  if (!plain) return { value: content };
  return { key: plain[0], value: content.slice(plain[0].length).trim() };
}

interface Scan {
  /** The first line without its comment. */
  readonly text: string;
  /** Index of the next line that is not a part of this one. */
  readonly next: number;
  readonly flaw?: Flaw | undefined;
}

/** Reads a line to the end of the quotes and brackets that it opens. */
function scanFrom(raw: readonly string[], first: number): Scan {
  const scanner = new Scanner();
  const line = raw[first] ?? '';
  if (isQuotedKey(raw, first)) return { text: line, next: first + 1, flaw: 'unclosed quote' };
  const text = line.slice(0, scanner.read(line));
  const { flaw } = scanner;
  let next = first + 1;
  while (scanner.isOpen) {
    const following = raw[next];
    const ends = following === undefined || isOutside(following, line);
    // What is indented below it belongs to it.
    if (ends) return { text, next, flaw: scanner.missing };
    scanner.read(following);
    next += 1;
  }
  return { text, next, flaw };
}

/** Whether a line is a key after a quote that it does not close, and not a text of several lines below its key. */
function isQuotedKey(raw: readonly string[], at: number): boolean {
  const before = raw.slice(0, at).findLast((line) => !isBlank(line)) ?? '';
  return /^ *(["'])[\w-]+:(?=\s|$)(?!.*\1)/.test(raw[at] ?? '') && !/:\s*(#.*)?$/.test(before);
}

/** A longer value must be indented below its key, which may stand in the same line, or close on that level. */
function isOutside(following: string, first: string): boolean {
  const deepest = indentOf(first) - (/^ *["'[{]/.test(first) ? 1 : 0);
  return !isBlank(following) && indentOf(following) <= deepest && !/^\s*[\]}]/.test(following);
}

/** Whether nothing follows a value but a comment, or the colon that makes it a key. */
const isEndOfValue = (rest: string) => /^\s*(:(\s|$)|\s#|$)/.test(rest);

/** Follows quotes and brackets from character to character. */
class Scanner {
  flaw: Flaw | undefined;
  private readonly open: string[] = [];
  /** A quote or bracket counts at the beginning of a value only. */
  private atStart = true;
  /** Colons after keys since the last comma, outside and in each bracket. */
  private readonly colons = [0];

  get isOpen(): boolean {
    return this.open.length > 0;
  }

  get missing(): Flaw {
    return this.quote === undefined ? 'unclosed bracket' : 'unclosed quote';
  }

  private get quote(): string | undefined {
    return this.open.find((each) => each === '"' || each === "'");
  }

  /** @returns where the content of the line ends and its comment begins */
  read(line: string): number {
    for (let at = 0; at < line.length; at += 1) {
      if (this.quote !== undefined) at += this.inQuotes(line, at);
      else if (line[at] === '#' && /^$|\s/.test(line[at - 1] ?? '')) return at;
      else if (!/\s/.test(line[at] ?? '')) this.outside(line, at);
    }
    return line.length;
  }

  /** @returns how many characters to skip */
  private inQuotes(line: string, at: number): number {
    const escaped = this.quote === '"' ? line[at] === '\\' : line.startsWith("''", at);
    if (escaped) return 1;
    if (line[at] !== this.quote) return 0;
    this.open.pop();
    const rest = line.slice(at + 1);
    if (!this.isOpen && !isEndOfValue(rest)) this.flaw ??= 'after quote';
    return 0;
  }

  private outside(line: string, at: number): void {
    const character = line.charAt(at);
    const rest = line.slice(at + 1);
    const ends = /^\s|^$/.test(rest);
    if (this.atStart && /["'[{]/.test(character)) this.begin(character);
    else if (this.isOpen)
      this.inBrackets(character, { rest, afterQuote: /["']/.test(line.charAt(at - 1)) });
    else if (character === ':' && ends) this.colon('colon');
    else this.atStart &&= character === '-' && ends;
  }

  private begin(character: string): void {
    this.open.push(character);
    this.atStart = /[[{]/.test(character);
    if (this.atStart) this.colons.push(0);
  }

  private inBrackets(
    character: string,
    { rest, afterQuote }: { readonly rest: string; readonly afterQuote: boolean },
  ): void {
    const ends = /^\s|^$/.test(rest);
    const isColon = character === ':' && (ends || afterQuote);
    if (/[\]},]/.test(character)) this.colons.pop();
    if (/[\]}]/.test(character)) this.closeBracket(character, rest);
    else if (character === ',') this.colons.push(0);
    // A quote may also be in the middle of a text.
    else if (isColon && ends) this.colon('comma');
    this.atStart = character === ',' || isColon;
  }

  private closeBracket(character: string, rest: string): void {
    if (this.open.pop() !== (character === ']' ? '[' : '{')) this.flaw ??= 'other bracket';
    if (!this.isOpen && !isEndOfValue(rest)) this.flaw ??= 'after bracket';
  }

  private colon(missing: Flaw): void {
    const colons = (this.colons.pop() ?? 0) + 1;
    this.colons.push(colons);
    if (colons > 1) this.flaw ??= missing;
    this.atStart = true;
  }
}
