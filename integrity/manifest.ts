import type { Pointer } from './entry';
import { BadLineError, parseJsonLines } from './json-lines';
import type { Batch, PointerSource } from './source';

/** A list of recordings cannot be used. */
export class BadManifestError extends Error {
  /** What it is called in logs. */
  override readonly name = 'BadManifestError';
}

/**
 * Reads what was recorded from a list that somebody writes: JSON lines with `key`, `at`, and where they are known
 * `size` and `recording`.
 *
 * It is always begun from its first line: a file is read faster than it is found out where one was.
 *
 * @param name - of the file, for errors
 * @throws BadManifestError for a line that is none
 */
export function manifestSource(name: string, open: () => AsyncIterable<Uint8Array>): PointerSource {
  return { kind: 'whole', read: () => read(name, open()) };
}

async function* read(name: string, blocks: AsyncIterable<Uint8Array>): AsyncIterable<Batch> {
  try {
    let page: readonly Pointer[] = [];
    for await (const next of parseJsonLines(blocks)) {
      if (page.length > 0) yield { pointers: page, next: 'begin' };
      page = next;
    }
    yield { pointers: page };
  } catch (error) {
    if (!(error instanceof BadLineError)) throw error;
    throw new BadManifestError(`${name}: ${error.message}`, { cause: error });
  }
}
