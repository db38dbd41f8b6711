import { UnreadablePolicyError } from '../../core/policy-statement';
import { type Attributes, text } from '../attributes';
import { type Finding, finding, isChanged, isUnknown, type Rule } from '../finding';
import type { Change } from '../plan';
import { NameIndex } from '../name-index';
import { perPlan } from '../per-plan';
import type { PlanContext } from '../plan-context';
import { findUnmatched, type UnmatchedStatement } from '../policy/compare';
import { otherPolicies, type OtherPolicies } from '../policy/holder';
import { type NormalStatement, readPolicy } from '../policy/statement';
import { isForNewOwner, type Subject, trySubject } from '../policy/subject';
import { ownWords, type Sentence, sentence } from '../sentence';
import { withExample } from '../witness/example';
import { isForDestroyed } from './for-destroyed';
import { actionNames, principalNames } from './statement-text';
import {
  type ComparedPolicy,
  isTls,
  narrowerAllow,
  narrowerDeny,
  type StatementRule,
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
    const place = { change, subject };
    if (change.action === 'delete') return removedPolicy(place, context, before);
    return compare(place, context, { before, after });
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
  context: PlanContext,
  before: readonly NormalStatement[],
): Finding[] {
  const { change, subject } = place;
  const others = otherPolicies(change, context);
  const lost = (effect: NormalStatement['effect']) =>
    findUnmatched(before, others.after, effect).map(({ statement }) => statement);
  const [allows, denials] = [lost('Allow'), lost('Deny')];
  const [allowed, denied] = [actionsOf(allows), actionsOf(denials)];
  const undenied = sentence`${subject.policy} is removed and no longer denies ${denied}.`;
  const disallowed = sentence`${subject.policy} is removed and no longer allows ${allowed}.`;
  const isOther = (statement: NormalStatement) => !isTls(statement);
  const of = (found: Finding, statements: readonly NormalStatement[]) =>
    statements.length === 0 ? [] : firstExample(place, context, { found, statements });
  return [
    ...of(tlsWeakened(place), denials.filter(isTls)),
    ...of(finding('deny-removed', change, undenied), denials.filter(isOther)),
    ...of(finding('permission-removed', change, disallowed), allows.filter(isOther)),
  ];
}

/** A finding with an example for the first of its statements that has one. */
function firstExample(
  { change, subject }: ComparedPolicy,
  context: PlanContext,
  { found, statements }: { found: Finding; statements: readonly NormalStatement[] },
): readonly Finding[] {
  for (const statement of statements) {
    const exampled = withExample([found], context, {
      statement,
      address: change.address,
      isHeld: subject.holder !== undefined,
      change: statement.effect === 'Deny' ? 'allowed' : 'denied',
    });
    if (exampled[0]?.example) return exampled;
  }
  return [found];
}

const actionsOf = (statements: readonly NormalStatement[]) => [
  ...new Set(statements.filter((each) => !isTls(each)).flatMap(actionNames)),
];

function compare(
  place: ComparedPolicy,
  context: PlanContext,
  { before, after }: OtherPolicies,
): Finding[] {
  const others = otherPolicies(place.change, context);
  const [wasSaid, isSaid] = [
    [...before, ...others.before],
    [...after, ...others.after],
  ];
  // What is allowed only for destroyed resources ends with them.
  const lost = findUnmatched(before, isSaid, 'Allow').filter(
    ({ statement }) => !isForDestroyed(statement, context),
  );
  const findings = [
    ...findUnmatched(after, wasSaid, 'Allow').flatMap(exampled(place, context, widerAllow)),
    ...findUnmatched(before, isSaid, 'Deny').flatMap(exampled(place, context, narrowerDeny)),
    ...lost.flatMap(exampled(place, context, narrowerAllow)),
    ...findUnmatched(after, wasSaid, 'Deny').flatMap(exampled(place, context, widerDeny)),
  ];
  // Several statements can have the same effect on a network.
  return [
    ...new Map(findings.map((each) => [JSON.stringify([each.id, each.what]), each])).values(),
  ];
}

/** A rule whose findings have an example. */
function exampled({ change, subject }: ComparedPolicy, context: PlanContext, rule: StatementRule) {
  return (unmatched: UnmatchedStatement) =>
    withExample(rule({ change, subject }, unmatched), context, {
      ...unmatched,
      address: change.address,
      isHeld: subject.holder !== undefined,
      change: rule === widerAllow || rule === narrowerDeny ? 'allowed' : 'denied',
    });
}

/** A role, user or identity provider that is added to an existing stack. */
export const newPrincipalRule: Rule = (change, context) => {
  const { type, action, after } = change;
  if (action !== 'create' || context.isNewStack) return [];
  if (type === 'aws_iam_user') {
    const what = sentence`The user ${text(after, 'name')} is created: its access keys give every permission of its policies.`;
    return [finding('principal-created', change, what)];
  }
  if (type === 'aws_iam_openid_connect_provider') {
    const what = sentence`The identity provider ${text(after, 'url')} is created: roles of the account can trust its tokens.`;
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
