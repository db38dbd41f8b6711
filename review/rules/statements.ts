import { finding, type Finding, type FindingId } from '../finding';
import type { Change } from '../plan';
import type { Excess } from '../policy/compare';
import { allImply, type Condition, implies, isNetwork } from '../policy/condition';
import { contains, type Element } from '../../core/policy-element';
import type { NormalStatement } from '../policy/statement';
import type { Subject } from '../policy/subject';
import { type Sentence, sentence } from '../sentence';
import { isWho, PRINCIPAL_ARN, unlessOf, whatOf, whenOf, whoOf } from './statement-words';

/** The policy that is compared. */
export interface StatementPlace {
  /** The resource. */
  readonly change: Change;
  /** Its policy. */
  readonly subject: Subject;
}

/** Something is allowed that was not. */
export function widerAllow(place: StatementPlace, { statement, nearest }: Excess): Finding[] {
  const who = whoOf(statement, place.subject);
  const what = sentence`${who} can from now on do ${whatOf(statement)}`;
  if (!nearest) return [found('allow-added', place, sentence`${what}.`)];
  const looser = loosened(place, { strict: nearest, loose: statement });
  if (without(statement.principal, nearest.principal).length > 0) {
    const only = sentence`${what}; until now only ${whoOf(nearest, place.subject)} could.`;
    return [...looser, found('principal-added', place, only)];
  }
  if (isWithin(statement, nearest)) return looser;
  const more = sentence`${what}; until now it was ${whatOf(nearest)}.`;
  return [...looser, found('allow-widened', place, more)];
}

/** Something is no longer denied. */
export function narrowerDeny(place: StatementPlace, { statement, nearest }: Excess): Finding[] {
  if (isTls(statement)) return [tlsWeakened(place)];
  const who = whoOf(statement, place.subject);
  const denied = sentence`${who} is no longer refused ${whatOf(statement)}${whenOf(statement)}`;
  if (!nearest) return [found('deny-removed', place, sentence`${denied}.`)];
  const networks = lostConditions(nearest, statement).filter(isNetwork);
  if (networks.length > 0) return networks.map((now) => networkWidened(place, now, statement));
  const exceptions = exceptionsAdded(statement, nearest);
  if (exceptions.length > 0) {
    const what = sentence`${place.subject.policy} no longer refuses ${exceptions} ${whatOf(statement)}.`;
    return [found('deny-narrowed', place, what)];
  }
  return [found('deny-narrowed', place, sentence`${denied}, as it was until now.`)];
}

/** Requests that anybody on their way can read. */
export function tlsWeakened(place: StatementPlace): Finding {
  const what = sentence`${place.subject.policy} no longer refuses what comes over plain HTTP or an old TLS: recordings can be read on their way.`;
  return found('tls-weakened', place, what);
}

/** Something is no longer allowed. */
export function narrowerAllow(place: StatementPlace, { statement, nearest }: Excess): Finding[] {
  const changed = nearest ? lostConditions(nearest, statement) : [];
  const externalId = changed.find(({ key }) => key === EXTERNAL_ID);
  if (externalId && nearest) return [externalIdChanged(place, statement, externalId)];
  const network = changed.find(isNetwork);
  if (network) return [networkNarrowed(place, valuesOf(statement, network), network.values)];
  const who = whoOf(statement, place.subject);
  const what = sentence`${who} can no longer do ${whatOf(statement)}${unlessOf(changed)}.`;
  return [found('permission-removed', place, what)];
}

/** Something is denied that was not. */
export function widerDeny(place: StatementPlace, { statement, nearest }: Excess): Finding[] {
  const network = nearest && lostConditions(nearest, statement).find(isNetwork);
  const before = nearest && network ? valuesOf(nearest, network) : [];
  const now = network ? valuesOf(statement, network) : [];
  if (network && now.length > 0) return [networkNarrowed(place, before, now)];
  const who = whoOf(statement, place.subject);
  const what = sentence`${who} is from now on refused ${whatOf(statement)}${whenOf(statement)}.`;
  return [found('denial-added', place, what)];
}

const EXTERNAL_ID = 'sts:externalid';
const TLS = ['aws:securetransport', 's3:tlsversion'];

const found = (id: FindingId, { change }: StatementPlace, what: Sentence) =>
  finding(id, change, what);

/** Whether a statement is about how a request came. */
export const isTls = ({ conditions }: NormalStatement) =>
  conditions.some(({ key }) => TLS.includes(key));

const isWithin = (inner: NormalStatement, outer: NormalStatement) =>
  contains(outer.action, inner.action) && contains(outer.resource, inner.resource);

/** Principals, or others, that an element has and another has not. */
function without(element: Element, other: Element): string[] {
  if (element.except) return contains(other, element) ? [] : ['everybody else'];
  return element.patterns.filter((each) => !contains(other, { patterns: [each], except: false }));
}

/** Conditions of the second that do not hold of all that the first asks for. */
function lostConditions(strict: NormalStatement, loose: NormalStatement): Condition[] {
  return strict.conditions.filter(
    (condition) => !loose.conditions.some((other) => implies(other, condition)),
  );
}

/** Conditions that were asked for, and are asked for less or no longer. */
function loosened(
  place: StatementPlace,
  { strict, loose }: { strict: NormalStatement; loose: NormalStatement },
): Finding[] {
  if (allImply(loose.conditions, strict.conditions)) return [];
  return lostConditions(strict, loose).flatMap((condition) =>
    loosenedOne(place, condition, { strict, loose }),
  );
}

function loosenedOne(
  place: StatementPlace,
  condition: Condition,
  { strict, loose }: { strict: NormalStatement; loose: NormalStatement },
): Finding[] {
  const now = loose.conditions.filter(({ key }) => key === condition.key);
  const [first] = now;
  const who = whoOf(loose, place.subject);
  if (isWho(condition) && (!first || isWho(first))) {
    const what = sentence`${who} can from now on do ${whatOf(loose)}; until now only ${condition.values} could.`;
    return [found('principal-added', place, what)];
  }
  if (!first) {
    const what = sentence`${who} can do ${whatOf(loose)} whatever ${condition.key} is; until now it had to be ${condition.values}.`;
    return [found('condition-removed', place, what)];
  }
  if (isNetwork(condition)) return [networkWidened(place, first, strict)];
  // Another id instead opens nothing to those that are let in: said of those that are shut out.
  if (condition.key === EXTERNAL_ID && !implies(condition, first)) return [];
  const what = sentence`${who} can do ${whatOf(loose)} where ${condition.key} is ${now.flatMap(({ values }) => values)}; until now it had to be ${condition.values}.`;
  return [found('condition-loosened', place, what)];
}

function networkWidened(place: StatementPlace, now: Condition, before: NormalStatement): Finding {
  const what = sentence`${place.subject.policy} lets requests in from ${now.values}; until now from ${valuesOf(before, now)} only.`;
  return found('cidr-widened', place, what);
}

function networkNarrowed(
  place: StatementPlace,
  before: readonly string[],
  now: readonly string[],
): Finding {
  const lost = before.filter((range) => !now.includes(range));
  const what = sentence`${place.subject.policy} lets nothing in any more from ${lost}: what the vendor sends from there is refused.`;
  return found('cidr-removed', place, what);
}

function externalIdChanged(
  place: StatementPlace,
  before: NormalStatement,
  now: Condition,
): Finding {
  const what = sentence`${whoOf(before, place.subject)} must name the external id ${now.values} instead of ${valuesOf(before, now)}: the vendor is shut out until it does.`;
  return found('external-id-changed', place, what);
}

const valuesOf = ({ conditions }: NormalStatement, { key, operator }: Condition) =>
  conditions
    .filter((each) => each.key === key && each.operator === operator)
    .flatMap(({ values }) => values);

/** Who a Deny leaves out now and did not before. */
function exceptionsAdded(before: NormalStatement, after: NormalStatement): string[] {
  return after.conditions
    .filter(({ key, operator }) => key === PRINCIPAL_ARN && operator.includes('not'))
    .flatMap((condition) => {
      const known = valuesOf(before, condition);
      return condition.values.filter((value) => !known.includes(value));
    });
}
