import { UnreadablePolicyError } from '../../core/policy-statement';
import { type Attributes, text } from '../attributes';
import { type Finding, finding, isChanged, isUnknown, type Rule } from '../finding';
import type { Change } from '../plan';
import { NameIndex } from '../name-index';
import { perPlan } from '../per-plan';
import type { PlanContext } from '../plan-context';
import { findUnmatched } from '../policy/compare';
import { otherPolicies, type OtherPolicies } from '../policy/holder';
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
    const others = otherPolicies(change, context);
    if (change.action === 'delete') return removedPolicy({ change, subject }, before, others);
    return compare({ change, subject }, { before, after }, others);
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
function withNewNames(policy: string, context: PlanContext): string {
  const [from, to] = context.regionMove ?? [];
  const moved =
    from === undefined || to === undefined
      ? policy
      : policy.replaceAll(`.${from}.`, `.${to}.`).replaceAll(`:${from}:`, `:${to}:`);
  const { after, index } = renamesOf(context);
  return index.namesIn(moved).reduce((text, name) => {
    const parts = text.split(name);
    const next = after.get(name) ?? name;
    return parts.reduce((joined, part) => joined + (/^["/*]/.test(part) ? next : name) + part);
  }, moved);
}

const renamesOf = perPlan(({ renames }) => ({
  after: new Map(renames),
  index: new NameIndex(renames.map(([before]) => before)),
}));

/** Findings about a policy that is deleted: one about what it allowed, and one about what it denied. */
function removedPolicy(
  place: ComparedPolicy,
  before: readonly NormalStatement[],
  others: OtherPolicies,
): Finding[] {
  const { change, subject } = place;
  const lost = (effect: NormalStatement['effect']) =>
    findUnmatched(before, others.after, effect).map(({ statement }) => statement);
  const denials = lost('Deny');
  const [allowed, denied] = [actionsOf(lost('Allow')), actionsOf(denials)];
  const undenied = sentence`${subject.policy} is removed and no longer denies ${denied}.`;
  const disallowed = sentence`${subject.policy} is removed and no longer allows ${allowed}.`;
  return [
    ...(denials.some(isTls) ? [tlsWeakened(place)] : []),
    ...(denied.length > 0 ? [finding('deny-removed', change, undenied)] : []),
    ...(allowed.length > 0 ? [finding('permission-removed', change, disallowed)] : []),
  ];
}

const actionsOf = (statements: readonly NormalStatement[]) => [
  ...new Set(statements.filter((each) => !isTls(each)).flatMap(actionNames)),
];

function compare(
  place: ComparedPolicy,
  { before, after }: OtherPolicies,
  others: OtherPolicies,
): Finding[] {
  const [wasSaid, isSaid] = [
    [...before, ...others.before],
    [...after, ...others.after],
  ];
  const findings = [
    ...findUnmatched(after, wasSaid, 'Allow').flatMap((each) => widerAllow(place, each)),
    ...findUnmatched(before, isSaid, 'Deny').flatMap((each) => narrowerDeny(place, each)),
    ...findUnmatched(before, isSaid, 'Allow').flatMap((each) => narrowerAllow(place, each)),
    ...findUnmatched(after, wasSaid, 'Deny').flatMap((each) => widerDeny(place, each)),
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
