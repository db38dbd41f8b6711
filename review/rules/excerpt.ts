/** The longest value that is shown completely. */
const MAX_LENGTH = 120;

/** Characters that are shown before the first difference. */
const CONTEXT_LENGTH = 30;

/** A value as text, cut when it is long. */
export function excerpt(value: unknown): string {
  return cut(written(value));
}

/** Two values as text; long ones are cut so that the first difference is shown. */
export function excerptPair(before: unknown, after: unknown): [string, string] {
  const [a, b] = [written(before), written(after)];
  if (Math.max(a.length, b.length) <= MAX_LENGTH) return [a, b];
  const start = Math.max(0, firstDifference(a, b) - CONTEXT_LENGTH);
  const from = (text: string) => cut(start === 0 ? text : `…${text.slice(start)}`);
  return [from(a), from(b)];
}

function firstDifference(a: string, b: string): number {
  let index = 0;
  while (index < a.length && a[index] === b[index]) index += 1;
  return index;
}

function written(value: unknown): string {
  if (value === undefined || value === null || value === '') return 'nothing';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const cut = (text: string) => (text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text);
