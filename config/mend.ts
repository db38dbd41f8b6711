import type * as z from 'zod';
import { tryFindSimilar } from '../core/did-you-mean';
import type { Problem } from '../core/problem';
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
  const problems: Problem[] = [];
  const places: Path[] = [];
  const mended = structuredClone(data);
  const each = issues.flatMap(separate);
  // What a key was meant to be is then neither missing nor empty.
  const isMisplaced = ({ issue, path }: Separate) =>
    issue.code === 'unrecognized_keys' ||
    (issue.code === 'invalid_type' && containerAt(data, path) !== undefined);
  for (const found of [...each.filter(isMisplaced), ...each]) {
    const { issue, path } = found;
    if (places.some((known) => isSame(known, path))) continue;
    const meant = isMisplaced(found) ? findMeant(issue, path, data) : undefined;
    problems.push(...(meant?.problem ? [meant.problem] : shapeProblems([issue], data, written)));
    const value = take(mended, path);
    places.push(typeof path.at(-1) === 'number' ? path.slice(0, -1) : path);
    if (!meant) continue;
    places.push(meant.path, ...(meant.empty ? [meant.empty] : []));
    put(mended, meant.path, value);
  }
  return { problems, data: mended, places };
}

/** Whether one of two places contains the other, or both are the same. */
export function isRelated(a: Path, b: Path): boolean {
  const length = Math.min(a.length, b.length);
  return isSame(a.slice(0, length), b.slice(0, length));
}

const isSame = (a: Path, b: Path) => a.length === b.length && a.every((key, at) => key === b[at]);

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
  /** What is empty only because the key is not there. */
  readonly empty?: Path;
}

function findMeant({ code }: Issue, path: Path, data: unknown): Meant | undefined {
  const parent = path.slice(0, -1);
  const key = String(path.at(-1));
  // Any key can stand in some maps, but not with a map.
  if (code !== 'unrecognized_keys') return levelAbove(parent, key, data);
  return (
    belowEmpty(parent, key, data) ??
    levelAbove(parent, key, data) ??
    misspelt(parent, key, data) ??
    levelBelow(parent, key, data)
  );
}

/** A map that is not indented, after one whose keys are such maps: a store after the stores. */
function levelBelow(parent: Path, key: string, data: unknown): Meant | undefined {
  const siblings = Object.keys(valueAt(data, parent) ?? {});
  const above = siblings[siblings.indexOf(key) - 1];
  if (above === undefined || !containerAt(data, [...parent, key])) return undefined;
  const first = Object.values(containerAt(data, [...parent, above]) ?? {})[0];
  if (typeof first !== 'object' || !knows([...parent, above], key, data)) return undefined;
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

/** A key without a value, after which its own keys follow on the same level. */
function belowEmpty(parent: Path, key: string, data: unknown): Meant | undefined {
  const siblings = Object.keys(valueAt(data, parent) ?? {});
  const before = siblings.slice(0, siblings.indexOf(key));
  const above = before.findLast((each) => knows(parent, each, data));
  if (above === undefined || valueAt(data, [...parent, above]) !== null) return undefined;
  if (!knows([...parent, above], key, data)) return undefined;
  return {
    path: [...parent, above, key],
    empty: [...parent, above],
    problem: {
      rule: 'config-unknown-key',
      path: [...parent, key],
      what: `${key} stands next to ${above}, which is empty, and belongs below it`,
      fix: `Indent ${key} more than ${above}.`,
    },
  };
}

/** A key of the level above that is indented too far. */
function levelAbove(parent: Path, key: string, data: unknown): Meant | undefined {
  const outer = parent.slice(0, -1);
  const holder = String(parent.at(-1));
  const isThere = valueAt(data, [...outer, key]) !== undefined;
  const isKnown = Object.hasOwn(schemaAt(outer, data)?.properties ?? {}, key);
  if (parent.length === 0 || isThere || !isKnown) return undefined;
  return {
    path: [...outer, key],
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

/** Whether a map may have a key: by its name, or because it may have any. */
function knows(map: Path, key: string, data: unknown): boolean {
  const { properties, additionalProperties } = schemaAt(map, data) ?? {};
  return Object.hasOwn(properties ?? {}, key) || typeof additionalProperties === 'object';
}

type Container = Record<string | number, unknown>;

function containerAt(data: unknown, path: Path): Container | undefined {
  const value = valueAt(data, path);
  return typeof value === 'object' && value !== null ? (value as Container) : undefined;
}

/** Removes what is at a place, and returns it. A list goes as a whole: its other entries would move. */
function take(data: unknown, path: Path): unknown {
  const value = valueAt(data, path);
  const key = path.at(-1);
  const parent = path.slice(0, -1);
  if (typeof key === 'number') take(data, parent);
  else if (key !== undefined) delete containerAt(data, parent)?.[key];
  return value;
}

function put(data: unknown, path: Path, value: unknown): void {
  const [key = '', holder] = [path.at(-1), path.slice(0, -1)];
  if (!containerAt(data, holder)) put(data, holder, {});
  const container = containerAt(data, holder);
  if (container) container[key] = value;
}
