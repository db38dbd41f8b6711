import { addDays, type Day, daysBetween } from '../core/day';
import { parsePathPattern, type PathPattern } from '../core/path-pattern';
import type { Pointer } from './entry';
import type { KeyPartition } from './partition';
import type { CheckedPath } from './settings';

/** Id of the partition of pointers that are on no path of the store. */
export const ELSEWHERE = 'elsewhere';

/** Any day: shows the form of a path's folders. */
const SOME_DAY = '2000-01-01';

/** Days by which the vendor's day may differ from ours, because of time zones. */
const DAY_OFFSETS = [0, -1, 1];

interface Path {
  readonly prefix: string;
  /** Undefined if the path has no folders for days. */
  readonly pattern: PathPattern | undefined;
}

/** Where recordings are for each day, on the current path and the previous ones. */
export class Layout {
  private readonly paths: readonly Path[];

  constructor(paths: readonly CheckedPath[]) {
    this.paths = paths.map(({ prefix, pattern }) => {
      const parsed = pattern === undefined ? undefined : parsePathPattern(pattern);
      return { prefix, pattern: parsed?.dayFolder(SOME_DAY) === undefined ? undefined : parsed };
    });
  }

  /** The partitions for a range of days, both included. */
  partitions(first: Day, last: Day): KeyPartition[] {
    return this.paths.flatMap(({ prefix, pattern }, index) =>
      pattern
        ? daysBetween(first, last).map((day) => ({
            id: `${index}-${day}`,
            folder: pattern.dayFolder(day) ?? '',
          }))
        : [{ id: `${index}-all`, folder: prefix }],
    );
  }

  /** Id of the partition a pointer belongs to, of any day; undefined if it is on no path. */
  partitionOf({ key }: Pointer): string | undefined {
    for (const [index, { prefix, pattern }] of this.paths.entries()) {
      if (!pattern) {
        if (key.startsWith(prefix)) return `${index}-all`;
        continue;
      }
      const day = pattern.dayOf(key);
      if (day !== undefined) return `${index}-${day}`;
    }
    return undefined;
  }

  /** Where else a recording could be: on the other paths, and a day earlier or later. */
  elsewhere({ key }: Pointer): string[] {
    const own = this.paths.find(({ pattern }) => pattern?.dayOf(key) !== undefined);
    const day = own?.pattern?.dayOf(key);
    if (!own?.pattern || day === undefined) return this.onOtherPrefixes(key);
    const name = key.slice(own.pattern.dayFolder(day)?.length);
    return this.paths
      .flatMap(({ pattern }) => DAY_OFFSETS.map((days) => pattern?.dayFolder(addDays(day, days))))
      .flatMap((folder) => (folder === undefined ? [] : [`${folder}${name}`]))
      .filter((beginning) => beginning !== key);
  }

  private onOtherPrefixes(key: string): string[] {
    const own = this.paths.find(({ prefix }) => key.startsWith(prefix));
    if (!own) return [];
    const name = key.slice(own.prefix.length);
    return this.paths.map(({ prefix }) => `${prefix}${name}`).filter((each) => each !== key);
  }

  /** Folders that contain only folders of days. */
  get roots(): string[] {
    return this.paths.flatMap(({ prefix, pattern }) => (pattern ? [prefix] : []));
  }

  /** What belongs in a folder. */
  expected(folder: string): 'folders' | 'recordings' | 'nothing' {
    for (const { pattern } of this.paths) {
      const sample = pattern?.dayFolder(SOME_DAY);
      if (!pattern || sample === undefined) continue;
      if (pattern.dayOf(folder) !== undefined) return 'recordings';
      if (shape(sample).startsWith(shape(folder))) return 'folders';
    }
    return 'nothing';
  }
}

/** A folder with all digits equal: years, months and days differ in nothing else. */
function shape(folder: string): string {
  return folder.replaceAll(/\d/g, '0');
}
