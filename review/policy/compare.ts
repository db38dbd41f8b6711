import { isDeepStrictEqual } from 'node:util';
import { contains, type Element, overlap, partsOf } from '../../core/policy-element';
import { UnreadablePolicyError } from '../../core/policy-statement';
import { allImply } from './condition';
import { containsPrincipal } from './principal';
import type { NormalStatement } from './statement';

/** A statement that says more than the other policy, with the parts of it that do. */
export interface UnmatchedStatement {
  /** The statement, of which only those parts are left that the other policy does not have. */
  readonly statement: NormalStatement;
  /** The most similar statement of the other policy. @default - none is similar */
  readonly nearest?: NormalStatement;
}

/**
 * The most pairs of patterns and values that are compared. A policy of the size that AWS stores has about a hundredth
 * of them.
 */
const MAX_PAIRS = 20_000_000;

/** What a combination of principal, action and resource costs by itself, in pairs. */
const PART = 100;

/**
 * The statements of an effect that go beyond the other policy's statements of the same effect. Order, Sids and grouping
 * of statements do not matter.
 *
 * @throws UnreadablePolicyError for a policy too large to be compared
 */
export function findUnmatched(
  statements: readonly NormalStatement[],
  others: readonly NormalStatement[],
  effect: NormalStatement['effect'],
): UnmatchedStatement[] {
  const rest = others.filter((other) => other.effect === effect);
  const known = new Set(rest.map(shapeOf));
  const own = new Set(statements.map(shapeOf));
  const changed = rest.filter((other) => !own.has(shapeOf(other)));
  const unknown = statements.filter(
    (statement) => statement.effect === effect && !known.has(shapeOf(statement)),
  );
  refuseTooLarge(unknown, rest);
  return unknown.flatMap((statement) => {
    const left = partsLeft(statement, rest);
    if (!left) return [];
    const nearest = findNearest(statement, left, changed);
    return [{ statement: left, ...(nearest && { nearest }) }];
  });
}

function refuseTooLarge(
  statements: readonly NormalStatement[],
  others: readonly NormalStatement[],
): void {
  const parts = sumOf(statements, ({ principal, action, resource }) =>
    [principal, action, resource].reduce((product, each) => product * partsOf(each).length, 1),
  );
  const pairs =
    parts * (PART + sumOf(others, countPatterns)) +
    countOtherValues(statements, others) * sumOf(others, countValues);
  if (pairs > MAX_PAIRS) throw new UnreadablePolicyError('it is too large to be compared');
}

const sumOf = <T>(values: readonly T[], of: (value: T) => number) =>
  values.reduce((sum, each) => sum + of(each), 0);

/** Values that no condition of the others has with the same operator: each is compared with all of theirs. */
function countOtherValues(
  statements: readonly NormalStatement[],
  others: readonly NormalStatement[],
): number {
  const valuesOf = ({ conditions }: NormalStatement) =>
    conditions.flatMap(({ operator, values }) => values.map((value) => `${operator} ${value}`));
  const known = new Set(others.flatMap(valuesOf));
  return statements.flatMap(valuesOf).filter((each) => !known.has(each)).length;
}

const countValues = ({ conditions }: NormalStatement) =>
  sumOf(conditions, ({ values }) => values.length);

const countPatterns = ({ principal, action, resource }: NormalStatement) =>
  sumOf([principal, action, resource], ({ patterns }) => patterns.length);

/** Everything that decisions depend on, so without the Sid. */
const shapeOf = (statement: NormalStatement) =>
  JSON.stringify({ ...statement, sid: '', conditions: [] }) +
  statement.conditions
    .map((condition) => JSON.stringify({ ...condition, shown: '' }))
    .sort()
    .join();

function partsLeft(
  statement: NormalStatement,
  others: readonly NormalStatement[],
): NormalStatement | undefined {
  const { principal, action, resource } = statement;
  const weaker = others.filter((other) => allImply(statement.conditions, other.conditions));
  const left = partsOf(principal).flatMap((who) =>
    partsOf(action).flatMap((what) =>
      partsOf(resource)
        .map((on) => ({ ...statement, principal: who, action: what, resource: on }))
        .filter((part) => !weaker.some((other) => appliesTo(other, part))),
    ),
  );
  if (left.length === 0) return undefined;
  const join = (key: 'principal' | 'action' | 'resource') => merge(left.map((part) => part[key]));
  return {
    ...statement,
    principal: join('principal'),
    action: join('action'),
    resource: join('resource'),
  };
}

function appliesTo(other: NormalStatement, part: NormalStatement): boolean {
  return (
    contains(other.action, part.action) &&
    contains(other.resource, part.resource) &&
    containsPrincipal(other.principal, part.principal)
  );
}

function merge(elements: readonly Element[]): Element {
  const [first] = elements;
  if (first?.except === true) return first;
  return { except: false, patterns: [...new Set(elements.flatMap(({ patterns }) => patterns))] };
}

/** An equal Sid counts most, then equal principals, actions, resources and conditions. */
function findNearest(
  statement: NormalStatement,
  left: NormalStatement,
  others: readonly NormalStatement[],
): NormalStatement | undefined {
  const scored = others
    .filter((other) => overlap(other.action, left.action) || sameName(other, statement))
    .map((other) => ({ other, score: scoreOf(statement, other) }))
    .sort((a, b) => b.score - a.score);
  const [best] = scored;
  return best && best.score >= MIN_SCORE ? best.other : undefined;
}

/** Below this score two statements differ too much to be one changed statement. */
const MIN_SCORE = 3;

const sameName = (a: NormalStatement, b: NormalStatement) => a.sid !== '' && a.sid === b.sid;

function scoreOf(a: NormalStatement, b: NormalStatement): number {
  const same = (key: 'principal' | 'action' | 'resource' | 'conditions') =>
    Number(isDeepStrictEqual(a[key], b[key]));
  const named = sameName(a, b) ? 4 : 0;
  return named + same('principal') + same('action') + same('resource') + same('conditions');
}
