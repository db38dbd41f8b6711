import type * as z from 'zod';
import { didYouMean, tryFindSimilar } from '../core/did-you-mean';
import type { Problem } from '../core/problem';
import { findMissingMark } from './missing-mark';
import { type SchemaNode, schemaAt, valueAt } from './schema-walk';

type Issue = z.core.$ZodIssue;
type Path = Problem['path'];

/** A number as it is written at a path; undefined for anything else. */
export type NumberSource = (path: Path) => string | undefined;

/**
 * Problems with the shape of the data. zod's own messages contain neither the value nor a remedy.
 *
 * @param data - the whole environment, in which each issue's path is looked up
 */
export function shapeProblems(
  issues: readonly Issue[],
  data: unknown,
  written: NumberSource = () => undefined,
): Problem[] {
  return issues.flatMap((issue) => {
    const path = issue.path as Path;
    const found = { path, value: valueAt(data, path), node: schemaAt(path, data) };
    return shapeProblem(issue, { ...found, written: written(path) });
  });
}

interface Found {
  readonly path: Path;
  readonly value: unknown;
  readonly node: SchemaNode | undefined;
  /** The number as it is written. @default - it is none */
  readonly written?: string | undefined;
}

function shapeProblem(issue: Issue, found: Found): Problem[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, found));
  if (issue.code === 'invalid_key') return [invalidName(found)];
  if (found.value === undefined) return [missing(found)];
  if (issue.code === 'invalid_value' || issue.code === 'invalid_union' || isChoice(issue, found)) {
    return [notAChoice(issue, found)];
  }
  if (issue.code === 'too_small' || issue.code === 'too_big') return [wrongSize(issue, found)];
  if (issue.code === 'invalid_type') return [wrongType(issue, found)];
  return [{ ...invalidForm(issue, found), rule: 'config-format' }];
}

/** Texts that are choices, besides which a pattern of them is accepted. */
function isChoice({ code }: Issue, { node }: Found): boolean {
  return code === 'invalid_format' && (node?.choices ?? []).length > 0;
}

function unknownKey(key: string, { path, node }: Found): Problem {
  const known = Object.keys(node?.properties ?? {});
  const similar = tryFindSimilar(key, known);
  return {
    rule: 'config-unknown-key',
    path: [...path, key],
    what: `unknown key ${key}${didYouMean(key, known)}`,
    fix: `${similar === undefined ? 'Remove it' : `Write ${similar}`}. Known keys: ${known.join(', ')}.`,
  };
}

function invalidName({ path }: Found): Problem {
  return {
    rule: 'config-name',
    path,
    what: `${JSON.stringify(path.at(-1))} is not a valid name of a store`,
    fix: 'Use up to 32 lower-case letters, digits and single hyphens, beginning with a letter.',
  };
}

function missing({ path, node }: Found): Problem {
  return {
    rule: 'config-missing-key',
    path,
    what: `${nameOf(path)} is missing`,
    fix: withDescription('Add it.', node),
  };
}

function wrongType(issue: Issue & { code: 'invalid_type' }, found: Found): Problem {
  const { expected } = issue;
  const { path, value, node, written = show(value) } = found;
  const unquoted = expected === 'string' && typeof value === 'number';
  const read = unquoted && written !== show(value) ? ` that is read as ${show(value)}` : '';
  const what = `${written} is ${typeName(value)}${read}, not ${article(expected)}`;
  const cause = findMissingMark(article(expected), value, node);
  const isEntry = typeof path.at(-1) === 'number';
  return {
    rule: 'config-type',
    path,
    what:
      value === null
        ? `${isEntry ? 'an entry of ' : ''}${nameOf(path)} is empty`
        : `${what}${cause.what}`,
    fix: withDescription(
      cause.fix ?? (unquoted ? fixOfNumber(issue, written, node) : fixOfType(expected, value)),
      node,
    ),
  };
}

/** Quotes are enough if the text in them is valid. */
function fixOfNumber({ message }: Issue, written: string, node: SchemaNode | undefined): string {
  const isValid = node?.pattern === undefined || new RegExp(node.pattern).test(written);
  if (isValid || message.startsWith('Invalid')) return `Put it in quotes: '${written}'.`;
  return `Put it in quotes: '${written}'. Write ${message}.`;
}

const ENTRIES = 'Write a dash and a space before the first key of each entry.';

const isMap = (value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function fixOfType(expected: string, value: unknown): string {
  if (expected === 'array' && typeof value === 'string') {
    return 'Write a list: each entry on a line of its own, after a dash and a space.';
  }
  if (expected === 'array' && isMap(value)) return ENTRIES;
  const isText = expected === 'string' && value === null;
  return `Write ${article(expected)}${isText ? '; a text that begins with # needs quotes' : ''}.`;
}

function notAChoice(issue: Issue, found: Found): Problem {
  const choices = found.node?.choices ?? [];
  if (choices.length === 0 || issue.message.startsWith('one of')) {
    return { ...invalidForm(issue, found), rule: 'config-type' };
  }
  return found.value === null ? noChoice(found, choices) : otherChoice(found, choices);
}

function otherChoice({ path, value }: Found, choices: readonly string[]): Problem {
  const similar = typeof value === 'string' ? tryFindSimilar(value, choices) : undefined;
  const [only, ...others] = choices;
  const one = others.length === 0 ? only : similar;
  return {
    rule: 'config-choice',
    path,
    what: `${show(value)} is not ${others.length === 0 ? '' : 'one of '}${choices.join(', ')}${similar === undefined ? '' : `; did you mean ${similar}?`}`,
    fix: `Write ${one ?? 'one of them'}.`,
  };
}

function noChoice({ path }: Found, choices: readonly string[]): Problem {
  const fix = `Write one of ${choices.join(', ')}.`;
  return { rule: 'config-choice', path, what: `${nameOf(path)} is empty`, fix };
}

function wrongSize(
  issue: Issue & { code: 'too_small' | 'too_big' },
  { path, value, node }: Found,
): Problem {
  const small = issue.code === 'too_small';
  const bound = Number(small ? issue.minimum : issue.maximum);
  // Only whole numbers have a limit that is excluded.
  const limit = issue.inclusive === false ? bound + (small ? 1 : -1) : bound;
  const { is, unit } = SIZES[String(issue.origin)] ?? NUMBER;
  const amount = `${limit}${unit(limit)}`;
  return {
    rule: 'config-size',
    path,
    what: `${show(value)} ${is[small ? 0 : 1]} ${amount}, the ${small ? 'minimum' : 'maximum'} of ${nameOf(path)}`,
    fix: withDescription(`Write at ${small ? 'least' : 'most'} ${amount}.`, node),
  };
}

const NUMBER = { is: ['is less than', 'is more than'], unit: () => '' };

/** How sizes are told, by what zod says has a size. */
const SIZES: Readonly<Record<string, { is: string[]; unit: (count: number) => string }>> = {
  string: {
    is: ['is shorter than', 'is longer than'],
    unit: (count) => (count === 1 ? ' character' : ' characters'),
  },
  array: {
    is: ['has fewer than', 'has more than'],
    unit: (count) => (count === 1 ? ' entry' : ' entries'),
  },
};

/** A value of the right type that is not valid; the schema's own message says what is. */
function invalidForm(issue: Issue, found: Found): Omit<Problem, 'rule'> {
  const { path, value, node } = found;
  const valid = issue.message.startsWith('Invalid') ? 'one of its forms' : issue.message;
  return {
    path,
    what: value === null ? `${nameOf(path)} is empty` : notValid(found),
    fix: withDescription(
      isMap(value) && valid.includes('a list of')
        ? `${ENTRIES} Or write ${valid}.`
        : `Write ${valid}.`,
      node,
    ),
  };
}

function notValid({ path, value, node, written = show(value) }: Found): string {
  const isEntry = typeof path.at(-1) === 'number';
  const blank = typeof value === 'string' && NO_BREAK_SPACE.test(value);
  return `${written} is not a valid ${node?.title ?? (isEntry ? `entry of ${nameOf(path)}` : nameOf(path))}${blank ? ': it contains a no-break space (U+00A0), which looks like a space' : ''}`;
}

const NO_BREAK_SPACE = /\u00a0/;

const withDescription = (fix: string, node: SchemaNode | undefined) =>
  `${fix} ${node?.description ?? ''}`.trimEnd();

/** The setting a path belongs to: for an entry of a list, the list. */
const nameOf = (path: Path) => path.findLast((key) => typeof key === 'string') ?? 'the environment';

/** The beginning of a value, enough to recognize it. */
function show(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function typeName(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number' && !Number.isFinite(value)) return 'not a finite number';
  return article(typeof value);
}

const ARTICLES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of keys',
  record: 'a map of keys',
};

const article = (type: string) => ARTICLES[type] ?? type;
