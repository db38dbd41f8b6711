import type * as z from 'zod';
import { tryFindSimilar } from '../core/did-you-mean';
import type { Problem } from '../core/problem';
import { type Container, containerAt, isSame, isWithin, knows, put, take } from './containers';
import { schemaAt, valueAt } from './schema-walk';

type Issue = z.core.$ZodIssue;
type Path = Problem['path'];

/**
 * Indents keys that follow an empty key, as if they belonged to it: those are one mistake. The empty key is the
 * name of a store, or may be any other that has keys. A key of a store that follows the store is another.
 */
export function mendIndentation(issues: readonly Issue[], data: unknown) {
  const mended = structuredClone(data);
  const problems: Problem[] = [];
  const places: Path[] = [];
  for (const { code, path } of issues) {
    const holder = path as Path;
    const keys = code === 'invalid_type' ? keysBelow(holder, data) : [];
    const [first, ...others] = keys;
    if (first === undefined) continue;
    const parent = holder.slice(0, -1);
    const [it, belongs] = others.length === 0 ? [first, 'belongs'] : ['them', 'belong'];
    problems.push({
      rule: 'config-unknown-key',
      path: [...parent, first],
      what: `${listed(keys)} ${others.length === 0 ? 'stands' : 'stand'} next to ${String(holder.at(-1))}, which is empty, and ${belongs} below it`,
      fix: `Indent ${it} more than ${String(holder.at(-1))}.`,
    });
    for (const key of keys) put(mended, [...holder, key], take(mended, [...parent, key]));
    places.push(holder, ...keys.map((key) => [...parent, key]));
  }
  for (const { path, holder } of keysAfterHolder(issues, data)) {
    if (places.some(isWithin(path))) continue;
    const key = String(path.at(-1));
    problems.push(misplacedKey(path, holder));
    put(mended, [...holder, key], take(mended, path));
    places.push(path, [...holder, key]);
  }
  return { problems, places, data: mended };
}

/** Entries of a map of named maps, such as the stores, that are no such map, but a key that the one before it lacks. */
function keysAfterHolder(issues: readonly Issue[], data: unknown) {
  const paths = issues.flatMap(({ path }) =>
    path.map((_, at) => path.slice(0, at + 1) as Path).filter((each) => isEntry(each, data)),
  );
  const unique = paths.filter((path, at) => paths.findIndex((each) => isSame(each, path)) === at);
  return unique.flatMap((path) => {
    const [parent, key] = [path.slice(0, -1), String(path.at(-1))];
    const siblings = Object.keys(containerAt(data, parent) ?? {});
    const holder = [...parent, siblings[siblings.indexOf(key) - 1] ?? ''];
    const isKey =
      containerAt(data, holder) !== undefined &&
      valueAt(data, [...holder, key]) === undefined &&
      knows(holder, key, data) &&
      !areAlike(containerAt(data, holder), containerAt(data, path));
    return isKey ? [{ path, holder }] : [];
  });
}

/** Whether a key is a name that its map leaves to the file. */
function isEntry(path: Path, data: unknown): boolean {
  const { properties, additionalProperties } = schemaAt(path.slice(0, -1), data) ?? {};
  return properties === undefined && typeof additionalProperties === 'object';
}

/**
 * The keys after an empty one that can be its own, and cannot be where they are.
 *
 * @param meant - where the empty one belongs
 */
export function keysBelow(holder: Path, data: unknown, meant = holder): string[] {
  if (holder.length === 0 || valueAt(data, holder) !== null) return [];
  const parent = holder.slice(0, -1);
  const siblings = Object.keys(containerAt(data, parent) ?? {});
  const after = siblings.slice(siblings.indexOf(String(holder.at(-1))) + 1);
  const has = (map: Path, key: string) => Object.hasOwn(schemaAt(map, data)?.properties ?? {}, key);
  const known = Object.keys(schemaAt(parent, data)?.properties ?? {});
  const isOwn = (key: string) =>
    !has(parent, key) &&
    tryFindSimilar(key, known) === undefined &&
    (has(meant, key) || canBeEntry(meant, { key, data, value: valueAt(data, [...parent, key]) }));
  const end = after.findIndex((key) => !isOwn(key));
  return end === -1 ? after : after.slice(0, end);
}

/** Whether a key that its map leaves to the file can have a value: a map, or a text where it is one as for tags. */
export function canBeEntry(
  map: Path,
  { key, value, data }: { readonly key: string; readonly value: unknown; readonly data: unknown },
): boolean {
  const isText = isTextEntry(schemaAt(map, data)?.additionalProperties);
  const isFitting = isText
    ? typeof value === 'string'
    : typeof value === 'object' && value !== null;
  return isFitting && knows(map, key, data);
}

const isTextEntry = (schema: unknown) =>
  (Object(schema) as { readonly type?: unknown }).type === 'string';

const listed = (keys: readonly string[]) =>
  [keys.slice(0, -1).join(', '), ...keys.slice(-1)].filter((each) => each !== '').join(' and ');

/** Whether two maps have several keys in common, as two stores have. */
export const areAlike = (one: Container = {}, other: Container = {}, least = 2) =>
  Object.keys(one).filter((key) => Object.hasOwn(other, key)).length >= least;

/** The problem of a key that does not stand on the level of the other keys of its map. */
export function misplacedKey(path: Path, holder: Path): Problem {
  const [key, name] = [String(path.at(-1)), String(holder.at(-1))];
  return {
    rule: 'config-unknown-key',
    path,
    what: `${key} belongs to ${name}, and is not indented as its other keys`,
    fix: `Indent ${key} like the keys of ${name}.`,
  };
}
