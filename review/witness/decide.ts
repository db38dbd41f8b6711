import { partsOf } from '../../core/policy-element';
import type { NormalStatement } from '../policy/statement';
import {
  allHold,
  type Answer,
  oneHolds,
  matches,
  mayMatch,
  type Naming,
  namingOf,
} from './matches';
import type { PlannedPolicies, Statements } from './planned';
import type { AccessRequest, RequestCaller, RequestContext } from './request';

/** What the policies of one side of a plan decide. */
export interface PolicyDecision {
  /** Undefined when the plan does not contain everything that decides. */
  readonly allowed: Answer;
  /** The statements whose conditions could change the decision. */
  readonly near: readonly NormalStatement[];
}

const UNKNOWN: PolicyDecision = { allowed: undefined, near: [] };

/** The resource whose policy decides about a request: of an object, its bucket. */
export function ownerOf({ action, resource }: AccessRequest): string {
  return action.kind === 'object' ? resource.slice(0, resource.indexOf('/')) : resource;
}

/** Decides about requests that differ in their condition keys only. */
export interface Decider {
  /** Whether a statement allows the action, perhaps under conditions. */
  readonly mayAllow: boolean;
  readonly decide: (context: RequestContext) => PolicyDecision;
}

/** A statement that is about a caller, an action and a resource. */
interface Applicable {
  readonly statement: NormalStatement;
  readonly naming: Naming;
}

/**
 * Decides about requests as IAM does, by the policies of the plan.
 *
 * @see IAM User Guide, "Policy evaluation logic", for one account and across accounts
 */
export function deciderOf(side: PlannedPolicies, request: AccessRequest): Decider {
  const { caller } = request;
  const attached = side.resources.get(ownerOf(request));
  const own = ownStatements(side, caller);
  if (!attached || !own || side.account === undefined) {
    return { mayAllow: false, decide: () => UNKNOWN };
  }
  const isAbout = ({ statement }: Applicable) => mayMatch(statement, request);
  const ofCaller = own.map(asOwn).filter(isAbout);
  const ofResource = attached
    .map((statement) => {
      return { statement, naming: namingOf(statement.principal, caller) };
    })
    .filter(({ naming }) => naming !== 'not')
    .filter(isAbout);
  const [ownAllows, grants] = [ofCaller, ofResource].map((each) => each.filter(isAllow));
  const denies = [...ofCaller, ...ofResource].filter((each) => !isAllow(each));
  const policies = { side, ownAllows: ownAllows ?? [], grants: grants ?? [], denies };
  const allows = [...policies.ownAllows, ...policies.grants];
  return {
    mayAllow: allows.length > 0 || caller.own === 'everything',
    decide: (context) => decideBy(policies, { ...request, context }),
  };
}

/** The statements of both kinds of policies that are about a request, whatever their conditions. */
export function statementsAbout(side: PlannedPolicies, request: AccessRequest): NormalStatement[] {
  const attached = side.resources.get(ownerOf(request)) ?? [];
  return [
    ...(ownStatements(side, request.caller) ?? []),
    ...attached.filter(({ principal }) => namingOf(principal, request.caller) !== 'not'),
  ].filter((statement) => mayMatch(statement, request));
}

/** Decides about one request. */
export function decideRequest(side: PlannedPolicies, request: AccessRequest): PolicyDecision {
  return deciderOf(side, request).decide(request.context);
}

const isAllow = ({ statement }: Applicable) => statement.effect === 'Allow';

const asOwn = (statement: NormalStatement): Applicable => ({ statement, naming: 'itself' });

/** The policies of a caller; those of a caller that the plan does not contain say nothing. */
function ownStatements(side: PlannedPolicies, { own, name }: RequestCaller): Statements {
  return own === 'planned' ? side.identities.get(name)?.statements : [];
}

/** The statements that can decide about a request. */
interface DecidingPolicies {
  readonly side: PlannedPolicies;
  readonly ownAllows: readonly Applicable[];
  readonly grants: readonly Applicable[];
  readonly denies: readonly Applicable[];
}

function decideBy(policies: DecidingPolicies, request: AccessRequest): PolicyDecision {
  const { ownAllows, grants, denies } = policies;
  const denying = denies.filter((each) => applies(each, request) !== false);
  const denied = oneHolds(denying.map((each) => applies(each, request)));
  const allowed = isAllowed(policies, request);
  const allows = [...ownAllows, ...grants];
  const deciding =
    denying.length > 0 ? denying : allowed === true ? [...allows, ...denies] : allows;
  return {
    allowed: allHold([allowed, denied === undefined ? undefined : !denied]),
    near: deciding.map(({ statement }) => statement),
  };
}

/** Whether a statement applies to a request of a caller that it names itself or by its account. */
function applies({ statement, naming }: Applicable, request: AccessRequest): Answer {
  return allHold([naming === undefined ? undefined : true, matches(statement, request)]);
}

function isAllowed(policies: DecidingPolicies, request: AccessRequest): Answer {
  const { side, ownAllows, grants } = policies;
  const { caller, action } = request;
  const byAccount = oneHolds(grants.map((each) => applies(each, request)));
  const direct = grants.filter(({ naming }) => naming !== 'account');
  const byItself = oneHolds(direct.map((each) => applies(each, request)));
  if (caller.kind !== 'principal') return byItself;
  const isTrusted = caller.own === 'everything';
  const byOwn = isTrusted ? true : oneHolds(ownAllows.map((each) => applies(each, request)));
  if (caller.account !== side.account) {
    return isRestricted(side, request, grants) ? undefined : allHold([byOwn, byAccount]);
  }
  // A key or a role decides with its own policy; for the others, a policy of the caller is enough.
  const isStrict = action.kind === 'key' || action.kind === 'role';
  return oneHolds([byItself, isStrict ? allHold([byOwn, byAccount]) : byOwn]);
}

/** Whether S3 may ignore a grant because the policy is public. */
function isRestricted(
  side: PlannedPolicies,
  request: AccessRequest,
  grants: readonly Applicable[],
) {
  return (
    side.restricted.has(ownerOf(request)) &&
    grants.some(({ statement: { principal } }) =>
      partsOf(principal).some(({ except, patterns }) => except || patterns.includes('*')),
    )
  );
}
