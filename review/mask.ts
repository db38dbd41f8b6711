import { type Attributes, isRecord } from './attributes';

/** Stands for a value that the plan marks as sensitive. No value of a plan gets past the parser without. */
export const SENSITIVE = '(sensitive value)';

/** Stands for a sensitive value that is another one than before. */
export const SENSITIVE_CHANGED = '(sensitive value, changed)';

interface RawValues {
  readonly before?: Attributes | null | undefined;
  readonly after?: Attributes | null | undefined;
  readonly before_sensitive?: unknown;
  readonly after_sensitive?: unknown;
}

/**
 * The attributes before and after, with every value replaced that the plan marks as sensitive on
 * either side.
 *
 * @see Terraform documentation, "JSON Output Format": values stand in clear, the marks beside them
 */
export function maskPair(change: RawValues): { before: Attributes; after: Attributes } {
  const before = change.before ?? {};
  const after = change.after ?? {};
  const marks = [change.before_sensitive, change.after_sensitive];
  return {
    before: mask(before, marks, { other: before }) as Attributes,
    after: mask(after, marks, { other: before }) as Attributes,
  };
}

/** @param compared - what a sensitive value is compared with, to say whether it changes */
function mask(value: unknown, marks: readonly unknown[], compared: { other: unknown }): unknown {
  if (marks.includes(true)) return sameJson(value, compared.other) ? SENSITIVE : SENSITIVE_CHANGED;
  if (!marks.some((mark) => typeof mark === 'object' && mark !== null)) return value;
  const below = (key: string, child: unknown) =>
    mask(
      child,
      marks.map((mark) => childOf(mark, key)),
      { other: childOf(compared.other, key) },
    );
  if (Array.isArray(value)) return value.map((child, index) => below(String(index), child));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, below(key, child)]));
}

function childOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}

const sameJson = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Whether a value, or a part of it, was sensitive. */
export function isMasked(value: unknown): boolean {
  return JSON.stringify(value ?? null).includes(SENSITIVE.slice(0, -1));
}
