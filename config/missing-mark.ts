import type { SchemaNode } from './schema-walk';

/** The end of a sentence about a value, and what to do, where a mark is missing. */
interface Cause {
  readonly what: string;
  readonly fix?: string;
}

const DASH = 'Write - and a space before each entry.';

const NONE: Cause = { what: '' };

/** The colon, dash or space without which YAML reads keys or entries as a text. */
export function findMissingMark(
  expected: string,
  value: unknown,
  node: SchemaNode | undefined,
): Cause {
  if (expected === 'a map of keys' && Array.isArray(value)) return dashes(value);
  if (typeof value !== 'string') return NONE;
  if (expected === 'a list') return missingDash(value);
  return expected === 'a map of keys' ? missingColon(value, node) : NONE;
}

function dashes(entries: readonly unknown[]): Cause {
  const isMap = (entry: unknown) => typeof entry === 'object' && entry !== null;
  return entries.length > 0 && entries.every(isMap)
    ? { what: '', fix: 'Remove the dashes before the keys, and indent what belongs to each more.' }
    : NONE;
}

function missingDash(text: string): Cause {
  if (!/^[-\u2013\u2014]/.test(text)) {
    if (!/\S - \S/.test(text)) return NONE;
    return { what: ': the dash before the first entry is missing', fix: DASH };
  }
  const what = text.startsWith('-')
    ? ': a space is missing after the dash'
    : ': its dash is longer than that of a list';
  return { what, fix: DASH };
}

function missingColon(text: string, node: SchemaNode | undefined): Cause {
  const [, key = '', colon = ''] = /^([\w-]+)(:?) *\S/.exec(text) ?? [];
  if (!Object.hasOwn(node?.properties ?? {}, key)) return NONE;
  const missing = colon === '' ? 'a colon' : 'a space';
  return {
    what: `: ${missing} is missing after ${key}${colon}`,
    fix: 'Write a colon and a space after each key.',
  };
}
