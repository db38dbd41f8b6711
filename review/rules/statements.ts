import { finding, type Finding, type FindingId } from '../finding';
import type { Change } from '../plan';
import type { UnmatchedStatement } from '../policy/compare';
import { allImply, type Condition, implies, isExact, isNetwork } from '../policy/condition';
import { containsPrincipal } from '../policy/principal';
import { contains } from '../../core/policy-element';
import type { NormalStatement } from '../policy/statement';
import type { Subject } from '../policy/subject';
import { type Sentence, sentence } from '../sentence';
import {
  actionText,
  conditionText,
  isPrincipalCondition,
  PRINCIPAL_ARN,
  principalText,
  shownCondition,
  unlessText,
} from './statement-text';

/** A policy that is compared, and the change of its resource. */
export interface ComparedPolicy {
  readonly change: Change;
  readonly subject: Subject;
}

/** Finds the effects of a statement that one side of the comparison does not have. */
export type StatementRule = (place: ComparedPolicy, unmatched: UnmatchedStatement) => Finding[];

/** Requests that are allowed and were not before. */
export const widerAllow: StatementRule = (place, { statement, nearest }) => {
  const what = sentence`${principalText(statement, place.subject)} can now perform ${actionText(statement)}`;
  if (!nearest) return [found('allow-added', place, sentence`${what}.`)];
  const loosened = loosenedConditions(place, nearest, statement);
  if (hasNewPrincipal(statement, nearest)) {
    const only = sentence`${what}. Until now, only ${principalText(nearest, place.subject)} could.`;
    return [...loosened, found('principal-added', place, only)];
  }
  if (
    contains(nearest.action, statement.action) &&
    contains(nearest.resource, statement.resource)
  ) {
    return loosened;
  }
  const more = sentence`${what}. Until now, the statement allowed ${actionText(nearest)}.`;
  return [...loosened, found('allow-widened', place, more)];
};

/** Requests that are no longer denied. */
export const narrowerDeny: StatementRule = (place, { statement, nearest }) => {
  if (isTls(statement)) return [tlsWeakened(place)];
  const { policy } = place.subject;
  const who = principalText(statement, place.subject);
  const what = sentence`${policy} no longer denies ${who} ${actionText(statement)}${conditionText(statement)}`;
  if (!nearest) return [found('deny-removed', place, sentence`${what}.`)];
  const networks = lostConditions(nearest, statement).filter(isNetwork);
  if (networks.length > 0) return networks.map((after) => networkWidened(place, after, statement));
  const exceptions = exceptionsAdded(statement, nearest);
  if (exceptions.length > 0) {
    const excepted = sentence`${policy} no longer denies ${exceptions} ${actionText(statement)}.`;
    return [found('deny-narrowed', place, excepted)];
  }
  return [found('deny-narrowed', place, sentence`${what}. A narrower Deny remains.`)];
};

/** The finding about requests that can be read in transit. */
export function tlsWeakened(place: ComparedPolicy): Finding {
  const what = sentence`${place.subject.policy} no longer denies requests over plain HTTP or an outdated TLS version: recordings can be read in transit.`;
  return found('tls-weakened', place, what);
}

/** Requests that are no longer allowed. */
export const narrowerAllow: StatementRule = (place, { statement, nearest }) => {
  const changed = nearest ? lostConditions(nearest, statement) : [];
  const who = principalText(statement, place.subject);
  const externalId = changed.find(({ key }) => key === EXTERNAL_ID);
  const previous = statement.conditions.filter(({ key }) => key === EXTERNAL_ID);
  if (externalId && previous[0] && isOtherExternalId(previous[0], [externalId])) {
    const what = sentence`${who} must send the external ID ${externalId.values} instead of ${previous[0].values}. The vendor is denied until it does.`;
    return [found('external-id-changed', place, what)];
  }
  const network = changed.find(isNetwork);
  if (network) return [networkNarrowed(place, valuesOf(statement, network), network.values)];
  const what = sentence`${who} can no longer perform ${actionText(statement)}${unlessText(changed)}.`;
  return [
    found(
      isServiceKey(place, statement) ? 'monitoring-changed' : 'permission-removed',
      place,
      what,
    ),
  ];
};

/** Requests that are denied and were not before. */
export const widerDeny: StatementRule = (place, { statement, nearest }) => {
  const network = nearest && lostConditions(nearest, statement).find(isNetwork);
  const after = network ? valuesOf(statement, network) : [];
  if (network && after.length > 0) {
    return [networkNarrowed(place, valuesOf(nearest, network), after)];
  }
  const who = principalText(statement, place.subject);
  const what = sentence`${place.subject.policy} now denies ${who} ${actionText(statement)}${conditionText(statement)}.`;
  return [found('denial-added', place, what)];
};

/**
 * Whether only AWS services lose the use of a key, or principals that use it through a service. The vendor uses keys as
 * itself or through S3, and its credential is read through Secrets Manager.
 */
function isServiceKey({ change }: ComparedPolicy, statement: NormalStatement): boolean {
  if (!change.type.startsWith('aws_kms_')) return false;
  const { principal, conditions } = statement;
  const isOther = (each: string) =>
    each.startsWith('Service:') && each !== 'Service:s3.amazonaws.com';
  if (!principal.except && principal.patterns.every(isOther)) return true;
  return conditions.some(
    ({ key, operator, values }) =>
      key === 'kms:viaservice' &&
      operator === 'stringequals' &&
      values.every((each) => !/^(?:s3|secretsmanager)\./.test(each)),
  );
}

const EXTERNAL_ID = 'sts:externalid';
/** Whether a condition only requires another external ID, and lets no request without one pass. */
function isOtherExternalId(before: Condition, after: readonly Condition[]): boolean {
  const [first] = after;
  if (before.key !== EXTERNAL_ID || !first || after.length > 1) return false;
  return isExact(first) && first.values.length === 1 && !implies(before, first);
}

const TLS = ['aws:securetransport', 's3:tlsversion'];

const found = (id: FindingId, { change }: ComparedPolicy, what: Sentence) =>
  finding(id, change, what);

/** Whether a statement denies requests for how they were sent, and for nothing else. */
export const isTls = ({ effect, conditions }: NormalStatement) =>
  effect === 'Deny' && conditions.length > 0 && conditions.every(({ key }) => TLS.includes(key));

function hasNewPrincipal({ principal }: NormalStatement, nearest: NormalStatement): boolean {
  if (principal.except) return !containsPrincipal(nearest.principal, principal);
  return principal.patterns.some(
    (each) => !containsPrincipal(nearest.principal, { patterns: [each], except: false }),
  );
}

/** The conditions of the first statement that do not follow from those of the second. */
function lostConditions(strict: NormalStatement, loose: NormalStatement): Condition[] {
  return strict.conditions.filter(
    (condition) => !loose.conditions.some((other) => implies(other, condition)),
  );
}

/** Findings about conditions that were removed or allow more. */
function loosenedConditions(
  place: ComparedPolicy,
  strict: NormalStatement,
  loose: NormalStatement,
): Finding[] {
  if (allImply(loose.conditions, strict.conditions)) return [];
  return lostConditions(strict, loose).flatMap((condition) =>
    loosenedCondition(place, condition, { strict, loose }),
  );
}

function loosenedCondition(
  place: ComparedPolicy,
  condition: Condition,
  { strict, loose }: { strict: NormalStatement; loose: NormalStatement },
): Finding[] {
  const after = loose.conditions.filter(({ key }) => key === condition.key);
  const [first] = after;
  const what = sentence`${principalText(loose, place.subject)} can now perform ${actionText(loose)}`;
  if (isPrincipalCondition(condition) && (!first || isPrincipalCondition(first))) {
    const principals = first
      ? sentence`${newFirst(first.values, condition.values)}`
      : principalText(loose, place.subject);
    const only = sentence`${principals} can now perform ${actionText(loose)}. Until now, only ${condition.values} could.`;
    return [found('principal-added', place, only)];
  }
  const before = shownCondition(condition);
  if (!first) {
    const removed = sentence`${what} without the condition ${before}.`;
    return [found('condition-removed', place, removed)];
  }
  if (isNetwork(condition)) return [networkWidened(place, first, strict)];
  // Another external ID gives no access to those who have the old one: it is reported as external-id-changed.
  if (isOtherExternalId(condition, after)) return [];
  const loosened = sentence`${what} under the condition ${after.map((each) => shownCondition(withNewFirst(each, condition)))} instead of ${before}.`;
  return [found('condition-loosened', place, loosened)];
}

function networkWidened(place: ComparedPolicy, after: Condition, before: NormalStatement): Finding {
  const known = valuesOf(before, after);
  const what = sentence`${place.subject.policy} now allows requests from ${newFirst(after.values, known)}. Until now, it allowed them only from ${newFirst(known, after.values)}.`;
  return found('cidr-widened', place, what);
}

function networkNarrowed(
  place: ComparedPolicy,
  before: readonly string[],
  after: readonly string[],
): Finding {
  const lost = before.filter((range) => !after.includes(range));
  const what = sentence`${place.subject.policy} no longer allows requests from ${lost}: requests that the vendor sends from there are denied.`;
  return found('cidr-removed', place, what);
}

const withNewFirst = (after: Condition, before: Condition): Condition => ({
  ...after,
  values: newFirst(after.values, before.values),
});

/** Values with those first that another list does not have: long lists are cut at the end. */
function newFirst(values: readonly string[], known: readonly string[]): string[] {
  const isNew = (value: string) => !known.includes(value);
  return [...values.filter(isNew), ...values.filter((value) => !isNew(value))];
}

const valuesOf = ({ conditions }: NormalStatement, { key, operator }: Condition) =>
  conditions
    .filter((each) => each.key === key && each.operator === operator)
    .flatMap(({ values }) => values);

/** Principals that a Deny excludes after the change and did not exclude before. */
function exceptionsAdded(before: NormalStatement, after: NormalStatement): string[] {
  return after.conditions
    .filter(({ key, operator }) => key === PRINCIPAL_ARN && operator.includes('not'))
    .flatMap((condition) => {
      const known = valuesOf(before, condition);
      return condition.values.filter((value) => !known.includes(value));
    });
}
