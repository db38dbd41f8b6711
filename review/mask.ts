import { isDeepStrictEqual } from 'node:util';
import { type Attributes, isRecord } from './attributes';

/** Replaces a value that the plan marks as sensitive. The parser masks every value of a plan. */
export const SENSITIVE = '(sensitive value)';

/** Replaces a sensitive value that differs from the one before. */
export const SENSITIVE_CHANGED = '(sensitive value, changed)';

interface RawValues {
  readonly before?: Attributes | null | undefined;
  readonly after?: Attributes | null | undefined;
  readonly before_sensitive?: unknown;
  readonly after_sensitive?: unknown;
}

/**
 * The attributes before and after, with every value masked that the plan marks as sensitive on either side.
 *
 * @see Terraform documentation, "JSON Output Format": a plan contains sensitive values in plain text, and the marks
 * separately
 */
export function maskPair(change: RawValues): { before: Attributes; after: Attributes } {
  const before = change.before ?? {};
  const marks = [change.before_sensitive, change.after_sensitive];
  return {
    before: mask(before, before, marks) as Attributes,
    after: mask(change.after ?? {}, before, marks) as Attributes,
  };
}

/** @param before - the value that a sensitive value is compared with, to say whether it changes */
function mask(value: unknown, before: unknown, marks: readonly unknown[]): unknown {
  if (marks.includes(true)) return isDeepStrictEqual(value, before) ? SENSITIVE : SENSITIVE_CHANGED;
  if (!marks.some((mark) => typeof mark === 'object' && mark !== null)) return value;
  const maskChild = (child: unknown, key: string | number) =>
    mask(
      child,
      childOf(before, key),
      marks.map((mark) => childOf(mark, key)),
    );
  if (Array.isArray(value)) return value.map(maskChild);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key, maskChild(child, key)]),
  );
}

function childOf(value: unknown, key: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}

/** Whether a value, or a part of it, was sensitive. */
export function isMasked(value: unknown): boolean {
  return JSON.stringify(value ?? null).includes(SENSITIVE.slice(0, -1));
}
