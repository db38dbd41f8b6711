import { type Problem, RefusedError } from '../../core/problem';

/** Markdown that callvault posts, and finds again by its first line. */
export interface Document {
  /** The first line: an HTML comment that readers do not see, e.g. `<!-- callvault-review -->`. */
  readonly marker: string;
  /** The whole text, the marker included. */
  readonly body: string;
}

/** @see GitHub REST API, "Issue comments": a body has at most 65,536 characters */
export const MAX_BODY = 65_536;

const MARKER = /^(<!-- callvault-[a-z0-9-]+ -->)\r?\n/;

/** Changes to a document before it is posted. */
export interface DocumentOptions {
  /** Replaces the name in the marker, e.g. `callvault-review-prod`. @default - the name in the text */
  readonly marker?: string | undefined;
  /** Text to append. @default - none */
  readonly footer?: string | undefined;
}

/** The marker with a name. */
export function markerOf(name: string): string {
  return `<!-- ${name} -->`;
}

/**
 * Checks Markdown that is to be posted.
 *
 * @param source - where the text was read from, for messages
 * @throws RefusedError if the marker is missing, or the text is longer than GitHub accepts
 */
export function parseDocument(
  markdown: string,
  source: string,
  { marker: name, footer }: DocumentOptions = {},
): Document {
  const [, first = ''] = MARKER.exec(markdown) ?? [];
  const marker = first === '' || name === undefined ? first : markerOf(name);
  const ended = footer === undefined ? markdown : `${markdown.trimEnd()}\n\n${footer}\n`;
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
    what: `${source} does not begin with a marker, so callvault could not find it again`,
    fix: 'Add a first line such as <!-- callvault-review -->.',
  };
}

function tooLong(length: number, source: string): Problem {
  return {
    rule: 'post-length',
    path: [],
    what: `${source} has ${length} characters; GitHub accepts at most ${MAX_BODY}`,
    fix: 'Shorten it; the output of callvault review --markdown is always short enough.',
  };
}
