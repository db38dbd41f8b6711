import { contains, type Element } from '../../core/policy-element';
import { coversPattern } from '../../core/wildcard';
import { tryParseRange } from '../policy/address-range';
import { type Condition, coversArn, isNegated } from '../policy/condition';
import type { NormalStatement } from '../policy/statement';
import { type AccessRequest, callerContext, hasKey, type RequestCaller } from './request';

/** Whether something applies to a request; undefined when the plan does not say. */
export type Answer = boolean | undefined;

/** True if all are, false if one is not. */
export function allHold(answers: readonly Answer[]): Answer {
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

/** True if one is, false if none is. */
export function oneHolds(answers: readonly Answer[]): Answer {
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}

/** How a policy of a resource names a caller: itself, or only its account, which then decides. */
export type Naming = 'itself' | 'account' | 'not' | undefined;

/** How principals name a caller. */
export function namingOf({ patterns, except }: Element, caller: RequestCaller): Naming {
  const namings = patterns.map((each) => namingBy(each, caller));
  const [first] = (['itself', undefined, 'account', 'not'] as const).filter((each) =>
    namings.includes(each),
  );
  if (!except) return namings.length === 0 ? 'not' : first;
  // Whether everyone except an account includes its roles is not documented.
  if (first === 'itself') return 'not';
  return first === 'not' || namings.length === 0 ? 'itself' : undefined;
}

function namingBy(pattern: string, caller: RequestCaller): Naming {
  if (pattern === '*') return 'itself';
  const { kind, name } = caller;
  if (kind === 'principal') return namingOfPrincipal(pattern, caller);
  const type = kind === 'service' ? 'Service' : 'Federated';
  return pattern === `${type}:${name}` ? 'itself' : 'not';
}

function namingOfPrincipal(pattern: string, { name, account }: RequestCaller): Naming {
  if (/^(Service|Federated):/.test(pattern)) return 'not';
  const principal = pattern.replace(/^AWS:/, '');
  if (principal === name) return 'itself';
  if (/^\d{12}$/.test(principal)) return principal === account ? 'account' : 'not';
  // A session, a unique ID or a canonical user can be the caller.
  const isOther = /^arn:[a-z-]+:iam::\d{12}:(?:role|user)\/[^*?$]+$/.test(principal);
  return isOther ? 'not' : undefined;
}

/** Whether the action, the resource and the conditions of a statement match a request. */
export function matches(statement: NormalStatement, request: AccessRequest): Answer {
  return allHold([
    matchesAction(statement, request),
    matchesResource(statement, request),
    ...statement.conditions.map((condition) => meets(condition, request)),
  ]);
}

/** Whether a statement can be about an action and a resource, whatever its conditions and the request's. */
export function mayMatch(statement: NormalStatement, request: AccessRequest): boolean {
  return matchesAction(statement, request) && matchesResource(statement, request) !== false;
}

function matchesAction({ action }: NormalStatement, request: AccessRequest): boolean {
  return contains(action, literal(request.action.name.toLowerCase()));
}

function matchesResource({ resource }: NormalStatement, request: AccessRequest): Answer {
  const answers = resource.patterns.map((pattern): Answer => {
    const resolved = resolve(pattern, request);
    return resolved === undefined ? undefined : coversPattern(resolved, request.resource);
  });
  const found = oneHolds(answers);
  return resource.except && found !== undefined ? !found : found;
}

const literal = (text: string): Element => ({ patterns: [text], except: false });

/** The value of a key in a request, if it has one; undefined when the plan does not say. */
function valueOf(key: string, request: AccessRequest): { value?: string } | undefined {
  const isSent = hasKey(key, request);
  if (isSent === undefined) return undefined;
  const value = callerContext(request.caller)[key] ?? request.context[key];
  return value === undefined || !isSent ? {} : { value };
}

/** A pattern with the values of its variables; undefined when one of them is not known. */
function resolve(pattern: string, request: AccessRequest): string | undefined {
  const unknown: string[] = [];
  const resolved = pattern.replaceAll(/\$\{([^}]*)\}/g, (variable, key: string) => {
    if (['*', '?', '$'].includes(key)) return variable;
    const { value } = valueOf(key.toLowerCase(), request) ?? {};
    if (value === undefined || /[*?$]/.test(value)) unknown.push(key);
    return value ?? '';
  });
  return unknown.length === 0 ? resolved : undefined;
}

/** Whether a request meets a condition. */
export function meets(condition: Condition, request: AccessRequest): Answer {
  const { operator, set, ifExists, key, values } = condition;
  const found = valueOf(key, request);
  if (!found) return undefined;
  const { value } = found;
  if (operator === 'null') return values.includes(String(value === undefined));
  if (value === undefined) {
    if (set === 'foranyvalue:') return isNegated(operator) ? undefined : false;
    return set !== '' || ifExists || isNegated(operator);
  }
  const isListed = oneHolds(values.map((each) => compares(operator, [each, value], request)));
  return isNegated(operator) && isListed !== undefined ? !isListed : isListed;
}

/** Whether one value of a condition matches the value of a request; for a negated operator, of its opposite. */
function compares(
  operator: string,
  [written, value]: readonly [string, string],
  request: AccessRequest,
): Answer {
  const name = operator.replace('not', '');
  const pattern = resolve(written, request);
  if (pattern === undefined) return undefined;
  if (name.startsWith('numeric') || name.startsWith('date')) return ordered(name, pattern, value);
  switch (name) {
    case 'stringequals':
      return unescape(pattern) === value;
    case 'stringequalsignorecase':
    case 'bool':
      return unescape(pattern).toLowerCase() === value.toLowerCase();
    case 'stringlike':
      return coversPattern(pattern, value);
    case 'arnlike':
      return coversArn(pattern, value);
    case 'ipaddress':
      return isInRange(pattern, value);
    default:
      return undefined;
  }
}

const unescape = (pattern: string) => pattern.replaceAll(/\$\{([*?$])\}/g, '$1');

function isInRange(range: string, address: string): Answer {
  const [outer, inner] = [tryParseRange(range), tryParseRange(address)];
  if (!outer || !inner) return undefined;
  return outer.kind === inner.kind && outer.first <= inner.first && outer.last >= inner.last;
}

function ordered(operator: string, bound: string, value: string): Answer {
  const [a = NaN, b = NaN] = [value, bound].map(operator.startsWith('date') ? Date.parse : Number);
  if (Number.isNaN(a) || Number.isNaN(b)) return undefined;
  if (a === b) return operator.endsWith('equals');
  if (operator.includes('less')) return a < b;
  return operator.includes('greater') && a > b;
}
