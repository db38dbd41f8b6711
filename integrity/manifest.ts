import type { Pointer } from './entry';
import { BadLineError, parseJsonLines } from './json-lines';
import type { Batch, PointerSource } from './source';

/** A recording list cannot be read. */
export class BadManifestError extends Error {
  override readonly name = 'BadManifestError';
}

/**
 * Reads a recording list from a file: JSON lines with `key`, `at`, and optionally `size` and `recording`.
 *
 * A run that continues reads it from the first line again: that is faster than finding where it stopped.
 *
 * @param name - of the file, for errors
 * @throws BadManifestError for an invalid line
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
