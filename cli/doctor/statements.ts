import { isDeepStrictEqual } from 'node:util';
import { many, type OneOrMany } from '../../core/policy';

/** A statement as AWS gives it back, which may be somebody's own: without a Sid, for example. */
export interface LiveStatement {
  /** @default - it has none */
  readonly Sid?: string;
  /** Whether it allows or denies. */
  readonly Effect: string;
  /** Everything else, as in a policy. */
  readonly [element: string]: unknown;
}

/** A policy as AWS gives it back. One statement may stand without a list. */
export interface LivePolicy {
  /** One statement, or several. */
  readonly Statement: LiveStatement | readonly LiveStatement[];
}

/** An element of two statements that is not the same, e.g. `Resource` or `Condition.Bool.aws:securetransport`. */
export interface StatementPart {
  /** Name of the element; the keys of conditions in lower case, as IAM compares them. */
  readonly name: string;
  /** Its values in what was synthesized; empty where it is not there. */
  readonly expected: readonly string[];
  /** Its values in what is deployed. */
  readonly live: readonly string[];
}

/** One way in which a policy that is deployed differs from the synthesized one. */
export interface StatementDifference {
  /** `lost`: only synthesized. `gained`: only deployed. `changed`: in both, and not the same. */
  readonly kind: 'lost' | 'gained' | 'changed';
  /** The statement's; empty where it has none. */
  readonly sid: string;
  /** Whether it allows or denies. */
  readonly effect: string;
  /** The elements that are not the same; of a lost or gained statement, all. */
  readonly parts: readonly StatementPart[];
}

/** Elements by name, their values sorted. */
type Normal = Readonly<Record<string, readonly string[]>>;

/**
 * Compares policies by statement. The order of statements and of lists does not matter, nor whether one value stands
 * alone or in a list, nor the case of actions and condition keys.
 */
export function compareStatements(
  expected: { readonly Statement: readonly object[] },
  live: LivePolicy,
): StatementDifference[] {
  const wanted = (expected.Statement as readonly LiveStatement[]).map(toEntry);
  const there = statementsOf(live).map(toEntry);
  const left = there.filter((each) => !wanted.some((want) => same(want, each)));
  const differing = wanted.filter((want) => !there.some((each) => same(want, each)));
  const changed = differing.flatMap((want) => {
    const twin = left.find(({ sid, effect }) => sid === want.sid && effect === want.effect);
    return twin ? [{ want, twin }] : [];
  });
  const found = (kind: 'lost' | 'gained', { sid, effect, normal }: Entry): StatementDifference => ({
    ...{ kind, sid, effect },
    parts: kind === 'lost' ? partsOf(normal, {}) : partsOf({}, normal),
  });
  return [
    ...differing
      .filter((want) => !changed.some((each) => each.want === want))
      .map((want) => found('lost', want)),
    ...changed.map(({ want: { sid, effect, normal }, twin }): StatementDifference => ({
      ...{ kind: 'changed', sid, effect },
      parts: partsOf(normal, twin.normal),
    })),
    ...left
      .filter((each) => !changed.some(({ twin }) => twin === each))
      .map((each) => found('gained', each)),
  ];
}

/** The statements of a policy, as a list. */
export function statementsOf({ Statement }: LivePolicy): readonly LiveStatement[] {
  return Array.isArray(Statement)
    ? (Statement as readonly LiveStatement[])
    : [Statement as LiveStatement];
}

interface Entry {
  readonly sid: string;
  readonly effect: string;
  readonly normal: Normal;
}

/** A Sid only names a statement, so it is no part of what the statement says. */
function toEntry({ Sid = '', Effect, ...elements }: LiveStatement): Entry {
  return { sid: Sid, effect: Effect, normal: normalize(elements) };
}

function same(a: Entry, b: Entry): boolean {
  return a.effect === b.effect && isDeepStrictEqual(a.normal, b.normal);
}

function normalize(elements: Readonly<Record<string, unknown>>): Normal {
  const normal = Object.entries(elements).flatMap(([name, value]) => flatten(name, value));
  return Object.fromEntries(normal.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** `Principal` and `Condition` have elements of their own; everybody is everybody in either of its two forms. */
function flatten(name: string, value: unknown): [string, string[]][] {
  if (name === 'Principal' && value === '*') return flatten(name, { AWS: '*' });
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.entries(value).flatMap(([key, inner]) => {
      const isConditionKey = name.startsWith('Condition.');
      return flatten(`${name}.${isConditionKey ? key.toLowerCase() : key}`, inner);
    });
  }
  const values = many(asText(value)).map((each) => normalValue(name, each));
  return [[name, [...new Set(values)].sort()]];
}

function asText(value: unknown): OneOrMany {
  return Array.isArray(value) ? value.map(String) : String(value);
}

/** @see IAM User Guide, "AWS JSON policy elements": Action (case), Principal (an account by its number) */
function normalValue(name: string, value: string): string {
  if (name === 'Action' || name === 'NotAction') return value.toLowerCase();
  if (name === 'Principal.AWS' && /^\d{12}$/.test(value)) return `account ${value}`;
  const root = /^arn:[\w-]+:iam::(\d{12}):root$/.exec(value)?.[1];
  return name === 'Principal.AWS' && root !== undefined ? `account ${root}` : value;
}

function partsOf(expected: Normal, live: Normal): StatementPart[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(live)])];
  return names
    .map((name) => ({ name, expected: expected[name] ?? [], live: live[name] ?? [] }))
    .filter((part) => !isDeepStrictEqual(part.expected, part.live));
}

/** A difference in one line for each of its parts; of lists that share something, only what they do not. */
export function describeParts(parts: readonly StatementPart[]): string[] {
  return parts.map(({ name, expected, live }) => {
    const lacking = expected.filter((each) => !live.includes(each));
    const besides = live.filter((each) => !expected.includes(each));
    if (lacking.length === expected.length || besides.length === live.length) {
      return `${name}: ${live.join(', ') || 'nothing'}; expected ${expected.join(', ') || 'nothing'}`;
    }
    const said = [
      ...(lacking.length > 0 ? [`lacks ${lacking.join(', ')}`] : []),
      ...(besides.length > 0 ? [`has ${besides.join(', ')} besides`] : []),
    ];
    return `${name} ${said.join('; ')}`;
  });
}
