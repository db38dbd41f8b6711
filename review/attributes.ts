import { isDeepStrictEqual } from 'node:util';

/** Attributes of a resource, as a plan lists them. */
export type Attributes = Readonly<Record<string, unknown>>;

/** Whether a value is an object with keys. */
export function isRecord(value: unknown): value is Attributes {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text attribute; empty when it is not set. */
export function text(attributes: Attributes, key: string): string {
  const value = attributes[key];
  return typeof value === 'string' ? value : '';
}

/** The texts of a list; empty when it is not set. */
export function textsOf(attributes: Attributes, key: string): string[] {
  const value = attributes[key];
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

/** Every text in a value, at any depth. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isRecord(value) ? Object.values(value).flatMap(textsIn) : [];
}

/** A number attribute. */
export function number(attributes: Attributes, key: string): number | undefined {
  const value = attributes[key];
  return typeof value === 'number' ? value : undefined;
}

/** The blocks under a key: none, one, or several. */
export function blocks(attributes: Attributes, key: string): readonly Attributes[] {
  return [attributes[key]].flat().filter(isRecord);
}

/** The first block at the end of a path of keys; empty when it does not exist. */
export function block(attributes: Attributes, ...keys: readonly string[]): Attributes {
  return keys.reduce<Attributes>((found, key) => blocks(found, key)[0] ?? {}, attributes);
}

/** The attributes that differ or are unknown. Unset and empty values are equal. */
export function changedKeys(before: Attributes, after: Attributes, unknown: Attributes) {
  const keys = Object.keys({ ...before, ...after, ...unknown });
  return new Set(keys.filter((key) => isMarked(unknown[key]) || differs(before[key], after[key])));
}

/** Whether a mark of a plan covers an attribute or a part of it; lists and maps have a mark for each value. */
export function isMarked(mark: unknown): boolean {
  if (typeof mark !== 'object' || mark === null) return mark === true;
  return Object.values(mark).some(isMarked);
}

/** Whether two values differ. Unset and empty values are equal. */
export function differs(a: unknown, b: unknown): boolean {
  if (isEmpty(a) || isEmpty(b)) return isEmpty(a) !== isEmpty(b);
  return !isDeepStrictEqual(a, b);
}

/** Whether a value is unset, false, or an empty text, list or map. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
