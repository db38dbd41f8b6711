import { differs, text, textsOf } from '../attributes';
import { type Finding, finding, isChanged, isUnknown, type Rule } from '../finding';
import type { Change } from '../plan';
import { perPlan } from '../per-plan';
import { identityOf, type PlanContext } from '../plan-context';
import { sentence } from '../sentence';
import { attached, detached, without } from './attachments';

/** Resources that list the users of a group, or the groups of a user. */
const MEMBERSHIPS: Readonly<Record<string, readonly [name: string, list: string]>> = {
  aws_iam_group_membership: ['group', 'users'],
  aws_iam_user_group_membership: ['user', 'groups'],
};

interface Member {
  readonly user: string;
  readonly group: string;
}

/** Users that join or leave a group. A user that the plan creates or destroys has a finding of its own. */
export const membershipRule: Rule = (change, context) => {
  if (!Object.hasOwn(MEMBERSHIPS, change.type)) return [];
  if (context.isNewStack || change.action === 'no-op') return [];
  const after = membersOf(change, 'after');
  const before = withNewNames(membersOf(change, 'before'), context);
  const joining = missingFrom(before, after).filter((each) => !isCreated(each, context));
  const leaving = missingFrom(after, before).filter(
    ({ user }) => !context.destroyed.has(identityOf('aws_iam_user', user)),
  );
  return [
    ...joining.map((each) => joined(change, each)),
    ...leaving.map((each) => left(change, each)),
  ];
};

function membersOf(change: Change, side: 'before' | 'after'): Member[] {
  const [nameKey = '', list = ''] = MEMBERSHIPS[change.type] ?? [];
  const name = text(change[side], nameKey);
  return textsOf(change[side], list).map((other) =>
    nameKey === 'group' ? { user: other, group: name } : { user: name, group: other },
  );
}

/** The members under the names that they have after the plan. */
function withNewNames(members: readonly Member[], context: PlanContext): Member[] {
  const current = (name: string) => newNames(context).get(name) ?? name;
  return members.map(({ user, group }) => ({ user: current(user), group: current(group) }));
}

/** New names of users, groups and roles, by their names before the plan. */
const newNames = perPlan(
  ({ changes }) =>
    new Map(
      changes
        .filter(({ type, action }) => type.startsWith('aws_iam_') && action === 'update')
        .map((each) => [text(each.before, 'name'), text(each.after, 'name')]),
    ),
);

const missingFrom = (known: readonly Member[], members: readonly Member[]) =>
  members.filter(
    ({ user, group }) => !known.some((each) => each.user === user && each.group === group),
  );

const isCreated = ({ user, group }: Member, { created }: PlanContext) =>
  created.has(identityOf('aws_iam_user', user)) && created.has(identityOf('aws_iam_group', group));

function joined(change: Change, { user, group }: Member): Finding {
  const what = sentence`${user} joins the group ${group} and gets every permission of its policies.`;
  return finding('member-added', change, what);
}

function left(change: Change, { user, group }: Member): Finding {
  const what = sentence`${user} leaves the group ${group} and loses every permission of its policies.`;
  return finding('permission-removed', change, what);
}

const IDENTITIES = ['aws_iam_role', 'aws_iam_user'];

/** The permissions boundary of an identity, and the managed policies that a role itself lists. */
export const identityLimitsRule: Rule = (change) => {
  if (!IDENTITIES.includes(change.type) || !isChanged(change)) return [];
  return [...boundary(change), ...managedPolicies(change)];
};

function boundary(change: Change): Finding[] {
  const key = 'permissions_boundary';
  if (isUnknown(change, key)) return [];
  const [before, after] = [text(change.before, key), text(change.after, key)];
  if (before === after) return [];
  const name = text(change.before, 'name');
  const removed = sentence`The permissions boundary ${before} no longer limits ${name}: everything that its policies allow is allowed.`;
  const added = sentence`The permissions boundary ${after} limits ${name}: what the boundary does not allow is denied, even if its policies allow it.`;
  return [
    ...(before === '' ? [] : [finding('permissions-boundary-removed', change, removed)]),
    ...(after === '' ? [] : [finding('permissions-boundary-added', change, added)]),
  ];
}

function managedPolicies(change: Change): Finding[] {
  const key = 'managed_policy_arns';
  if (isUnknown(change, key) || !differs(change.before[key], change.after[key])) return [];
  const [before, after] = [textsOf(change.before, key), textsOf(change.after, key)];
  const name = text(change.before, 'name');
  return [
    ...without(after, before).map((policy) => attached(change, name, policy)),
    ...without(before, after).map((policy) => detached(change, name, policy)),
  ];
}
