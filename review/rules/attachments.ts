import { text, textsOf } from '../attributes';
import { type Finding, finding, isChanged, type Rule } from '../finding';
import type { Change } from '../plan';
import { identityOf } from '../plan-context';
import { sentence } from '../sentence';

/** Where each policy attachment names its principal. */
const ATTACHMENTS: Readonly<Record<string, string>> = {
  aws_iam_role_policy_attachment: 'role',
  aws_iam_user_policy_attachment: 'user',
  aws_iam_group_policy_attachment: 'group',
};

/** Resources that list the only policies a principal keeps: Terraform removes every other one. */
const EXCLUSIVE: Readonly<Record<string, readonly [name: string, list: string]>> = {
  aws_iam_role_policies_exclusive: ['role_name', 'policy_names'],
  aws_iam_user_policies_exclusive: ['user_name', 'policy_names'],
  aws_iam_group_policies_exclusive: ['group_name', 'policy_names'],
  aws_iam_role_policy_attachments_exclusive: ['role_name', 'policy_arns'],
  aws_iam_user_policy_attachments_exclusive: ['user_name', 'policy_arns'],
  aws_iam_group_policy_attachments_exclusive: ['group_name', 'policy_arns'],
};

/** Managed policies that are attached to a principal or detached from it. */
export const attachmentRule: Rule = (change, context) => {
  const { type, action, before, after } = change;
  if (type === 'aws_iam_policy_attachment') return sharedAttachment(change);
  const key = ATTACHMENTS[type];
  if (key === undefined) return [];
  const isLost = action === 'delete' || isChanged(change);
  const isGained = action === 'create' || isChanged(change);
  const owner = identityOf(`aws_iam_${key}`, text(before, key));
  return [
    ...(isLost && !context.destroyed.has(owner)
      ? [detached(change, text(before, key), text(before, 'policy_arn'))]
      : []),
    ...(isGained ? [attached(change, text(after, key), text(after, 'policy_arn'))] : []),
  ];
};

/** The finding about a principal that gets a managed policy. */
export function attached(change: Change, name: string, policy: string): Finding {
  const what = sentence`${name} gets every permission of ${policy}, including those that are added to it later.`;
  return finding('policy-attached', change, what);
}

/** The finding about a principal that loses a managed policy. */
export function detached(change: Change, name: string, policy: string): Finding {
  const what = sentence`${name} loses every permission of ${policy}.`;
  return finding('permission-removed', change, what);
}

/** An exclusive attachment: every principal that it does not list loses the policy. */
function sharedAttachment(change: Change): Finding[] {
  if (change.action === 'no-op') return [];
  const policy = text(change.after, 'policy_arn') || text(change.before, 'policy_arn');
  const [before = [], after = []] = [change.before, change.after].map((attributes) =>
    ['roles', 'users', 'groups'].flatMap((key) => textsOf(attributes, key)),
  );
  return [
    ...without(after, before).map((name) => attached(change, name, policy)),
    ...without(before, after).map((name) => detached(change, name, policy)),
  ];
}

/** Lists of the only policies that a principal keeps. */
export const exclusivePoliciesRule: Rule = (change) => {
  const [nameKey, list] = EXCLUSIVE[change.type] ?? [];
  if (nameKey === undefined || list === undefined) return [];
  if (change.action !== 'create' && !isChanged(change)) return [];
  const name = text(change.after, nameKey);
  const [before, after] = [textsOf(change.before, list), textsOf(change.after, list)];
  const isLost = change.action === 'create' || without(before, after).length > 0;
  const kept = after.length === 0 ? sentence`none` : sentence`only ${after}`;
  const lost = sentence`Of the policies of ${name}, ${kept} can stay: each apply removes every other one.`;
  return [
    ...(isLost ? [finding('permission-removed', change, lost)] : []),
    ...(list === 'policy_arns'
      ? without(after, before).map((policy) => attached(change, name, policy))
      : []),
  ];
};

/** The values that are not in another list. */
export const without = (values: readonly string[], others: readonly string[]) =>
  values.filter((each) => !others.includes(each));
