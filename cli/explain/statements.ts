import type { StackPolicies } from '../../access/policies';
import { type Conditions, many, type Statement, type Policy } from '../../core/policy';

/** A statement of a stack's policies, in words. */
export interface StatementInWords {
  /** Its Sid. */
  readonly sid: string;
  /** The policy it stands in. */
  readonly policy: string;
  /** What it does. */
  readonly effect: 'Allow' | 'Deny';
  /** Which actions; the first may begin with `all but`. */
  readonly actions: readonly string[];
  /** On what: ` on <ARNs>` or ` outside <ARNs>`; empty where it can be but one thing. */
  readonly resources: string;
  /** When it applies; empty for always. */
  readonly conditions: string;
}

/** Every statement of a stack's policies, in words. */
export function describeStatements(stack: StackPolicies): StatementInWords[] {
  const policies: [string, Policy][] = [
    ...stack.principals.flatMap(({ kind, name, policy, trust }): [string, Policy][] => [
      ...(trust ? [[`trust of ${name}`, trust] as [string, Policy]] : []),
      [`${kind} ${name}`, policy],
    ]),
    ...stack.buckets.map(({ name, policy }): [string, Policy] => [`bucket ${name}`, policy]),
    ...stack.keys.map(({ kind, policy }): [string, Policy] => [`${kind} key`, policy]),
    ...stack.secrets.map(({ policy }): [string, Policy] => ['secret', policy]),
  ];
  return policies.flatMap(([name, { Statement }]) =>
    Statement.map((statement) => describe(name, statement)),
  );
}

function describe(policy: string, statement: Statement): StatementInWords {
  const { Sid, Effect, Action, NotAction, Condition = {} } = statement;
  return {
    sid: Sid,
    policy,
    effect: Effect,
    actions: NotAction === undefined ? many(Action) : [`all but ${many(NotAction).join(', ')}`],
    resources: describeResources(statement),
    conditions: describeConditions(Condition),
  };
}

function describeResources({ Resource, NotResource }: Statement): string {
  if (NotResource !== undefined) return ` outside ${many(NotResource).join(', ')}`;
  return Resource === undefined || Resource === '*' ? '' : ` on ${many(Resource).join(', ')}`;
}

/** What operators say between a key and its values. */
const SAYINGS: Readonly<Record<string, string>> = {
  StringEquals: 'is',
  StringNotEquals: 'is not',
  ArnEquals: 'is',
  ArnNotEquals: 'is not',
  ArnLike: 'is like',
  Bool: 'is',
  IpAddress: 'is in',
  NotIpAddress: 'is not in',
  NumericLessThan: 'is less than',
};

function describeConditions(conditions: Conditions): string {
  return Object.entries(conditions)
    .flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, value]) => describeCondition(operator, key, many(value))),
    )
    .join(' and ');
}

function describeCondition(operator: string, key: string, values: readonly string[]): string {
  if (operator === 'Null') return `${key} is ${values[0] === 'true' ? 'not said' : 'said'}`;
  const plain = operator.replace(/IfExists$/, '');
  const saying = SAYINGS[plain] ?? plain;
  const orAbsent = plain === operator ? '' : ', if said at all,';
  return `${key}${orAbsent} ${saying} ${values.join(' or ')}`;
}
