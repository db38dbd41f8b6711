import { addDays, type Day, daysBetween, HOUR_MS, startOf } from '../core/day';
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

/** The paths that are checked: those on which something may still be. */
export function checkedPaths(paths: readonly CheckedPath[]): readonly CheckedPath[] {
  return paths.filter(({ gone }) => gone !== true);
}

/** The place of a recording: what its folder and its name say. */
export interface KeyPlace {
  /** The path it is on, and its name there: equal for the same recording in another folder of the path. */
  readonly id: string;
  /** Beginning of the folder's hour or day, in milliseconds since 1970. */
  readonly moment: number;
}

interface Path {
  readonly prefix: string;
  /** Undefined if the path has no folders for days. */
  readonly pattern: PathPattern | undefined;
  readonly additional: boolean;
}

/** Where recordings are for each day, on the current path and the previous ones. */
export class Layout {
  private readonly paths: readonly Path[];
  /** The current path and the previous ones. */
  private readonly moved: readonly Path[];

  constructor(paths: readonly CheckedPath[]) {
    this.paths = checkedPaths(paths).map(({ prefix, pattern, additional = false }) => {
      const parsed = pattern === undefined ? undefined : parsePathPattern(pattern);
      const dated = parsed?.dayFolder(SOME_DAY) === undefined ? undefined : parsed;
      return { prefix, pattern: dated, additional };
    });
    this.moved = this.paths.filter(({ additional }) => !additional);
  }

  /**
   * The partitions for a range of days, both included.
   *
   * @param marginDays - days before and after the range in whose folders recordings of the range may be
   */
  partitions(first: Day, last: Day, marginDays = 0): KeyPartition[] {
    const days = daysBetween(addDays(first, -marginDays), addDays(last, marginDays));
    return this.paths.flatMap(({ prefix, pattern }, index) =>
      pattern
        ? days.map((day) => ({
            id: `${index}-${day}`,
            folder: pattern.dayFolder(day) ?? '',
            ...(index > 0 && { previous: true }),
            ...((day < first || day > last) && { margin: true }),
          }))
        : [{ id: `${index}-all`, folder: prefix, undated: true }],
    );
  }

  /** Number of paths with folders for days. */
  get dated(): number {
    return this.paths.filter(({ pattern }) => pattern).length;
  }

  /** Whether a recording has the same name on all paths. */
  get sameNames(): boolean {
    const names = this.paths.map(({ pattern }) => pattern?.namePattern);
    return new Set(names).size === 1;
  }

  /** The beginning of the day whose folder a key is in, in milliseconds since 1970. */
  dayStartOf(key: string): number | undefined {
    const day = this.paths
      .map(({ pattern }) => pattern?.dayOf(key))
      .find((each) => each !== undefined);
    return day === undefined ? undefined : startOf(day);
  }

  /** The folder and the name of a key; undefined for a key that matches the pattern of no path. */
  placeOf(key: string): KeyPlace | undefined {
    for (const [index, { pattern }] of this.paths.entries()) {
      const name = pattern?.nameOf(key);
      const moment = pattern?.momentOf(key);
      if (name !== undefined && moment !== undefined) return { id: `${index} ${name}`, moment };
    }
    return undefined;
  }

  /** The same key in the folders of earlier hours, latest first; none for a path without folders for hours. */
  earlierHours(key: string, hours: number): string[] {
    const pattern = this.paths.find((each) => each.pattern?.dayOf(key) !== undefined)?.pattern;
    const name = pattern?.nameOf(key);
    const moment = pattern?.momentOf(key);
    if (!pattern?.tokens.includes('hh') || name === undefined || moment === undefined) return [];
    return Array.from({ length: hours }, (_, index) => {
      const at = new Date(moment - (index + 1) * HOUR_MS).toISOString();
      const [yyyy, mm, dd] = at.slice(0, 10).split('-');
      return `${pattern.renderFolder({ yyyy, mm, dd, hh: at.slice(11, 13) })}${name}`;
    });
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

  /** The copies of a recording that were made, or remained, when the store was moved; the latest path first. */
  copies({ key, at, open = false }: Pointer): Pointer[] {
    const { moved: paths } = this;
    const own = paths.length < 2 ? undefined : paths.find((path) => isOn(path, key));
    if (!own) return [];
    const day = own.pattern?.dayOf(key);
    return paths.flatMap((path) => {
      if (path === own) return [];
      const from = day && path.pattern ? own.pattern?.dayFolder(day) : own.prefix;
      const to = day && path.pattern ? path.pattern.dayFolder(day) : path.prefix;
      if (from === undefined || to === undefined) return [];
      return [{ key: `${to}${key.slice(from.length)}`, at, copy: true, open }];
    });
  }

  /** Where a recording of a previous path may be instead, because it was copied and its original was removed. */
  movedTo(pointer: Pointer): string[] {
    const [current] = this.paths;
    if (!current || isOn(current, pointer.key)) return [];
    return this.copies(pointer)
      .slice(0, 1)
      .map(({ key }) => key);
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

function isOn({ prefix, pattern }: Path, key: string): boolean {
  return pattern ? pattern.dayOf(key) !== undefined : key.startsWith(prefix);
}

/** A folder with all digits equal: years, months and days differ in nothing else. */
function shape(folder: string): string {
  return folder.replaceAll(/\d/g, '0');
}
