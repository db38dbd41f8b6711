import type { Readable } from 'node:stream';

/** Characters of one stream that are kept. A plan of a hundred stacks as JSON is well below. */
const MAX_CHARS = 16 * 1024 * 1024;

/** Takes one line of output, without its line end. */
export type OnLine = (line: string) => void;

/** Reads a stream to its end, handing on each line as soon as it is whole. */
export function eachLine(stream: Readable, onLine: OnLine): void {
  let unfinished = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (unfinished + chunk).split(/\r?\n/);
    unfinished = lines.pop() ?? '';
    lines.forEach(onLine);
  });
  stream.on('end', () => {
    if (unfinished !== '') onLine(unfinished);
  });
}

/**
 * Reads a stream to its end, keeping its text.
 *
 * @returns reads the text so far: all of it, or its end behind a note that says how much is gone
 */
export function collectText(stream: Readable, maxChars: number = MAX_CHARS): () => string {
  let text = '';
  let seenChars = 0;
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    seenChars += chunk.length;
    text += chunk;
    // Cut rarely: cutting copies the whole text.
    if (text.length > 2 * maxChars) text = text.slice(-maxChars);
  });
  return () =>
    seenChars <= maxChars
      ? text
      : `[${seenChars - maxChars} characters left out]\n${text.slice(-maxChars)}`;
}

/** The last lines of what a command wrote, for the error that explains why it failed. */
export class LastLines {
  private readonly lines: string[] = [];

  constructor(private readonly count = 20) {}

  /** Adds a line; blank ones explain nothing and are left out. */
  add(line: string): void {
    if (line.trim() === '') return;
    this.lines.push(line);
    if (this.lines.length > this.count) this.lines.shift();
  }

  /** The lines indented below a sentence that ends in a colon; empty if there are none. */
  render(): string {
    return this.lines.map((line) => `\n  ${line}`).join('') || ' it wrote nothing';
  }
}
