import { createHash } from 'node:crypto';
import { inertText } from './inert';
import type { ReviewResult } from './results';

/** A position in a file of the repository; lines and columns count from 1. */
export interface ResultPlace {
  /** Path from the root of the repository, with slashes. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What the formats for other programs need besides the report. */
export interface ResultContext {
  /** Where the setting of a result is; undefined if no environment file is known to be its cause. */
  readonly place: (result: ReviewResult) => ResultPlace | undefined;
  /** The page about an id: its text, and its address. */
  readonly explain: (id: string) => { readonly text: string; readonly url: string };
  /** The version of callvault. */
  readonly version: string;
  /** Now, in milliseconds since 1970. */
  readonly now: number;
}

/** Where results without a place are shown: programs ignore results without a file, and every project has this one. */
export const NO_PLACE: ResultPlace = { file: 'cdktf.json', line: 1, column: 1 };

/** The text of a result, with the stack and the resource that it is about. */
export function textWithAddress({ stack, address, text }: ReviewResult): string {
  const about = [stack, address === stack ? undefined : address].filter(
    (each) => each !== undefined,
  );
  return about.length === 0 ? text : `${about.map(inertText).join(' ')}: ${text}`;
}

/** An id for each result that is the same in the next review; equal results are counted. */
export function fingerprintsOf(results: readonly ReviewResult[]): string[] {
  const counts = new Map<string, number>();
  return results.map(({ id, stack, address, text }) => {
    const key = [id, stack, address, text].join('\0');
    const number = (counts.get(key) ?? 0) + 1;
    counts.set(key, number);
    return createHash('sha256').update(`${key}\0${number}`).digest('hex');
  });
}
