import { type Problem, RefusedError } from '../../core/problem';

/** Markdown that callvault posts, and finds again by its first line. */
export interface Document {
  /** The first line: a comment that nobody sees, e.g. `<!-- callvault-review -->`. */
  readonly marker: string;
  /** All of it, the marker included. */
  readonly body: string;
}

/** @see GitHub REST API, "Issue comments": the body of one has at most 65,536 characters */
export const MAX_BODY = 65_536;

const MARKER = /^(<!-- callvault-[a-z0-9-]+ -->)\r?\n/;

/** How a document is kept apart from others of its kind. */
export interface DocumentOptions {
  /** The name in the marker, in the place of the one the text has, e.g. `callvault-review-prod`. */
  readonly marker?: string | undefined;
  /** What is said at the end. @default - nothing */
  readonly footer?: string | undefined;
}

/** The marker of a name. */
export function markerOf(name: string): string {
  return `<!-- ${name} -->`;
}

/**
 * Takes Markdown as something to post.
 *
 * @param source - where it was read from, for messages
 * @throws RefusedError where the marker is missing, or the text is longer than GitHub takes
 */
export function parseDocument(
  written: string,
  source: string,
  { marker: name, footer }: DocumentOptions = {},
): Document {
  const [, first = ''] = MARKER.exec(written) ?? [];
  const marker = first === '' || name === undefined ? first : markerOf(name);
  const ended = footer === undefined ? written : `${written.trimEnd()}\n\n${footer}\n`;
  const text = `${marker}${ended.slice(first.length)}`;
  const problems = [
    ...(MARKER.test(text) ? [] : [unmarked(source)]),
    ...(text.length > MAX_BODY ? [tooLong(text.length, source)] : []),
  ];
  if (problems.length > 0) throw new RefusedError(problems);
  return { marker, body: text };
}

function unmarked(source: string): Problem {
  return {
    rule: 'post-marker',
    path: [],
    what: `${source} does not begin with a marker, and would never be found again`,
    fix: 'Begin it with a line of its own: <!-- callvault-review -->.',
  };
}

function tooLong(length: number, source: string): Problem {
  return {
    rule: 'post-length',
    path: [],
    what: `${source} has ${length} characters, and GitHub takes ${MAX_BODY}`,
    fix: 'Shorten it; callvault review --markdown stays below by itself.',
  };
}
