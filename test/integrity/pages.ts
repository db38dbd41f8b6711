import type { Entry, Pages } from '../../integrity/entry';
import { compareKeys } from '../../integrity/entry';

/** Splits a list into pages of a size. */
export async function* pagesOf<T>(entries: readonly T[], size = 3): Pages<T> {
  for (let at = 0; at < entries.length; at += size) {
    await Promise.resolve();
    yield entries.slice(at, at + size);
  }
}

/** Joins pages into one list. */
export async function allOf<T>(pages: Pages<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}

/** Sorts entries in the order of S3. */
export function sorted<T extends Entry>(entries: readonly T[]): T[] {
  return [...entries].sort((one, other) => compareKeys(one.key, other.key));
}

/** Splits a text into blocks of a number of bytes. */
export async function* blocksOf(text: string, size: number): AsyncIterable<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) {
    await Promise.resolve();
    yield bytes.subarray(at, at + size);
  }
}
