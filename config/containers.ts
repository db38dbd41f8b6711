import type { Problem } from '../core/problem';
import { schemaAt, valueAt } from './schema-walk';

type Path = Problem['path'];

/** Whether one of two places contains the other, or both are the same. */
export function isRelated(a: Path, b: Path): boolean {
  const length = Math.min(a.length, b.length);
  return isSame(a.slice(0, length), b.slice(0, length));
}

/** Whether two places are the same. */
export const isSame = (a: Path, b: Path) =>
  a.length === b.length && a.every((key, at) => key === b[at]);

/** Whether a path is a place, or is in it. */
export const isWithin = (path: Path) => (place: Path) => isSame(place, path.slice(0, place.length));

/** Whether a map may have a key: by its name, or because it may have any. */
export function knows(map: Path, key: string, data: unknown): boolean {
  const { properties, additionalProperties } = schemaAt(map, data) ?? {};
  return Object.hasOwn(properties ?? {}, key) || typeof additionalProperties === 'object';
}

/** A map or a list. */
export type Container = Record<string | number, unknown>;

/** The map or list at a place. */
export function containerAt(data: unknown, path: Path): Container | undefined {
  const value = valueAt(data, path);
  return typeof value === 'object' && value !== null ? (value as Container) : undefined;
}

/** Removes what is at a place, and returns it. A list goes as a whole: its other entries would move. */
export function take(data: unknown, path: Path): unknown {
  const value = valueAt(data, path);
  const key = path.at(-1);
  const parent = path.slice(0, -1);
  if (typeof key === 'number') take(data, parent);
  else if (key !== undefined) delete containerAt(data, parent)?.[key];
  return value;
}

/** Puts a value at a place, and what it needs around it. */
export function put(data: unknown, path: Path, value: unknown): void {
  const [key = '', holder] = [path.at(-1), path.slice(0, -1)];
  if (!containerAt(data, holder)) put(data, holder, {});
  const container = containerAt(data, holder);
  if (container) container[key] = value;
}
