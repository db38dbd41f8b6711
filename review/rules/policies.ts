import { type Attributes, text } from '../attributes';
import { type Finding, finding, isChanged, isUnknown, type Rule } from '../finding';
import type { Change } from '../plan';
import { excessOf } from '../policy/compare';
import { type NormalStatement, readPolicy, UnreadablePolicyError } from '../policy/statement';
import { isForNewOwner, type Subject, trySubject } from '../policy/subject';
import type { Scene } from '../scene';
import { sentence } from '../sentence';
import {
  isTls,
  narrowerAllow,
  narrowerDeny,
  type StatementPlace,
  tlsWeakened,
  widerAllow,
  widerDeny,
} from './statements';
import { namesOf } from './statement-words';

/** Policies that allow or deny something else than before, whatever they look like. */
export const policyRule: Rule = (change, scene) => {
  const subject = trySubject(change);
  if (!subject || !isCompared(change, subject, scene)) return [];
  if (isUnknown(change, subject.key) && change.action !== 'delete')
    return [unknown(change, subject)];
  try {
    const before = readPolicy(renamed(text(change.before, subject.key), scene));
    const after = readPolicy(renamed(text(change.after, subject.key), scene));
    if (change.action === 'delete') return withoutAll({ change, subject }, before);
    return withoutRepeats(compare({ change, subject }, before, after));
  } catch (error) {
    if (error instanceof UnreadablePolicyError) return [unreadable(change, subject, error)];
    throw error;
  }
};

/** What comes and goes with the resource it is for is said of that resource. */
function isCompared(change: Change, { key, owner, inside }: Subject, scene: Scene): boolean {
  if (isChanged(change)) return !samePolicy(change, key);
  if (inside) return false;
  if (change.action === 'delete') return owner === undefined || !scene.gone.has(owner);
  if (change.action !== 'create' || scene.isNew || isForNewOwner(change)) return false;
  return owner === undefined || !scene.made.has(owner);
}

/** The policy as it would be had it always named what it names after the plan. */
function renamed(policy: string, { renames, regionMove }: Scene): string {
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

/** A policy that goes as a whole: one sentence for what it allowed, and one for what it refused. */
function withoutAll(place: StatementPlace, before: readonly NormalStatement[]): Finding[] {
  const { change, subject } = place;
  const [allowed, denied] = [actionsOf(before, 'Allow'), actionsOf(before, 'Deny')];
  const refused = sentence`${subject.policy} is removed, and no longer refuses ${denied} to anybody.`;
  const granted = sentence`${subject.policy} is removed, and no longer allows ${allowed}.`;
  return [
    ...(before.some(isTls) ? [tlsWeakened(place)] : []),
    ...(denied.length > 0 ? [finding('deny-removed', change, refused)] : []),
    ...(allowed.length > 0 ? [finding('permission-removed', change, granted)] : []),
  ];
}

function actionsOf(
  statements: readonly NormalStatement[],
  effect: NormalStatement['effect'],
): string[] {
  const actions = statements
    .filter((each) => each.effect === effect && !isTls(each))
    .flatMap(({ action, written }) => action.patterns.map((each) => written.get(each) ?? each));
  return [...new Set(actions)];
}

function samePolicy({ before, after, ...change }: Change, key: string): boolean {
  return !isUnknown({ before, after, ...change }, key) && text(before, key) === text(after, key);
}

function compare(
  place: StatementPlace,
  before: readonly NormalStatement[],
  after: readonly NormalStatement[],
): Finding[] {
  return [
    ...excessOf(after, before, 'Allow').flatMap((excess) => widerAllow(place, excess)),
    ...excessOf(before, after, 'Deny').flatMap((excess) => narrowerDeny(place, excess)),
    ...excessOf(before, after, 'Allow').flatMap((excess) => narrowerAllow(place, excess)),
    ...excessOf(after, before, 'Deny').flatMap((excess) => widerDeny(place, excess)),
  ];
}

/** Several statements can say the same about a network. */
function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const seen = new Map(findings.map((each) => [JSON.stringify(each), each]));
  return [...seen.values()];
}

function unknown(change: Change, { policy }: Subject): Finding {
  const what = sentence`What ${policy} allows is known only once the plan is applied.`;
  return finding('value-unknown', change, what);
}

function unreadable(
  change: Change,
  { policy }: Subject,
  { message }: UnreadablePolicyError,
): Finding {
  const what = sentence`What ${policy} allows cannot be told: ${message}.`;
  return finding('policy-unreadable', change, what);
}

/** A role or user that comes to a store that is there already. */
export const newPrincipalRule: Rule = (change, scene) => {
  if (change.action !== 'create' || scene.isNew) return [];
  if (change.type === 'aws_iam_user') {
    const what = sentence`The user ${text(change.after, 'name')} is made: whoever has a key of it can do what its policies allow.`;
    return [finding('principal-created', change, what)];
  }
  if (change.type !== 'aws_iam_role') return [];
  const trusted = trustedBy(change.after);
  const what = sentence`The role ${text(change.after, 'name')} is made, which ${trusted} can take on.`;
  return [finding('principal-created', change, what)];
};

function trustedBy(role: Attributes): readonly string[] {
  try {
    const allowed = readPolicy(text(role, 'assume_role_policy')).filter(
      ({ effect }) => effect === 'Allow',
    );
    return allowed.flatMap(({ principal }) => namesOf(principal));
  } catch {
    return ['somebody'];
  }
}
