import { closest } from 'fastest-levenshtein';
import type * as z from 'zod';
import type { Problem } from '../core/problem';
import { type SchemaNode, schemaAt } from './schema-walk';

type Issue = z.core.$ZodIssue;
type Path = Problem['path'];

/**
 * What is wrong with the shape of the data, in our words: zod's name neither the value nor the way out.
 *
 * @param data - the whole environment, in which each issue's path is looked up
 */
export function shapeProblems(issues: readonly Issue[], data: unknown): Problem[] {
  return issues.flatMap((issue) => {
    const path = issue.path as Path;
    return shapeProblem(issue, { path, value: valueAt(data, path), node: schemaAt(path, data) });
  });
}

interface Found {
  readonly path: Path;
  readonly value: unknown;
  readonly node: SchemaNode | undefined;
}

function shapeProblem(issue: Issue, found: Found): Problem[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, found));
  if (issue.code === 'invalid_key') return [invalidName(found)];
  if (found.value === undefined) return [missing(found)];
  if (issue.code === 'invalid_value' || issue.code === 'invalid_union') {
    return [notAChoice(issue, found)];
  }
  if (issue.code === 'too_small' || issue.code === 'too_big') return [wrongSize(issue, found)];
  return [issue.code === 'invalid_type' ? wrongType(issue, found) : wrongFormat(found)];
}

function unknownKey(key: string, { path, node }: Found): Problem {
  const known = Object.keys(node?.properties ?? {});
  const nearest = known.length > 0 ? closest(key, known) : '';
  return {
    rule: 'config-unknown-key',
    path: [...path, key],
    what: `${key} is no setting here; the nearest is ${nearest}`,
    fix: `Write ${nearest}, or remove it. Known here: ${known.join(', ')}.`,
  };
}

function invalidName({ path }: Found): Problem {
  return {
    rule: 'config-name',
    path,
    what: `${JSON.stringify(path.at(-1))} is not a name a store may have`,
    fix: 'Use up to 32 lower-case letters, digits and single hyphens, beginning with a letter.',
  };
}

function missing({ path, node }: Found): Problem {
  return {
    rule: 'config-missing-key',
    path,
    what: `${nameOf(path)} is missing`,
    fix: `Add it. ${node?.description ?? ''}`.trimEnd(),
  };
}

function wrongType(issue: Issue & { code: 'invalid_type' }, { path, value, node }: Found): Problem {
  const quotes = issue.expected === 'string' && typeof value === 'number';
  return {
    rule: 'config-type',
    path,
    what: `${show(value)} is ${typeName(value)}, not ${article(issue.expected)}`,
    fix: quotes
      ? `Put it in quotes. ${node?.description ?? ''}`.trimEnd()
      : `Write ${article(issue.expected)}. ${node?.description ?? ''}`.trimEnd(),
  };
}

function notAChoice(issue: Issue, { path, value, node }: Found): Problem {
  const choices = node?.choices ?? [];
  if (choices.length === 0 || issue.message.startsWith('one of')) {
    const expected = issue.message.startsWith('Invalid') ? 'one of its forms' : issue.message;
    return {
      rule: 'config-type',
      path,
      what: `${show(value)} is not what this setting takes`,
      fix: `Write ${expected}. ${node?.description ?? ''}`.trimEnd(),
    };
  }
  return {
    rule: 'config-choice',
    path,
    what: `${show(value)} is none of ${choices.join(', ')}`,
    fix:
      typeof value === 'string'
        ? `Write one of them; the nearest is ${closest(value, choices)}.`
        : 'Write one of them.',
  };
}

function wrongSize(
  issue: Issue & { code: 'too_small' | 'too_big' },
  { path, value, node }: Found,
): Problem {
  const limit =
    issue.code === 'too_small' ? `at least ${issue.minimum}` : `at most ${issue.maximum}`;
  const unit = { string: 'characters', array: 'entries' }[String(issue.origin)] ?? '';
  return {
    rule: 'config-size',
    path,
    what: `${show(value)} does not have ${limit} ${unit}`.trimEnd(),
    fix: `Give ${limit} ${unit}. ${node?.description ?? ''}`.trimEnd(),
  };
}

function wrongFormat({ path, value, node }: Found): Problem {
  return {
    rule: 'config-format',
    path,
    what: `${show(value)} does not have the form of ${nameOf(path)}`,
    fix: `Correct it. ${node?.description ?? 'The examples in environments/ show how.'}`,
  };
}

/** The setting a path belongs to: for an entry of a list, the list. */
const nameOf = (path: Path) => path.findLast((key) => typeof key === 'string') ?? 'the environment';

/** A value as a person would recognise it, and never a page of it. */
function show(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function typeName(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number' && !Number.isFinite(value)) return 'no finite number';
  return article(typeof value);
}

const ARTICLES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of keys',
  record: 'a map of keys',
};

const article = (type: string) => ARTICLES[type] ?? type;

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string | number, unknown>)[key]
        : undefined,
    data,
  );
}
