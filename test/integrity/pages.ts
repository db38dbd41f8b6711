import type { Entry, Pages } from '../../integrity/entry';
import { compareKeys } from '../../integrity/entry';

/** A list in pages of so many. */
export async function* pagesOf<T>(entries: readonly T[], size = 3): Pages<T> {
  for (let at = 0; at < entries.length; at += size) {
    await Promise.resolve();
    yield entries.slice(at, at + size);
  }
}

/** All entries of a list in pages. */
export async function allOf<T>(pages: Pages<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}

/** In the order in which S3 lists. */
export function sorted<T extends Entry>(entries: readonly T[]): T[] {
  return [...entries].sort((one, other) => compareKeys(one.key, other.key));
}

/** A text in blocks of so many bytes. */
export async function* blocksOf(text: string, size: number): AsyncIterable<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) {
    await Promise.resolve();
    yield bytes.subarray(at, at + size);
  }
}
