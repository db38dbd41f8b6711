import * as ipaddr from 'ipaddr.js';
import type { PolicyCondition } from '../../core/policy-statement';
import { coversPattern } from '../../core/wildcard';

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
    values: values.toSorted(),
    shown: `${key} ${written}`,
    ifExists: ifExists !== undefined && !isNegated(operator),
  };
}

/** Whether an operator holds for values that the condition does not list. */
export function isNegated(operator: string): boolean {
  return operator.includes('not');
}

/** Whether a condition compares IP addresses. */
export const isNetwork = ({ operator }: Condition) => operator.endsWith('ipaddress');

/** Whether the first holds only where the second holds as well. */
export function implies(strict: Condition, loose: Condition): boolean {
  if (strict.key !== loose.key || strict.set !== loose.set) return false;
  if (strict.ifExists && !loose.ifExists) return false;
  if (isNegated(strict.operator) !== isNegated(loose.operator)) return false;
  if (order(strict) !== undefined) return impliesOrder(strict, loose);
  const [inner, outer] = isNegated(strict.operator) ? [loose, strict] : [strict, loose];
  return inner.values.every((value) =>
    outer.values.some((other) => holds([other, outer], [value, inner])),
  );
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
  if (isNetwork(outer)) return containsRange(other, value);
  if (outer.operator.endsWith('like')) return coversPattern(other, value);
  const exact = !inner.operator.endsWith('like') || !/[*?]/.test(value);
  const ignored = ['stringequalsignorecase', 'stringnotequalsignorecase', 'bool', 'null'];
  if (!ignored.includes(outer.operator)) {
    return exact && other === value && !ignored.includes(inner.operator);
  }
  return exact && other.toLowerCase() === value.toLowerCase();
}

/** Operators of one family compare the same kind of value. */
const familyOf = ({ operator }: Condition) =>
  /^(string|arn|bool|null|binary)/.exec(operator)?.[0] ?? operator.replace('not', '');

/** Whether an address range contains another; a text that is not a range contains only itself. */
function containsRange(wide: string, narrow: string): boolean {
  const [outer, inner] = [tryParseRange(wide), tryParseRange(narrow)];
  if (!outer || !inner) return wide === narrow;
  const [network, bits] = outer;
  const [address, innerBits] = inner;
  return network.kind() === address.kind() && bits <= innerBits && address.match(network, bits);
}

function tryParseRange(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] | undefined {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  if (!ipaddr.isValid(text)) return undefined;
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
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
