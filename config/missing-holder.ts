import type { Problem } from '../core/problem';
import { containerAt, isSame, put, take } from './containers';
import { canBeEntry } from './mend-indentation';
import { schemaAt, valueAt } from './schema-walk';

type Path = Problem['path'];

/** A line that was left out, and a key that belongs below it. */
export interface MissingHolder {
  /** The missing key. */
  readonly holder: Path;
  readonly problem: Problem;
}

/**
 * Finds the missing key to which an unknown key belongs: without its own line, what stands below it belongs to the key
 * before it, as the stores do to `state` in a file without `stores:`.
 *
 * @param missing - keys that are required and missing
 */
export function findMissingHolder(
  path: Path,
  missing: readonly Path[],
  data: unknown,
): MissingHolder | undefined {
  const key = String(path.at(-1));
  const value = valueAt(data, path);
  const holder = missing.find((each) => {
    const outer = each.slice(0, -1);
    const isAround = outer.length < path.length && isSame(outer, path.slice(0, outer.length));
    const isOwn = Object.hasOwn(schemaAt(each, data)?.properties ?? {}, key);
    return isAround && (isOwn || canBeEntry(each, { key, value, data }));
  });
  if (!holder) return undefined;
  const name = String(holder.at(-1));
  return {
    holder,
    problem: {
      rule: 'config-missing-key',
      path,
      what: `${name} is missing before ${key}, which belongs below it`,
      fix: `Write ${name}: on a line of its own, and what belongs to it below it, indented.`,
    },
  };
}

/** Moves a key below the one that is missing. Returns the places that differ from the file. */
export function moveBelow({ holder }: MissingHolder, path: Path, mended: unknown): Path[] {
  const place = [...holder, String(path.at(-1))];
  const value = take(mended, path);
  if (!containerAt(mended, holder)) put(mended, holder, {});
  put(mended, place, value);
  return [path, holder, place];
}
