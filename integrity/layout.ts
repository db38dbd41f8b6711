import { addDays, type Day, daysBetween } from '../core/day';
import { parsePathPattern, type PathPattern } from '../core/path-pattern';
import type { Pointer } from './entry';
import type { KeyPartition } from './partition';
import type { CheckedPath } from './settings';

/** Pointers to somewhere that is no path of the store. */
export const ELSEWHERE = 'elsewhere';

/** A day of which each path can be told from the beginning of a key. */
const SOME_DAY = '2000-01-01';

/** How far off the vendor's day may be from ours: the hour of a recording can be read in two ways. */
const NEIGHBOURS = [-1, 1];

interface Path {
  readonly prefix: string;
  /** Undefined where keys are not filed by day. */
  readonly pattern: PathPattern | undefined;
}

/** Where recordings are, day by day, on every path that is or was written to. */
export class Layout {
  private readonly paths: readonly Path[];

  constructor(paths: readonly CheckedPath[]) {
    this.paths = paths.map(({ prefix, pattern }) => {
      const parsed = pattern === undefined ? undefined : parsePathPattern(pattern);
      return { prefix, pattern: parsed?.dayFolder(SOME_DAY) === undefined ? undefined : parsed };
    });
  }

  /** What is checked, part by part, for the days from the first to the last. */
  partitions(first: Day, last: Day): KeyPartition[] {
    return this.paths.flatMap(({ prefix, pattern }, index) =>
      pattern
        ? daysBetween(first, last).map((day) => partition(index, pattern, day))
        : [{ id: `${index}-all`, folder: prefix }],
    );
  }

  /** The partition a pointer belongs to, of any day; undefined if it is on no path. */
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

  /** Where else a recording could stand: on the other paths, and a day earlier or later. */
  elsewhere({ key }: Pointer): string[] {
    const own = this.paths.find(({ pattern }) => pattern?.dayOf(key) !== undefined);
    const day = own?.pattern?.dayOf(key);
    if (!own?.pattern || day === undefined) return this.onOtherPrefixes(key);
    const name = key.slice(own.pattern.dayFolder(day)?.length);
    return this.paths
      .flatMap(({ pattern }) =>
        [0, ...NEIGHBOURS].map((days) => pattern?.dayFolder(addDays(day, days))),
      )
      .flatMap((folder) => (folder === undefined ? [] : [`${folder}${name}`]))
      .filter((beginning) => beginning !== key);
  }

  private onOtherPrefixes(key: string): string[] {
    const own = this.paths.find(({ prefix }) => key.startsWith(prefix));
    if (!own) return [];
    const name = key.slice(own.prefix.length);
    return this.paths.map(({ prefix }) => `${prefix}${name}`).filter((each) => each !== key);
  }

  /** Folders below which only days belong; none where a path is not filed by day. */
  get roots(): string[] {
    return this.paths.flatMap(({ prefix, pattern }) => (pattern ? [prefix] : []));
  }

  /** What belongs into a folder. */
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

function partition(path: number, pattern: PathPattern, day: Day): KeyPartition {
  return { id: `${path}-${day}`, folder: pattern.dayFolder(day) ?? '' };
}

/** A folder with every digit alike: years, months and days are told from names by nothing else. */
function shape(folder: string): string {
  return folder.replaceAll(/\d/g, '0');
}
