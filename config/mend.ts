import type * as z from 'zod';
import { tryFindSimilar } from '../core/did-you-mean';
import type { Problem } from '../core/problem';
import { containerAt, isSame, isWithin, knows, put, take } from './containers';
import { findMissingHolder, type MissingHolder, moveBelow } from './missing-holder';
import { areAlike, keysBelow, mendIndentation, misplacedKey } from './mend-indentation';
import { schemaAt, valueAt } from './schema-walk';
import { shapeProblems, type NumberSource } from './shape';

type Issue = z.core.$ZodIssue;
type Path = Problem['path'];

/** What is wrong with the shape of the data, and the data as it was probably meant. */
export interface Mended {
  /** One problem for each mistake. */
  readonly problems: readonly Problem[];
  /** Without what is wrong, or with what it was meant to be: to be checked further, and never to be used. */
  readonly data: unknown;
  /** Places where that data is not what the file says. */
  readonly places: readonly Path[];
}

/**
 * Reports what is wrong with the shape of data, and mends it so that the rest can be checked in the same run. A key
 * that is misspelt or stands on the wrong level is one mistake: not a missing key and an unknown one.
 */
export function mendShape(issues: readonly Issue[], data: unknown, written?: NumberSource): Mended {
  return new Mending(issues, data, written).run();
}

class Mending {
  private readonly problems: Problem[];
  private readonly places: Path[];
  private readonly mended: unknown;

  constructor(
    private readonly issues: readonly Issue[],
    private readonly data: unknown,
    private readonly written: NumberSource | undefined,
  ) {
    const { problems, places, data: mended } = mendIndentation(issues, data);
    this.problems = problems;
    this.places = places;
    this.mended = mended;
  }

  run(): Mended {
    const { problems, places, mended } = this;
    const each = this.issues.flatMap(separate).filter(({ path }) => this.isOpen(path));
    const missing = each.flatMap(({ path }) => (this.isMissing(path) ? [path] : []));
    // What a key was meant to be is then neither missing nor empty.
    const misplaced = each.filter((found) => this.isMisplaced(found));
    for (const found of new Set([...misplaced, ...each])) {
      const { issue, path } = found;
      if (places.some((known) => isSame(known, path))) continue;
      const meant = misplaced.includes(found) ? findMeant(issue, path, this.data) : undefined;
      const isUnknown = issue.code === 'unrecognized_keys' && !meant;
      const left = isUnknown ? findMissingHolder(path, missing, this.data) : undefined;
      if (left) this.mendMissing(left, path);
      else this.mend(found, meant);
    }
    return { problems, data: mended, places };
  }

  private isMissing(path: Path): boolean {
    return valueAt(this.data, path) === undefined;
  }

  private isOther(path: Path): boolean {
    return isOfOtherShape(path.slice(0, -1), this.issues, this.data);
  }

  private isOpen(path: Path): boolean {
    return !this.places.some(isWithin(path)) && !(this.isMissing(path) && this.isOther(path));
  }

  private isMisplaced({ issue, path }: Separate): boolean {
    if (issue.code === 'unrecognized_keys') return true;
    return issue.code === 'invalid_type' && typeof valueAt(this.data, path) === 'object';
  }

  private mendMissing(left: MissingHolder, path: Path): void {
    if (!this.places.some((known) => isSame(known, left.holder))) this.problems.push(left.problem);
    this.places.push(...moveBelow(left, path, this.mended));
  }

  private mend({ issue, path }: Separate, meant: Meant | undefined): void {
    const { data, mended, places } = this;
    const problem = meant?.problem;
    this.problems.push(...(problem ? [problem] : shapeProblems([issue], data, this.written)));
    const isEntry = this.isMissing(path) || this.isOther(path);
    const value = take(mended, isEntry ? entryOf(path) : path);
    places.push(typeof path.at(-1) === 'number' ? path.slice(0, -1) : path);
    if (!meant) return;
    places.push(...move(meant, { mended, value, from: path.slice(0, -1) }));
    if (valueAt(data, meant.path.slice(0, -1)) === null) places.push(meant.path.slice(0, -1));
  }
}

/** The entry of a list that a key is in; nothing if it is in none. */
const entryOf = (path: Path) =>
  path.slice(0, path.findLastIndex((key) => typeof key === 'number') + 1);

interface Move {
  readonly mended: unknown;
  readonly value: unknown;
  /** The map in which the key was. */
  readonly from: Path;
}

/** Puts a key where it belongs, and the keys after it that belong below it. Returns their places. */
function move({ path, below = [] }: Meant, { mended, value, from }: Move): Path[] {
  put(mended, path, value);
  for (const key of below) put(mended, [...path, key], take(mended, [...from, key]));
  return [path, ...below.map((key) => [...from, key])];
}

/** Whether an entry of a list has none of the known keys. Then these are not missing: its own keys are wrong. */
function isOfOtherShape(entry: Path, issues: readonly Issue[], data: unknown): boolean {
  if (typeof entry.at(-1) !== 'number') return false;
  const count = Object.keys(containerAt(data, entry) ?? {}).length;
  return issues.some(
    (issue) =>
      issue.code === 'unrecognized_keys' &&
      isSame(issue.path as Path, entry) &&
      issue.keys.length === count,
  );
}

interface Separate {
  readonly issue: Issue;
  readonly path: Path;
}

function separate(issue: Issue): Separate[] {
  const path = issue.path as Path;
  if (issue.code !== 'unrecognized_keys') return [{ issue, path }];
  return issue.keys.map((key) => ({ issue: { ...issue, keys: [key] }, path: [...path, key] }));
}

/** Where a key belongs that is unknown where it stands. */
interface Meant {
  readonly path: Path;
  /** @default - the problem of an unknown key, which names the key that is similar */
  readonly problem?: Problem;
  /** The keys after it that belong below it, if it is empty. */
  readonly below?: readonly string[];
}

function findMeant({ code }: Issue, path: Path, data: unknown): Meant | undefined {
  const parent = path.slice(0, -1);
  const key = String(path.at(-1));
  // Any key can stand in some maps, but not with a map.
  if (code !== 'unrecognized_keys') return levelAbove(parent, key, data);
  return (
    levelAbove(parent, key, data) ??
    misspelt(parent, key, data) ??
    levelBelow(parent, key, data) ??
    lastBefore(parent, key, data)
  );
}

/** A map that is not indented, after one whose keys are such maps: a store after the stores. */
function levelBelow(parent: Path, key: string, data: unknown): Meant | undefined {
  const siblings = Object.keys(valueAt(data, parent) ?? {});
  const above = siblings[siblings.indexOf(key) - 1];
  if (above === undefined || !containerAt(data, [...parent, key])) return undefined;
  const [first = ''] = Object.keys(containerAt(data, [...parent, above]) ?? {});
  const isAlike = areAlike(
    containerAt(data, [...parent, above, first]),
    containerAt(data, [...parent, key]),
    1,
  );
  if (!isAlike || !knows([...parent, above], key, data)) return undefined;
  return {
    path: [...parent, above, key],
    problem: {
      rule: 'config-unknown-key',
      path: [...parent, key],
      what: `${key} stands next to ${above}, and belongs below it`,
      fix: `Indent ${key} more than ${above}.`,
    },
  };
}

const isMapOrEmpty = (value: unknown) => typeof value === 'object' && !Array.isArray(value);

/** A key that belongs to the map before it, or to the last one in that, and is not indented far enough. */
function lastBefore(parent: Path, key: string, data: unknown): Meant | undefined {
  const siblings = Object.keys(valueAt(data, parent) ?? {});
  let holder = [...parent, siblings[siblings.indexOf(key) - 1] ?? ''];
  while (isMapOrEmpty(valueAt(data, holder))) {
    const properties = schemaAt(holder, data)?.properties ?? {};
    if (Object.hasOwn(properties, key) && valueAt(data, [...holder, key]) === undefined) {
      return { path: [...holder, key], problem: misplacedKey([...parent, key], holder) };
    }
    holder = [...holder, Object.keys(containerAt(data, holder) ?? {}).at(-1) ?? ''];
  }
  return undefined;
}

/** A key of the level above that is indented too far. */
function levelAbove(parent: Path, key: string, data: unknown): Meant | undefined {
  const outer = parent.slice(0, -1);
  const holder = String(parent.at(-1));
  const isThere = valueAt(data, [...outer, key]) !== undefined;
  const isKnown = Object.hasOwn(schemaAt(outer, data)?.properties ?? {}, key);
  const isAlike =
    knows(outer, key, data) &&
    areAlike(containerAt(data, parent), containerAt(data, [...parent, key]));
  if (parent.length === 0 || isThere || !(isKnown || isAlike)) return undefined;
  return {
    path: [...outer, key],
    below: keysBelow([...parent, key], data, [...outer, key]),
    problem: {
      rule: 'config-unknown-key',
      path: [...parent, key],
      what: `${key} stands below ${holder}, and belongs next to it`,
      fix: `Indent ${key} like ${holder}.`,
    },
  };
}

function misspelt(parent: Path, key: string, data: unknown): Meant | undefined {
  const similar = tryFindSimilar(key, Object.keys(schemaAt(parent, data)?.properties ?? {}));
  if (similar === undefined || valueAt(data, [...parent, similar]) !== undefined) return undefined;
  return { path: [...parent, similar] };
}
