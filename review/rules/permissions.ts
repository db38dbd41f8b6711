import { differs, isRecord, text } from '../attributes';
import { type Finding, finding, isChanged, isUnknown, type Rule } from '../finding';
import type { Change } from '../plan';
import { identityOf } from '../scene';
import { sentence } from '../sentence';

/** Where each kind of attachment says whom it is for. */
const ATTACHMENTS: Readonly<Record<string, string>> = {
  aws_iam_role_policy_attachment: 'role',
  aws_iam_user_policy_attachment: 'user',
  aws_iam_group_policy_attachment: 'group',
};

/** What lists the only policies an identity may have: all others are removed, whoever made them. */
const EXCLUSIVE: Readonly<Record<string, readonly [who: string, list: string]>> = {
  aws_iam_role_policies_exclusive: ['role_name', 'policy_names'],
  aws_iam_user_policies_exclusive: ['user_name', 'policy_names'],
  aws_iam_group_policies_exclusive: ['group_name', 'policy_names'],
  aws_iam_role_policy_attachments_exclusive: ['role_name', 'policy_arns'],
  aws_iam_user_policy_attachments_exclusive: ['user_name', 'policy_arns'],
  aws_iam_group_policy_attachments_exclusive: ['group_name', 'policy_arns'],
};

/** Users of a group, and groups of a user. */
const MEMBERSHIPS: Readonly<Record<string, readonly [one: string, list: string]>> = {
  aws_iam_group_membership: ['group', 'users'],
  aws_iam_user_group_membership: ['user', 'groups'],
};

/** Policies that are attached to an identity or detached from it. */
export const attachmentRule: Rule = (change, scene) => {
  const { type, action, before, after } = change;
  if (type === 'aws_iam_policy_attachment') return sharedAttachment(change);
  const who = ATTACHMENTS[type];
  if (who === undefined || (action !== 'create' && action !== 'delete' && !isChanged(change)))
    return [];
  const owner = identityOf(`aws_iam_${who}`, text(before, who));
  const lost = action !== 'create' && !scene.gone.has(owner);
  return [
    ...(lost ? [detached(change, text(before, who), text(before, 'policy_arn'))] : []),
    ...(action === 'delete' ? [] : [attached(change, text(after, who), text(after, 'policy_arn'))]),
  ];
};

function attached(change: Change, who: string, policy: string): Finding {
  const what = sentence`${who} can do whatever ${policy} allows, now and after that policy is changed.`;
  return finding('policy-attached', change, what);
}

function detached(change: Change, who: string, policy: string): Finding {
  return finding('permission-removed', change, sentence`${who} loses whatever ${policy} allows.`);
}

/** An attachment that owns its policy: whoever else has the policy loses it. */
function sharedAttachment(change: Change): Finding[] {
  if (change.action === 'no-op') return [];
  const policy = text(change.after, 'policy_arn') || text(change.before, 'policy_arn');
  const [before, after] = [change.before, change.after].map((values) =>
    ['roles', 'users', 'groups'].flatMap((key) => listOf(values[key])),
  ) as [string[], string[]];
  return [
    ...without(after, before).map((who) => attached(change, who, policy)),
    ...without(before, after).map((who) => detached(change, who, policy)),
  ];
}

/** Lists of the only policies that an identity keeps. */
export const exclusiveRule: Rule = (change) => {
  const [who, list] = EXCLUSIVE[change.type] ?? [];
  if (who === undefined || list === undefined) return [];
  if (change.action !== 'create' && !isChanged(change)) return [];
  const name = text(change.after, who);
  const [before, after] = [listOf(change.before[list]), listOf(change.after[list])];
  const kept = after.length === 0 ? sentence`none` : sentence`${after}`;
  const lost = change.action === 'create' || without(before, after).length > 0;
  return [
    ...(lost
      ? [
          finding(
            'permission-removed',
            change,
            sentence`Of the policies of ${name}, ${kept} may stay; Terraform removes every other one, at each apply.`,
          ),
        ]
      : []),
    ...(list === 'policy_arns'
      ? without(after, before).map((policy) => attached(change, name, policy))
      : []),
  ];
};

/** Users that join or leave a group. What is made or destroyed with the user is told of the user. */
export const membershipRule: Rule = (change, scene) => {
  const [one, list] = MEMBERSHIPS[change.type] ?? [];
  if (one === undefined || list === undefined || scene.isNew || change.action === 'no-op')
    return [];
  const after = pairsOf(change.after, one, list);
  const renamed = new Map(
    scene.changes
      .filter(({ type, action }) => type.startsWith('aws_iam_') && action === 'update')
      .map((each) => [text(each.before, 'name'), text(each.after, 'name')]),
  );
  const now = (name: string) => renamed.get(name) ?? name;
  const before = pairsOf(change.before, one, list).map(([user, group]): Pair => [
    now(user),
    now(group),
  ]);
  const known = (user: string, group: string) =>
    scene.made.has(identityOf('aws_iam_user', user)) &&
    scene.made.has(identityOf('aws_iam_group', group));
  const has = (pairs: readonly Pair[], [user, group]: Pair) =>
    pairs.some((each) => each[0] === user && each[1] === group);
  return [
    ...after
      .filter((pair) => !has(before, pair) && !known(...pair))
      .map(([user, group]) =>
        finding(
          'member-added',
          change,
          sentence`${user} joins the group ${group}, and can do whatever its policies allow.`,
        ),
      ),
    ...before
      .filter((pair) => !has(after, pair) && !scene.gone.has(identityOf('aws_iam_user', pair[0])))
      .map(([user, group]) =>
        finding(
          'permission-removed',
          change,
          sentence`${user} leaves the group ${group}, and loses whatever its policies allow.`,
        ),
      ),
  ];
};

type Pair = readonly [user: string, group: string];

function pairsOf(values: Change['before'], one: string, list: string): Pair[] {
  const name = text(values, one);
  return listOf(values[list]).map((other): Pair =>
    one === 'group' ? [other, name] : [name, other],
  );
}

const IDENTITIES = ['aws_iam_role', 'aws_iam_user'];

/** The permissions boundary of an identity, and the managed policies that a role itself lists. */
export const boundaryRule: Rule = (change) => {
  if (!IDENTITIES.includes(change.type) || !isChanged(change)) return [];
  return [...boundary(change), ...managedPolicies(change)];
};

function boundary(change: Change): Finding[] {
  if (isUnknown(change, 'permissions_boundary')) return [];
  const [before, after] = [change.before, change.after].map((each) =>
    text(each, 'permissions_boundary'),
  ) as [string, string];
  if (before === after) return [];
  const name = text(change.before, 'name');
  const removed = sentence`${name} is no longer limited by the permissions boundary ${before}: all that its policies allow is allowed.`;
  const added = sentence`${name} is limited by the permissions boundary ${after}: what that does not allow is refused, whatever its policies say.`;
  return [
    ...(before === '' ? [] : [finding('permissions-boundary-removed', change, removed)]),
    ...(after === '' ? [] : [finding('permissions-boundary-added', change, added)]),
  ];
}

function managedPolicies(change: Change): Finding[] {
  const key = 'managed_policy_arns';
  if (isUnknown(change, key) || !differs(change.before[key], change.after[key])) return [];
  const [before, after] = [listOf(change.before[key]), listOf(change.after[key])];
  const name = text(change.before, 'name');
  return [
    ...without(after, before).map((policy) => attached(change, name, policy)),
    ...without(before, after).map((policy) => detached(change, name, policy)),
  ];
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => !isRecord(each)).map(String) : [];
}

const without = (values: readonly string[], others: readonly string[]) =>
  values.filter((each) => !others.includes(each));
