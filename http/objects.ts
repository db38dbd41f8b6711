import { HttpError } from './error';

/**
 * A list of JSON objects in an answer.
 *
 * @param what - what the list is called, e.g. `entities`
 * @throws HttpError if it is not a list, or if an entry is not an object
 */
export function objectsIn(
  value: unknown,
  url: string,
  what: string,
): readonly Readonly<Record<string, unknown>>[] {
  if (!Array.isArray(value)) throw new HttpError(url, `answered without ${what}`);
  const entries: readonly unknown[] = value;
  const at = entries.findIndex((each) => typeof each !== 'object' || each === null);
  if (at < 0) return entries as readonly Readonly<Record<string, unknown>>[];
  const found = JSON.stringify(entries[at]).slice(0, MAX_CHARACTERS);
  throw new HttpError(url, `answered with ${found} as number ${at + 1} of ${what}`);
}

/** Characters of a wrong entry that are shown. */
const MAX_CHARACTERS = 40;
