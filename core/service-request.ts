import { contains } from './policy-element';
import { appliesToAction, type PolicyCondition, type PolicyStatement } from './policy-statement';
import { coversPattern } from './wildcard';

/** A request that an AWS service sends for a resource of an account. */
export interface RequestOfService {
  /** E.g. `cloudwatch.amazonaws.com`. */
  readonly service: string;
  readonly action: string;
  /** ARN of what is asked for. */
  readonly resource: string;
  /** The condition keys whose values are known, in lower case. */
  readonly context: Readonly<Record<string, string>>;
}

/** What a resource policy says about a request. */
export type RequestDecision =
  | { readonly kind: 'allowed' | 'denied' | 'not-allowed' }
  /** With the condition keys on which it depends. */
  | { readonly kind: 'unknown'; readonly keys: readonly string[] };

/**
 * Decides whether a resource policy allows the request of a service. Roles have no part in it, and condition keys that
 * describe a role or user, or its network, are absent.
 *
 * @see IAM User Guide, "Policy evaluation logic"; "AWS global condition context keys"
 */
export function decideServiceRequest(
  statements: readonly PolicyStatement[],
  request: RequestOfService,
): RequestDecision {
  const found = statements
    .filter((each) => addresses(each, request))
    .map((each) => ({ ...each, met: isMet(each.conditions, request) }));
  const which = (effect: string, met: boolean | undefined) =>
    found.filter((each) => each.effect === effect && each.met === met);
  if (which('Deny', true).length > 0) return { kind: 'denied' };
  const allowed = which('Allow', true).length > 0;
  const open = allowed ? which('Deny', undefined) : which('Allow', undefined);
  if (open.length === 0) return { kind: allowed ? 'allowed' : 'not-allowed' };
  const keys = open.flatMap(({ conditions }) =>
    conditions.filter((each) => isConditionMet(each, request) === undefined).map(({ key }) => key),
  );
  return { kind: 'unknown', keys: [...new Set(keys)] };
}

function addresses(statement: PolicyStatement, request: RequestOfService): boolean {
  const { principal, resource } = statement;
  const [service, named] = [`Service:${request.service}`, principal?.patterns ?? []];
  const forIt = principal?.except
    ? !named.includes(service)
    : named.includes('*') || named.includes(service);
  const wanted = { patterns: [request.resource], except: false };
  return (
    forIt &&
    appliesToAction(statement, request.action) &&
    (resource === undefined || contains(resource, wanted))
  );
}

/** Whether all conditions are met; undefined if that depends on one that is not known. */
function isMet(
  conditions: readonly PolicyCondition[],
  request: RequestOfService,
): boolean | undefined {
  const met = conditions.map((each) => isConditionMet(each, request));
  if (met.includes(false)) return false;
  return met.includes(undefined) ? undefined : true;
}

/** Keys that only requests of roles and users, or from a network of a customer, have. */
const OF_PRINCIPALS =
  /^aws:(principal(account|arn|org|tag)|userid$|username$|multifactor|sourceip$|sourcevpc|vpc|sourceidentity|federated|tokenissue)/;

function isConditionMet(
  { operator, key, values }: PolicyCondition,
  { context }: RequestOfService,
): boolean | undefined {
  const name = key.toLowerCase();
  const value = Object.hasOwn(context, name) ? context[name] : undefined;
  if (value === undefined) return OF_PRINCIPALS.test(name) ? ifAbsent(operator, values) : undefined;
  const [, test = ''] = /^(?:For\w+:)?(\w+?)(?:IfExists)?$/i.exec(operator) ?? [];
  if (test === 'Null') return values[0]?.toLowerCase() === 'false';
  const compare = COMPARISONS[test.replace('Not', '')];
  if (!compare) return undefined;
  return values.some((each) => compare(each, value)) !== test.includes('Not');
}

/** @see IAM User Guide, "IAM JSON policy elements: Condition operators", on keys that a request does not have */
function ifAbsent(operator: string, values: readonly string[]): boolean {
  if (operator === 'Null') return values[0]?.toLowerCase() === 'true';
  if (operator.startsWith('ForAnyValue')) return false;
  return /IfExists$|^ForAllValues|Not/.test(operator);
}

type Comparison = (wanted: string, value: string) => boolean;

const ignoringCase: Comparison = (wanted, value) => wanted.toLowerCase() === value.toLowerCase();

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  StringEquals: (wanted, value) => wanted === value,
  StringEqualsIgnoreCase: ignoringCase,
  StringLike: coversPattern,
  ArnEquals: coversPattern,
  ArnLike: coversPattern,
  Bool: ignoringCase,
};
