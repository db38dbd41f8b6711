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

/** The largest number of combinations of principal, action and resource that is compared. */
const MAX_PARTS = 20_000;

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
  return statements
    .filter((statement) => statement.effect === effect && !known.has(shapeOf(statement)))
    .flatMap((statement) => {
      const left = partsLeft(statement, rest);
      if (!left) return [];
      const nearest = findNearest(statement, left, changed);
      return [{ statement: left, ...(nearest && { nearest }) }];
    });
}

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
  const count = [principal, action, resource].map((each) => partsOf(each).length);
  if (count.reduce((product, each) => product * each, others.length + 1) > MAX_PARTS) {
    throw new UnreadablePolicyError(
      'it has too many combinations of principal, action and resource',
    );
  }
  const left = partsOf(principal).flatMap((who) =>
    partsOf(action).flatMap((what) =>
      partsOf(resource)
        .map((on) => ({ ...statement, principal: who, action: what, resource: on }))
        .filter((part) => !others.some((other) => says(other, part))),
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

function says(other: NormalStatement, part: NormalStatement): boolean {
  return (
    contains(other.action, part.action) &&
    contains(other.resource, part.resource) &&
    containsPrincipal(other.principal, part.principal) &&
    allImply(part.conditions, other.conditions)
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
    JSON.stringify(a[key]) === JSON.stringify(b[key]) ? 1 : 0;
  const named = sameName(a, b) ? 4 : 0;
  return named + same('principal') + same('action') + same('resource') + same('conditions');
}
