import type { StackPolicies } from '../../access/policies';
import { type Conditions, many, type Statement, type Policy } from '../../core/policy';

/** A statement of a stack's policies, in words. */
export interface StatementInWords {
  readonly sid: string;
  /** The policy it is part of, e.g. `bucket acme-calls`. */
  readonly policy: string;
  readonly effect: 'Allow' | 'Deny';
  /** The first may begin with `all but`. */
  readonly actions: readonly string[];
  /** ` on <ARNs>` or ` outside <ARNs>`; empty if only one resource is possible. */
  readonly resources: string;
  /** Empty if it always applies. */
  readonly conditions: string;
}

/** Every statement of a stack's policies, in words. */
export function describeStatements(stack: StackPolicies): StatementInWords[] {
  const policies: (readonly [name: string, policy: Policy | undefined])[] = [
    ...stack.principals.flatMap(({ kind, name, policy, trust }) => [
      [`trust of ${name}`, trust] as const,
      [`${kind} ${name}`, policy] as const,
    ]),
    ...stack.buckets.map(({ name, policy }) => [`bucket ${name}`, policy] as const),
    ...stack.keys.map(({ kind, policy }) => [`${kind} key`, policy] as const),
    ...stack.secrets.map(({ policy }) => ['secret', policy] as const),
  ];
  return policies.flatMap(([name, policy]) =>
    (policy?.Statement ?? []).map((statement) => describe(name, statement)),
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

/** What stands between a condition's key and its values. */
const VERBS: Readonly<Record<string, string>> = {
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
  if (operator === 'Null') return `${key} is ${values[0] === 'true' ? 'absent' : 'present'}`;
  const plain = operator.replace(/IfExists$/, '');
  const verb = VERBS[plain] ?? plain;
  const ifPresent = plain === operator ? '' : ', if present,';
  return `${key}${ifPresent} ${verb} ${values.join(' or ')}`;
}
