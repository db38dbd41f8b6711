import type { StackPolicies } from '../../access/policies';
import type { Statement, Policy } from '../../core/policy';

/** A stack with one of its policies weakened. */
export interface Mutant {
  /** The change. */
  readonly name: string;
  readonly stack: StackPolicies;
  /** Whether something was added, which the lint may find as well. What was removed, a row must find. */
  readonly adds: boolean;
}

/**
 * Every way to weaken a stack by one thing: each Deny removed, each condition removed, each grant
 * widened to the whole bucket, each grant given one more action.
 */
export function mutantsOf(stack: StackPolicies): Mutant[] {
  return (['buckets', 'keys', 'secrets', 'messaging', 'principals'] as const).flatMap((kind) =>
    stack[kind].flatMap((owner: { arn: string; policy: Policy; trust?: Policy | undefined }, at) =>
      (['policy', 'trust'] as const).flatMap((which) => {
        const policy = owner[which];
        if (!policy) return [];
        return weaken(policy).map(({ name, policy: weakened, adds = false }) => ({
          adds,
          name: `${stack.stack}: ${which} of ${owner.arn}: ${name}`,
          stack: {
            ...stack,
            [kind]: stack[kind].map((each, i) =>
              i === at ? { ...each, [which]: weakened } : each,
            ),
          },
        }));
      }),
    ),
  );
}

interface Weakened {
  readonly name: string;
  readonly policy: Policy;
  readonly adds?: boolean;
}

function weaken(policy: Policy): Weakened[] {
  return policy.Statement.flatMap((statement, at) => {
    const replaced = (by: Statement[]): Policy => ({
      ...policy,
      Statement: policy.Statement.flatMap((each, i) => (i === at ? by : [each])),
    });
    const removed =
      statement.Effect === 'Deny'
        ? [{ name: `without ${statement.Sid}`, policy: replaced([]) }]
        : [];
    return [
      ...removed,
      ...withoutEachCondition(statement).map(({ name, changed }) => ({
        name,
        policy: replaced([changed]),
      })),
      ...(statement.Effect === 'Allow' ? widened(statement, policy) : []),
    ];
  });
}

interface Changed {
  readonly name: string;
  readonly changed: Statement;
}

function withoutEachCondition(statement: Statement): Changed[] {
  const conditions = Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
    Object.keys(keys).map((key) => ({ operator, key })),
  );
  return conditions.map(({ operator, key }) => {
    const Condition = Object.fromEntries(
      Object.entries(statement.Condition ?? {}).map(([each, keys]) => [
        each,
        Object.fromEntries(
          Object.entries(keys).filter(([name]) => each !== operator || name !== key),
        ),
      ]),
    );
    return {
      name: `${statement.Sid} without ${operator} ${key}`,
      changed: { ...statement, Condition },
    };
  });
}

/** Actions that one careless word could allow the vendor. */
const ONE_MORE: Readonly<Record<string, readonly string[]>> = {
  's3:': ['s3:PutObjectTagging'],
  'kms:': ['kms:CreateGrant', 'kms:Decrypt'],
};

/**
 * The mistakes one makes in what is granted: a wider folder, one more action. A user's Denies are made
 * from the same grants, so they give way as well.
 */
function widened({ Sid, Action = [], Resource }: Statement, policy: Policy): Weakened[] {
  const one = [Action].flat()[0] ?? '';
  const more = Object.entries(ONE_MORE)
    .find(([service]) => one.startsWith(service))?.[1]
    .find((action) => ![Action].flat().includes(action));
  const changeAll = (change: (statement: Statement) => Partial<Statement>): Policy => ({
    ...policy,
    Statement: policy.Statement.map((each) => ({ ...each, ...change(each) })),
  });
  const folder = String(Resource);
  return [
    ...(wider(folder) === folder
      ? []
      : [
          {
            adds: true,
            name: `${Sid} on ${wider(folder)}`,
            policy: changeAll((each) => ({
              ...(each.Sid === Sid && { Resource: wider(folder) }),
              ...(each.NotResource && { NotResource: [each.NotResource].flat().map(wider) }),
            })),
          },
        ]),
    ...(more === undefined
      ? []
      : [
          {
            adds: true,
            name: `${Sid} with ${more}`,
            policy: changeAll((each) => ({
              ...(each.Sid === Sid && { Action: [Action, more].flat() }),
              ...(each.NotAction && { NotAction: [each.NotAction, more].flat() }),
            })),
          },
        ]),
  ];
}

/** The whole bucket instead of a folder. */
function wider(pattern: string): string {
  return pattern.replace(/^(arn:[^/]+\/).*\*$/, '$1*');
}
