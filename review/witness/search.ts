import type { NormalStatement } from '../policy/statement';
import { KEY_ACTIONS, KNOWN_ACTIONS } from './actions';
import {
  knownActionsOf,
  callersOf,
  holdersOf,
  byKind,
  knownResources,
  ownerAt,
  resourcesOf,
  valuesOf,
} from './candidates';
import { type Decider, deciderOf, decideRequest, statementsAbout } from './decide';
import { matches, namingOf } from './matches';
import type { PlannedPolicies, PolicySides } from './planned';
import {
  type AccessRequest,
  callerContext,
  consistent,
  hasKey,
  type RequestContext,
  usualContext,
} from './request';

/** A difference between two policies, for which an example is wanted. */
export interface PolicyDifference {
  /** The resource that contains the policy. */
  readonly address: string;
  /** Whether the policy gives its permissions to roles or users, and does not name them. */
  readonly isHeld: boolean;
  /** The statement that only one of the policies has. */
  readonly statement: NormalStatement;
  /** The most similar statement of the other policy. @default - none is similar */
  readonly nearest?: NormalStatement | undefined;
  /** Whether requests are allowed that were denied, or the other way round. */
  readonly change: 'allowed' | 'denied';
}

/** A request that the policies before and after a plan decide differently. */
export interface AccessExample {
  readonly request: AccessRequest;
  readonly change: PolicyDifference['change'];
  /** The condition keys of the request, as AWS writes them. */
  readonly context: RequestContext;
  /** What the key of the bucket does not allow, so that the request fails nevertheless. @default - nothing */
  readonly keyDenies?: string;
}

/** The most requests that are decided for one difference. */
const MAX_DECISIONS = 1_500;

/** The most condition keys of a usual request that an example changes. */
const MAX_CHANGED_KEYS = 4;

/** The most requests that are tried for one action, resource and caller. */
const MAX_TRIED = 120;

/** Finds an example of a difference, if there is one that is certain, and counts the requests that it decided. */
export function findExample(
  sides: PolicySides,
  difference: PolicyDifference,
): { readonly example?: AccessExample; readonly decisions: number } {
  const { statement, nearest } = difference;
  const statements = nearest ? [statement, nearest] : [statement];
  const search = new Search(sides, difference);
  let second: AccessExample | undefined;
  for (const request of candidates(sides, difference, statements)) {
    const found = search.tryFind(request);
    const example = found && withKey(sides, toExample(sides, found, difference));
    const { decisions } = search;
    if (example && example.keyDenies === undefined) return { example, decisions };
    second ??= example;
    if (search.isExhausted) break;
  }
  // A request that the key denied before the plan as well is not lost.
  const isShown = second !== undefined && difference.change === 'allowed';
  return { ...(isShown && { example: second }), decisions: search.decisions };
}

/** How AWS writes the keys that are not in a policy. */
const WRITTEN = [
  'aws:SecureTransport',
  'aws:SourceAccount',
  'aws:SourceIp',
  'aws:ViaAWSService',
  's3:TlsVersion',
];

function toExample(
  sides: PolicySides,
  request: AccessRequest,
  { statement, nearest, change }: PolicyDifference,
): AccessExample {
  const near = [sides.before, sides.after].flatMap((side) => statementsAbout(side, request));
  const written = new Map(
    [...near, statement, ...(nearest ? [nearest] : [])].flatMap(({ conditions }) =>
      conditions.map(({ key, shown }) => [key, shown.split(' ')[0] ?? key]),
    ),
  );
  for (const key of WRITTEN) written.set(key.toLowerCase(), key);
  const context = Object.entries(request.context).map(([key, value]) => [
    written.get(key) ?? key,
    value,
  ]);
  return { request, change, context: Object.fromEntries(context) as RequestContext };
}

function* candidates(
  sides: PolicySides,
  { address, isHeld, statement }: PolicyDifference,
  statements: readonly NormalStatement[],
): Generator<AccessRequest> {
  const callers = isHeld ? holdersOf(sides, address) : callersOf(sides, statements, address);
  const own = callers.flatMap(({ name }) =>
    [sides.before, sides.after].flatMap((side) => side.identities.get(name)?.statements ?? []),
  );
  const known = isHeld ? knownResources(sides) : byKind([ownerAt(sides, address)]);
  for (const action of knownActionsOf(statement)) {
    const resources = resourcesOf(known, [...statements, ...own], action.kind);
    const requests = resources.flatMap((resource) =>
      callers.map((caller) => {
        return { caller, action, resource, context: usualContext(caller, action) };
      }),
    );
    yield* requests.filter((request) => isAbout(statement, request));
  }
}

/** Whether a statement is about a caller and a resource, whatever its conditions. */
function isAbout(statement: NormalStatement, request: AccessRequest): boolean {
  return (
    namingOf(statement.principal, request.caller) !== 'not' &&
    matches({ ...statement, conditions: [] }, request) === true
  );
}

class Search {
  decisions = 0;

  constructor(
    private readonly sides: PolicySides,
    private readonly difference: PolicyDifference,
  ) {}

  get isExhausted(): boolean {
    return this.decisions >= MAX_DECISIONS;
  }

  /** Changes as few condition keys of a request as possible until the two sides decide differently. */
  tryFind(start: AccessRequest): AccessRequest | undefined {
    const tried = new Set<string>();
    let requests = [start];
    const [denies, allows] =
      this.difference.change === 'allowed'
        ? [this.sides.before, this.sides.after]
        : [this.sides.after, this.sides.before];
    const [denying, allowing] = [deciderOf(denies, start), deciderOf(allows, start)];
    this.decisions += 1;
    if (!allowing.mayAllow) return undefined;
    for (let changed = 0; changed <= MAX_CHANGED_KEYS; changed += 1) {
      const next: AccessRequest[] = [];
      for (const request of requests) {
        const key = JSON.stringify(request.context);
        if (tried.has(key)) continue;
        if (tried.size >= MAX_TRIED || this.isExhausted) return undefined;
        tried.add(key);
        const answer = this.decide(request, denying, allowing);
        if (answer === 'found') return request;
        next.push(...answer);
      }
      requests = next;
    }
    return undefined;
  }

  /** Decides both sides; unless they differ because of the statement, the requests to try next. */
  private decide(request: AccessRequest, denying: Decider, allowing: Decider) {
    const { statement } = this.difference;
    if (matches(statement, request) !== true) return variants(request, [statement]);
    this.decisions += 1;
    const allowed = allowing.decide(request.context);
    if (allowed.allowed !== true) return variants(request, allowed.near);
    const denied = denying.decide(request.context);
    return denied.allowed === false ? 'found' : variants(request, denied.near);
  }
}

/** The request with another value for one of the keys that statements compare. */
function variants(request: AccessRequest, near: readonly NormalStatement[]): AccessRequest[] {
  const { caller, context } = request;
  const fixed = callerContext(caller);
  const keys = [...new Set(near.flatMap(({ conditions }) => conditions.map(({ key }) => key)))];
  return keys
    .filter((key) => !Object.hasOwn(fixed, key) && hasKey(key, request) === true)
    .flatMap((key) =>
      valuesOf(key, near)
        .filter((value) => value !== context[key])
        .map((value) => ({ ...request, context: consistent({ ...context, [key]: value }) })),
    );
}

/** Says whether S3 can use the key of the bucket for the request. */
function withKey(sides: PolicySides, example: AccessExample): AccessExample {
  const { request, change } = example;
  const name = KEY_ACTIONS[request.action.name];
  const isOther = 's3:x-amz-server-side-encryption' in request.context;
  if (name === undefined || isOther) return example;
  const isAllowed = keyAllows(change === 'allowed' ? sides.after : sides.before, request, name);
  return isAllowed ? example : { ...example, keyDenies: name };
}

function keyAllows(side: PlannedPolicies, request: AccessRequest, name: string): boolean {
  const bucket = request.resource.slice(0, request.resource.indexOf('/'));
  const key = side.keys.get(bucket) ?? '';
  const action = KNOWN_ACTIONS.find((each) => each.name === name);
  if (key === '' || !action) return true;
  const context = consistent({
    'kms:viaservice': `s3.${key.split(':')[3] ?? ''}.amazonaws.com`,
    'kms:encryptioncontext:aws:s3:arn': bucket,
    'aws:securetransport': 'true',
  });
  return (
    decideRequest(side, { caller: request.caller, action, resource: key, context }).allowed === true
  );
}
