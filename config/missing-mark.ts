import type { SchemaNode } from './schema-walk';

/** The end of a sentence about a value, and what to do, where a mark is missing. */
interface Cause {
  readonly what: string;
  readonly fix?: string;
}

const NONE: Cause = { what: '' };

/** The colon, dash or space without which YAML reads keys or entries as a text. */
export function findMissingMark(
  expected: string,
  value: unknown,
  node: SchemaNode | undefined,
): Cause {
  if (typeof value !== 'string') return NONE;
  if (expected === 'a list') return missingDash(value);
  return expected === 'a map of keys' ? missingColon(value, node) : NONE;
}

function missingDash(text: string): Cause {
  if (!/^[-\u2013\u2014]/.test(text)) return NONE;
  const what = text.startsWith('-')
    ? ': a space is missing after the dash'
    : ': its dash is longer than that of a list';
  return { what, fix: 'Write - and a space before each entry.' };
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
