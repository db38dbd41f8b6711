import type { PolicyCondition } from '../../core/policy-statement';
import { coversPattern } from '../../core/wildcard';
import { mergeRanges, tryParseRange } from './address-range';

/** A condition of a statement in normal form. All conditions of a statement must hold. */
export interface Condition {
  /** In lower case, without prefix and suffix. */
  readonly operator: string;
  /** `foranyvalue:` or `forallvalues:` for keys with several values, otherwise empty. */
  readonly set: string;
  /** Whether it also holds for requests without the key. A negated operator always does. */
  readonly ifExists: boolean;
  /** In lower case, because IAM ignores the case of keys. */
  readonly key: string;
  readonly values: readonly string[];
  /** Key and operator as written. */
  readonly shown: string;
}

const FOR_ALL = 'forallvalues:';

/** Operators with the same meaning as another. @see IAM User Guide, "IAM JSON policy elements: Condition operators" */
const SAME: Readonly<Record<string, string>> = { arnequals: 'arnlike', arnnotequals: 'arnnotlike' };

/** The normal form of a condition. */
export function readCondition({ operator: written, key, values }: PolicyCondition): Condition {
  const match = /^(for(?:any|all)values?:)?(.*?)(ifexists)?$/.exec(written.toLowerCase());
  const [, set = '', name = '', ifExists] = match ?? [];
  const operator = SAME[name] ?? name;
  return {
    operator,
    set,
    key: key.toLowerCase(),
    // IAM ignores the case of true and false.
    values: (isText(operator) ? values : values.map((each) => each.toLowerCase())).toSorted(),
    shown: `${key} ${written}`,
    ifExists: ifExists !== undefined && !isNegated(operator),
  };
}

const isText = (operator: string) => operator !== 'bool' && operator !== 'null';

/** Whether an operator holds for values that the condition does not list. */
export function isNegated(operator: string): boolean {
  return operator.includes('not');
}

/** Whether a condition holds for every request: `Null` with `true` and `false`. */
export const isAlwaysTrue = ({ operator, values }: Condition) =>
  operator === 'null' && ['true', 'false'].every((each) => values.includes(each));

/** Whether a condition compares IP addresses. */
export const isNetwork = ({ operator }: Condition) => operator.endsWith('ipaddress');

/** Whether the first holds only where the second holds as well. */
export function implies(strict: Condition, loose: Condition): boolean {
  if (strict.key !== loose.key || !isSetCovered(strict, loose)) return false;
  if (holdsWithoutKey(strict) && !holdsWithoutKey(loose)) return false;
  if (isNegated(strict.operator) !== isNegated(loose.operator)) return false;
  if (order(strict) !== undefined) return impliesOrder(strict, loose);
  const [inner, outer] = isNegated(strict.operator) ? [loose, strict] : [strict, loose];
  if (isNetwork(inner) && isNetwork(outer)) return containsRanges(outer.values, inner.values);
  return coversValues(outer, inner);
}

function coversValues(outer: Condition, inner: Condition): boolean {
  const known = new Set(inner.operator === outer.operator ? outer.values : []);
  return inner.values.every(
    (value) =>
      known.has(value) || outer.values.some((other) => holds([other, outer], [value, inner])),
  );
}

/** A key with one value meets a condition for all values as well. */
const isSetCovered = (strict: Condition, loose: Condition) =>
  strict.set === loose.set || (strict.set === '' && loose.set === FOR_ALL);

/**
 * Whether a condition also holds for requests without the key.
 *
 * @see IAM User Guide, "Set operators for multivalued context keys": ForAllValues does, ForAnyValue does not
 */
function holdsWithoutKey({ ifExists, set, operator }: Condition): boolean {
  if (ifExists || set === FOR_ALL) return true;
  return isNegated(operator) && set === '';
}

/** Whether a condition requires the key, with values that it lists. */
export const isRequired = (condition: Condition) =>
  !holdsWithoutKey(condition) && !isNegated(condition.operator) && condition.operator !== 'null';

/** Whether a condition requires the key, with one of its values exactly. */
export function isExact(condition: Condition): boolean {
  const { operator, values } = condition;
  if (holdsWithoutKey(condition)) return false;
  if (operator === 'stringlike') return values.every((value) => !/[*?]|\$\{/.test(value));
  return operator === 'stringequals' && values.every((value) => !value.includes('${'));
}

/** All conditions of the first hold only where those of the second do. */
export function allImply(strict: readonly Condition[], loose: readonly Condition[]): boolean {
  return loose.every((condition) => strict.some((other) => implies(other, condition)));
}

/** Whether a value of the outer condition covers one of the inner condition. */
function holds(
  [other, outer]: readonly [string, Condition],
  [value, inner]: readonly [string, Condition],
): boolean {
  if (familyOf(outer) !== familyOf(inner)) return false;
  const [wide, narrow] = [patternOf(other, outer), patternOf(value, inner)];
  if (ignoresCase(outer)) return coversPattern(wide.toLowerCase(), narrow.toLowerCase());
  // Every case of a value is covered only by a value without letters, or by a wildcard.
  const hasCase = value.toLowerCase() !== value.toUpperCase();
  if (ignoresCase(inner) && hasCase) return wide === '*';
  if (outer.operator.startsWith('arn')) return coversArn(wide, narrow);
  return coversPattern(wide, narrow);
}

/**
 * Whether an ARN pattern covers another. Their parts are compared one by one, because no wildcard matches a colon.
 *
 * @see IAM User Guide, "Amazon Resource Name (ARN) condition operators"
 */
export function coversArn(wide: string, narrow: string): boolean {
  if (wide === narrow) return true;
  const [outer, inner] = [wide, narrow].map(partsOfArn) as [string[], string[]];
  if (outer.length !== inner.length) return false;
  return outer.every((part, index) => coversPattern(part, inner[index] ?? ''));
}

/** The parts before the resource, and the resource, which may contain colons; a colon in a variable separates nothing. */
function partsOfArn(arn: string): string[] {
  const parts = arn.split(/:(?![^{]*\})/);
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}

/** The pattern of a value: only operators with `like` in their name have wildcards. */
const patternOf = (value: string, { operator }: Condition) =>
  operator.endsWith('like') ? value : value.replaceAll(/(\$\{[^}]*\})|[*?]/g, escapeWildcard);

const escapeWildcard = (match: string, variable: string | undefined) => variable ?? `\${${match}}`;

const ignoresCase = ({ operator }: Condition) =>
  operator.endsWith('ignorecase') || operator === 'bool' || operator === 'null';

/** Operators of one family compare the same kind of value. */
const familyOf = ({ operator }: Condition) =>
  /^(string|arn|bool|null|binary)/.exec(operator)?.[0] ?? operator.replace('not', '');

/** Whether address ranges together contain others; a text that is not a range is contained only in itself. */
function containsRanges(wide: readonly string[], narrow: readonly string[]): boolean {
  const known = new Set(wide);
  const others = narrow.filter((text) => !known.has(text));
  if (others.length === 0) return true;
  const unions = mergeRanges(wide.flatMap((each) => tryParseRange(each) ?? []));
  return others.every((text) => {
    const range = tryParseRange(text);
    if (!range) return false;
    return unions.some(
      ({ kind, first, last }) => kind === range.kind && first <= range.first && last >= range.last,
    );
  });
}

interface Order {
  readonly kind: string;
  readonly below: boolean;
  readonly bound: number;
  readonly inclusive: boolean;
}

/** The bound of a condition on numbers or dates: of several values, the loosest. */
function order({ operator, values }: Condition): Order | undefined {
  const match = /^(numeric|date)(lessthan|greaterthan)(equals)?$/.exec(operator);
  if (!match) return undefined;
  const [, kind = '', direction, equals] = match;
  const numbers = values.map((value) => (kind === 'date' ? Date.parse(value) : Number(value)));
  const below = direction === 'lessthan';
  const bound = below ? Math.max(...numbers) : Math.min(...numbers);
  return { kind, below, bound, inclusive: equals !== undefined };
}

function impliesOrder(strict: Condition, loose: Condition): boolean {
  const [a, b] = [order(strict), order(loose)];
  if (!a || !b || a.kind !== b.kind || a.below !== b.below) return false;
  if (a.bound === b.bound) return b.inclusive || !a.inclusive;
  return a.below ? a.bound < b.bound : a.bound > b.bound;
}
