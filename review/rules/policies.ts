import { UnreadablePolicyError } from '../../core/policy-statement';
import { type Attributes, text } from '../attributes';
import { type Finding, finding, isChanged, isUnknown, type Rule } from '../finding';
import type { Change } from '../plan';
import type { PlanContext } from '../plan-context';
import { findUnmatched } from '../policy/compare';
import { type NormalStatement, readPolicy } from '../policy/statement';
import { isForNewOwner, type Subject, trySubject } from '../policy/subject';
import { ownWords, type Sentence, sentence } from '../sentence';
import { actionNames, principalNames } from './statement-text';
import {
  type ComparedPolicy,
  isTls,
  narrowerAllow,
  narrowerDeny,
  tlsWeakened,
  widerAllow,
  widerDeny,
} from './statements';

/** A policy that allows or denies other requests than before, however it is written. */
export const policyRule: Rule = (change, context) => {
  const subject = trySubject(change);
  if (!subject || !isCompared(change, subject, context)) return [];
  const { policy, key } = subject;
  if (isUnknown(change, key) && change.action !== 'delete') {
    return [
      finding('value-unknown', change, sentence`What ${policy} allows is known only after apply.`),
    ];
  }
  try {
    const before = readPolicy(withNewNames(text(change.before, key), context));
    const after = readPolicy(withNewNames(text(change.after, key), context));
    if (change.action === 'delete') return removedPolicy({ change, subject }, before);
    return compare({ change, subject }, before, after);
  } catch (error) {
    if (!(error instanceof UnreadablePolicyError)) throw error;
    const what = sentence`What ${policy} allows cannot be determined: ${error.message}.`;
    return [finding('policy-unreadable', change, what)];
  }
};

/** Whether a policy is compared. One that is created or deleted with its resource is covered by that resource. */
function isCompared(change: Change, subject: Subject, context: PlanContext): boolean {
  const { key, owner, inside } = subject;
  if (isChanged(change)) {
    return isUnknown(change, key) || text(change.before, key) !== text(change.after, key);
  }
  if (change.action === 'delete') {
    return !inside && (owner === undefined || !context.destroyed.has(owner));
  }
  if (change.action !== 'create' || context.isNewStack) return false;
  return !isPolicyOfNewOwner(change, subject, context);
}

/** Whether the plan creates a policy together with the resource that it is for. */
export function isPolicyOfNewOwner(
  change: Change,
  { owner, inside }: Subject,
  context: PlanContext,
): boolean {
  if (inside || isForNewOwner(change)) return true;
  return owner !== undefined && context.created.has(owner);
}

/** The policy as if it had always used the ARNs that its resources have after the plan. */
function withNewNames(policy: string, { renames, regionMove }: PlanContext): string {
  const [from, to] = regionMove ?? [];
  const moved =
    from === undefined || to === undefined
      ? policy
      : policy.replaceAll(`.${from}.`, `.${to}.`).replaceAll(`:${from}:`, `:${to}:`);
  return renames.reduce((text, [before, after]) => {
    const parts = text.split(before);
    return parts.reduce((joined, part) => joined + (/^["/*]/.test(part) ? after : before) + part);
  }, moved);
}

/** Findings about a policy that is deleted: one about what it allowed, and one about what it denied. */
function removedPolicy(place: ComparedPolicy, before: readonly NormalStatement[]): Finding[] {
  const { change, subject } = place;
  const [allowed, denied] = [actionsOf(before, 'Allow'), actionsOf(before, 'Deny')];
  const undenied = sentence`${subject.policy} is removed and no longer denies ${denied}.`;
  const disallowed = sentence`${subject.policy} is removed and no longer allows ${allowed}.`;
  return [
    ...(before.some(isTls) ? [tlsWeakened(place)] : []),
    ...(denied.length > 0 ? [finding('deny-removed', change, undenied)] : []),
    ...(allowed.length > 0 ? [finding('permission-removed', change, disallowed)] : []),
  ];
}

function actionsOf(
  statements: readonly NormalStatement[],
  effect: NormalStatement['effect'],
): string[] {
  const actions = statements
    .filter((each) => each.effect === effect && !isTls(each))
    .flatMap(actionNames);
  return [...new Set(actions)];
}

function compare(
  place: ComparedPolicy,
  before: readonly NormalStatement[],
  after: readonly NormalStatement[],
): Finding[] {
  const findings = [
    ...findUnmatched(after, before, 'Allow').flatMap((each) => widerAllow(place, each)),
    ...findUnmatched(before, after, 'Deny').flatMap((each) => narrowerDeny(place, each)),
    ...findUnmatched(before, after, 'Allow').flatMap((each) => narrowerAllow(place, each)),
    ...findUnmatched(after, before, 'Deny').flatMap((each) => widerDeny(place, each)),
  ];
  // Several statements can have the same effect on a network.
  return [...new Map(findings.map((each) => [JSON.stringify(each), each])).values()];
}

/** A role or user that is added to an existing stack. */
export const newPrincipalRule: Rule = (change, context) => {
  const { type, action, after } = change;
  if (action !== 'create' || context.isNewStack) return [];
  if (type === 'aws_iam_user') {
    const what = sentence`The user ${text(after, 'name')} is created: its access keys give every permission of its policies.`;
    return [finding('principal-created', change, what)];
  }
  if (type !== 'aws_iam_role') return [];
  const what = sentence`The role ${text(after, 'name')} is created, and ${trustedBy(after)} can assume it.`;
  return [finding('principal-created', change, what)];
};

function trustedBy(role: Attributes): Sentence {
  try {
    const statements = readPolicy(text(role, 'assume_role_policy'));
    const allowed = statements.filter(({ effect }) => effect === 'Allow');
    return sentence`${allowed.flatMap(({ principal }) => principalNames(principal))}`;
  } catch {
    return ownWords('an unknown principal');
  }
}
