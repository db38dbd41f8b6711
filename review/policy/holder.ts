import { UnreadablePolicyError } from '../../core/policy-statement';
import { text } from '../attributes';
import type { Change } from '../plan';
import { perPlan } from '../per-plan';
import type { PlanContext } from '../plan-context';
import { type NormalStatement, readPolicy } from './statement';

/** The attribute that names the principal that an inline policy is for, by type. */
const HOLDERS: Readonly<Record<string, string>> = {
  aws_iam_role_policy: 'role',
  aws_iam_user_policy: 'user',
  aws_iam_group_policy: 'group',
};

/** What other policies of a principal say, before and after a plan. */
export interface OtherPolicies {
  readonly before: readonly NormalStatement[];
  readonly after: readonly NormalStatement[];
}

const NONE: OtherPolicies = { before: [], after: [] };

const policiesOf = perPlan(({ changes }): ReadonlyMap<string, readonly Change[]> => {
  const policies = new Map<string, Change[]>();
  for (const change of changes) {
    const keys = (['before', 'after'] as const).map((side) => holderOf(change, side));
    for (const key of new Set(keys.filter((each) => each !== ''))) {
      const known = policies.get(key);
      if (known) known.push(change);
      else policies.set(key, [change]);
    }
  }
  return policies;
});

function holderOf(change: Change, side: 'before' | 'after'): string {
  const key = Object.hasOwn(HOLDERS, change.type) ? HOLDERS[change.type] : undefined;
  const name = key === undefined ? '' : text(change[side], key);
  return name === '' ? '' : `${change.type} ${name}`;
}

/**
 * The other inline policies of the principal that a policy is for: a statement that moves from one of them to another
 * changes nothing. Policies with the same name overwrite each other, so that none of them counts.
 */
export function otherPolicies(change: Change, context: PlanContext): OtherPolicies {
  const sides = [holderOf(change, 'before'), holderOf(change, 'after')];
  const holder = sides.find((each) => each !== '');
  // A policy that moves to another principal is lost for the first one.
  if (holder === undefined || sides.some((each) => each !== '' && each !== holder)) return NONE;
  const all = policiesOf(context).get(holder) ?? [];
  const others = all.filter((each) => {
    const names = namesOf(each);
    return (
      each.address !== change.address &&
      names.length > 0 &&
      all.every((other) => other === each || !namesOf(other).some((name) => names.includes(name)))
    );
  });
  const statements = (side: 'before' | 'after') =>
    others
      .filter((each) => holderOf(each, side) === holder)
      .flatMap((each) => statementsOf(text(each[side], 'policy')));
  return { before: statements('before'), after: statements('after') };
}

const namesOf = ({ before, after }: Change) =>
  [text(before, 'name'), text(after, 'name')].filter((each) => each !== '');

/** The statements of a policy; none when it cannot be read, so that it explains nothing. */
function statementsOf(policy: string): NormalStatement[] {
  try {
    return readPolicy(policy);
  } catch (error) {
    if (error instanceof UnreadablePolicyError) return [];
    throw error;
  }
}
