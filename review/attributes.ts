/** Attributes of a resource, as they stand in a plan. */
export type Attributes = Readonly<Record<string, unknown>>;

/** Whether it is a map of keys. */
export function isRecord(value: unknown): value is Attributes {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An attribute's text; empty when it has none. */
export function text(attributes: Attributes, key: string): string {
  const value = attributes[key];
  return typeof value === 'string' ? value : '';
}

/** An attribute's number. */
export function number(attributes: Attributes, key: string): number | undefined {
  const value = attributes[key];
  return typeof value === 'number' ? value : undefined;
}

/** A block's entries: none, one, or several. */
export function blocks(attributes: Attributes, key: string): readonly Attributes[] {
  const value = attributes[key];
  return (Array.isArray(value) ? (value as unknown[]) : [value]).filter(isRecord);
}

/** The only entry of a block; empty when it has none. */
export function block(attributes: Attributes, ...keys: readonly string[]): Attributes {
  return keys.reduce<Attributes>((found, key) => blocks(found, key)[0] ?? {}, attributes);
}

/** Equal, whatever the order of keys. */
export function sameValue(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

/** JSON with sorted keys. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, child: unknown) =>
    isRecord(child)
      ? Object.fromEntries(Object.entries(child).sort(([a], [b]) => (a < b ? -1 : 1)))
      : child,
  );
}

/** The attributes that differ, nothing and an empty value being the same. Those that are unknown will differ. */
export function changedKeys(before: Attributes, after: Attributes, unknown: Attributes) {
  const keys = Object.keys({ ...before, ...after, ...unknown });
  return new Set(keys.filter((key) => isMarked(unknown[key]) || differs(before[key], after[key])));
}

/** Whether anything of an attribute is marked as unknown; lists and maps have a mark for each of their values. */
export function isMarked(mark: unknown): boolean {
  if (typeof mark !== 'object' || mark === null) return mark === true;
  return Object.values(mark).some(isMarked);
}

/** Whether two values differ, nothing and an empty value being the same. */
export function differs(a: unknown, b: unknown): boolean {
  if (isNothing(a) || isNothing(b)) return isNothing(a) !== isNothing(b);
  return !sameValue(a, b);
}

/** Unset, false, and a text, list or map that holds nothing. */
function isNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
