import type { Readable } from 'node:stream';

/** Maximum number of characters kept of a stream. A plan of a hundred stacks as JSON is well below that. */
const MAX_CHARS = 16 * 1024 * 1024;

/** Is called with each line of output, without its line end. */
export type OnLine = (line: string) => void;

/** Reads a stream to its end, and passes on each line as soon as it is complete. */
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
 * Reads a stream to its end and collects its text.
 *
 * @returns a function that returns the text so far; of a long text the end, after a note of how much was left out
 */
export function collectText(stream: Readable, maxChars: number = MAX_CHARS): () => string {
  let text = '';
  let receivedChars = 0;
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    receivedChars += chunk.length;
    text += chunk;
    // Truncate rarely: it copies the whole text.
    if (text.length > 2 * maxChars) text = text.slice(-maxChars);
  });
  return () =>
    receivedChars <= maxChars
      ? text
      : `[${receivedChars - maxChars} earlier characters omitted]\n${text.slice(-maxChars)}`;
}

/** The last lines of what a command wrote, for the error that explains why it failed. */
export class LastLines {
  private readonly lines: string[] = [];

  constructor(private readonly count = 20) {}

  /** Adds a line, unless it is blank. */
  add(line: string): void {
    if (line.trim() === '') return;
    this.lines.push(line);
    if (this.lines.length > this.count) this.lines.shift();
  }

  /** The lines, indented, to follow a colon. */
  render(): string {
    return this.lines.map((line) => `\n  ${line}`).join('') || ' it printed nothing';
  }
}
