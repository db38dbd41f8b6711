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
