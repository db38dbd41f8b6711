import { many, type OneOrMany, type Statement } from '../core/policy';
import { viaService } from '../core/region';
import { ALLOW_ALL, type Caller, type Context } from './decide';
import {
  type Principal,
  type StackPolicies,
  tryFindMainBucket,
  tryFindRole,
  tryFindVendor,
} from './policies';

/** A stack, and those whose principals must not reach into it. */
export interface World {
  /** The stack that is asked about. */
  readonly stack: StackPolicies;
  /** Another store of the same account. @default - no row asks about one */
  readonly otherStore?: StackPolicies | undefined;
  /** A store of another environment, in another account. @default - no row asks about one */
  readonly otherEnvironment?: StackPolicies | undefined;
}

/** Somebody in an account that is trusted as a whole: the end of an ARN, in the place of `:root`. */
export const TRUSTED_PERSON = ':role/vendor';

/** An account that has nothing to do with the store. */
export const STRANGER_ACCOUNT = '999999999999';

/** Who asks, in words; what each is, is said beside it. */
const CALLERS = {
  /** The role or user made for the vendor, or the principal that the bucket policy lets in. */
  vendor: (world) => vendor(world.stack),
  /** The same principal on behalf of an account that is not ours. */
  'vendor for a stranger': ({ stack }) => {
    const caller = vendor(stack);
    return { ...caller, context: { ...caller.context, 'aws:SourceAccount': STRANGER_ACCOUNT } };
  },
  /** The same, for something of our account that is not meant. */
  'vendor for something else': ({ stack }) => {
    const caller = vendor(stack);
    const arn = `arn:${stack.partition}:s3:::something-else`;
    return { ...caller, context: { ...caller.context, 'aws:SourceArn': arn } };
  },
  /** The vendor, if somebody had attached a policy that allows everything. */
  'vendor with everything': (world) => {
    const caller = vendor(world.stack);
    return { ...caller, policies: [...caller.policies, ...ALLOW_ALL] };
  },
  /** The vendor as it is in its own account, before it takes on a role. */
  'vendor itself': ({ stack }) => outsider(trustedPrincipal(stack)),
  /** Somebody else in the vendor's account. */
  'vendor account': ({ stack }) => {
    const account = accountOf(trustedPrincipal(stack));
    return outsider(`arn:${stack.partition}:iam::${account}:role/somebody-else`);
  },
  /** The vendor's role or user of another store of the account. */
  'vendor of another store': ({ otherStore }) => vendor(there(otherStore, 'other store')),
  /** The same, of a store in another environment. */
  'vendor of another environment': ({ otherEnvironment }) =>
    vendor(there(otherEnvironment, 'other environment')),
  /** A role that the environment file names as a reader. */
  reader: ({ stack }) => insider(stack, valueOf(stack, 'ReadersDecryptThroughS3')),
  /** A role that the environment file names as an administrator. */
  administrator: ({ stack }) => insider(stack, valueOf(stack, 'DenyTampering')),
  /** Anybody else in the account, whose own policies allow everything. */
  colleague: ({ stack }) =>
    insider(stack, `arn:${stack.partition}:iam::${stack.account}:role/colleague`),
  /** Anybody in another account, whose own policies allow everything. */
  stranger: ({ stack }) =>
    outsider(`arn:${stack.partition}:iam::${STRANGER_ACCOUNT}:role/stranger`),
  /** A request without a signature. */
  anonymous: () => ({
    principal: undefined,
    policies: [],
    context: { 'aws:PrincipalIsAWSService': 'false' },
  }),
  /** The role of the integrity check. */
  'integrity check': ({ stack }) => roleOf(stack, 'integrity check'),
  /** The same, if somebody had attached a policy that allows everything. */
  'integrity check with everything': ({ stack }) => {
    const caller = roleOf(stack, 'integrity check');
    return { ...caller, policies: [...caller.policies, ...ALLOW_ALL] };
  },
  /** The role of the state machine that runs the check on many functions. */
  'state machine': ({ stack }) => roleOf(stack, 'state machine'),
  /** The role with which EventBridge starts the state machine. */
  starter: ({ stack }) => roleOf(stack, 'starter'),
  /** Lambda, for a function of the account. */
  'lambda service': ({ stack }) =>
    service('lambda.amazonaws.com', { 'aws:SourceAccount': stack.account }),
  /** The same, for somebody else's function. */
  'lambda service of a stranger': () =>
    service('lambda.amazonaws.com', { 'aws:SourceAccount': STRANGER_ACCOUNT }),
  /** Step Functions, for the state machine of the stack. */
  'states service': ({ stack }) =>
    service('states.amazonaws.com', source(stack, trustSource(stack, 'state machine'))),
  /** The same, for another state machine of the account. */
  'states service for something else': ({ stack }) =>
    service(
      'states.amazonaws.com',
      source(stack, regional(stack, 'states', 'stateMachine:something-else')),
    ),
  /** The same, for a state machine of that name in another account. */
  'states service of a stranger': ({ stack }) =>
    service('states.amazonaws.com', {
      ...source(stack, trustSource(stack, 'state machine')),
      'aws:SourceAccount': STRANGER_ACCOUNT,
    }),
  /** EventBridge, for a rule of the account. */
  'events service': ({ stack }) =>
    service('events.amazonaws.com', source(stack, regional(stack, 'events', 'rule/check'))),
  /** The same, for something of the account that is no rule. */
  'events service for something else': ({ stack }) =>
    service('events.amazonaws.com', source(stack, regional(stack, 'events', 'event-bus/check'))),
  /** The same, for a rule of another account. */
  'events service of a stranger': ({ stack }) =>
    service('events.amazonaws.com', {
      ...source(stack, regional(stack, 'events', 'rule/check')),
      'aws:SourceAccount': STRANGER_ACCOUNT,
    }),
  /** CloudWatch, for an alarm of the account. */
  alarms: ({ stack }) =>
    service('cloudwatch.amazonaws.com', source(stack, regional(stack, 'cloudwatch', 'alarm:a'))),
  /** The same, for something of the account that is no alarm. */
  'alarms for something else': ({ stack }) =>
    service('cloudwatch.amazonaws.com', source(stack, regional(stack, 'cloudwatch', 'stream:a'))),
  /** The same, for an alarm of another account. */
  'alarms of a stranger': ({ stack }) =>
    service('cloudwatch.amazonaws.com', {
      ...source(stack, regional(stack, 'cloudwatch', 'alarm:a')),
      'aws:SourceAccount': STRANGER_ACCOUNT,
    }),
  /** CloudWatch Logs of the region. */
  'logs service': ({ stack }) => service(viaService('logs', stack.region), {}),
  /** The role that `callvault migrate` writes: its policy is not of the stack, so here it allows everything. */
  migration: ({ stack }) =>
    insider(stack, `arn:${stack.partition}:iam::${stack.account}:role/migration-${stack.stack}`),
  /** The role with which S3 copies, if somebody had attached a policy that allows everything. */
  'replication with everything': (world) => {
    const caller = replication(world.stack);
    return { ...caller, policies: [...caller.policies, ...ALLOW_ALL] };
  },
  /** The role with which S3 copies recordings to the replica. */
  replication: ({ stack }) => replication(stack),
  /** S3 itself, for the bucket that is copied. */
  's3 service': ({ stack }) =>
    service('s3.amazonaws.com', {
      'aws:SourceAccount': stack.account,
      'aws:SourceArn': sourceBucket(stack),
    }),
  /** The same, for a bucket of that name in another account. */
  's3 service of a stranger': ({ stack }) =>
    service('s3.amazonaws.com', {
      'aws:SourceAccount': STRANGER_ACCOUNT,
      'aws:SourceArn': sourceBucket(stack),
    }),
  /** The same, for another bucket of the account. */
  's3 service of another bucket': ({ stack }) =>
    service('s3.amazonaws.com', {
      'aws:SourceAccount': stack.account,
      'aws:SourceArn': `arn:${stack.partition}:s3:::another`,
    }),
  /** S3's delivery of access logs, for the bucket that is logged here. */
  'log delivery': ({ stack }) => logDelivery(stack.account, sourceBucket(stack)),
  /** S3's delivery of access logs, for the replica. */
  'log delivery of the replica': ({ stack }) => logDelivery(stack.account, replicaBucket(stack)),
  /** The same, set up by somebody who made a bucket of that name in another account. */
  'log delivery of a strange replica': ({ stack }) =>
    logDelivery(STRANGER_ACCOUNT, replicaBucket(stack)),
  /** S3's delivery of access logs, for the bucket of reports. */
  'log delivery of reports': ({ stack }) => logDelivery(stack.account, reportBucket(stack)),
  /** The same, set up by somebody who made a bucket of that name in another account. */
  'log delivery of strange reports': ({ stack }) =>
    logDelivery(STRANGER_ACCOUNT, reportBucket(stack)),
  /** The same, for a bucket of the account that is not logged here. */
  'log delivery of another bucket': ({ stack }) =>
    logDelivery(stack.account, `arn:${stack.partition}:s3:::another`),
  /** The same, set up by somebody who made a bucket of the same name in another account. */
  'log delivery of a stranger': ({ stack }) => logDelivery(STRANGER_ACCOUNT, sourceBucket(stack)),
} satisfies Record<string, (world: World) => Caller>;

/** Who asks. */
export type CallerName = keyof typeof CALLERS;

/** Everybody there is. */
export const CALLER_NAMES = Object.keys(CALLERS) as CallerName[];

/**
 * Finds who is meant.
 *
 * @throws Error if the stack has no such caller, e.g. no readers
 */
export function findCaller(world: World, name: CallerName): Caller {
  return CALLERS[name](world);
}

function vendor(stack: StackPolicies): Caller {
  const principal = tryFindVendor(stack);
  return principal ? session(stack, principal) : writingAsItself(stack);
}

function session(stack: StackPolicies, { kind, name, arn, policy }: Principal): Caller {
  const role = `arn:${stack.partition}:sts::${stack.account}:assumed-role/${name}/session`;
  return {
    principal: kind === 'role' ? role : arn,
    policies: [{ name, policy }],
    context: principalContext(arn),
  };
}

/** The principal of the Allow in the recordings' bucket policy. */
function writingAsItself(stack: StackPolicies): Caller {
  const recordings = stack.buckets.find(({ kind }) => kind === 'recordings');
  const allow = recordings?.policy.Statement.find(({ Effect }) => Effect === 'Allow');
  const { AWS, Service } = (allow?.Principal ?? {}) as Readonly<Record<string, OneOrMany>>;
  if (AWS !== undefined) return outsider(one(AWS));
  const { StringEquals, ArnLike } = allow?.Condition ?? {};
  const arn = ArnLike?.['aws:SourceArn'];
  return service(one(Service), {
    'aws:SourceAccount': one(StringEquals?.['aws:SourceAccount']),
    ...(arn !== undefined && { 'aws:SourceArn': one(arn).replaceAll('*', 'x') }),
  });
}

function insider(stack: StackPolicies, arn: string): Caller {
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  return {
    principal: `arn:${stack.partition}:sts::${stack.account}:assumed-role/${name}/session`,
    policies: ALLOW_ALL,
    context: principalContext(arn),
  };
}

function outsider(arn: string): Caller {
  return { principal: arn, policies: ALLOW_ALL, context: principalContext(arn) };
}

/** What a request says of who is calling: the role or user, by its ARN. */
export function principalContext(arn: string): Context {
  return {
    'aws:PrincipalArn': arn,
    'aws:PrincipalAccount': accountOf(arn),
    'aws:PrincipalIsAWSService': 'false',
  };
}

function service(principal: string, context: Readonly<Record<string, string>>): Caller {
  return {
    principal,
    policies: [],
    context: { ...context, 'aws:PrincipalIsAWSService': 'true' },
  };
}

function logDelivery(account: string, bucketArn: string): Caller {
  return service('logging.s3.amazonaws.com', {
    'aws:SourceAccount': account,
    'aws:SourceArn': bucketArn,
  });
}

function replication(stack: StackPolicies): Caller {
  return roleOf(stack, 'replication');
}

function roleOf(stack: StackPolicies, of: Parameters<typeof tryFindRole>[1]): Caller {
  return session(stack, there(tryFindRole(stack, of), of));
}

/** What a service says when it acts for a resource of the account. */
function source({ account }: StackPolicies, arn: string): Record<string, string> {
  return { 'aws:SourceAccount': account, 'aws:SourceArn': arn };
}

function regional({ partition, region, account }: StackPolicies, service: string, name: string) {
  return `arn:${partition}:${service}:${region}:${account}:${name}`;
}

/** The resource for which a role may be taken on. */
function trustSource(stack: StackPolicies, of: Parameters<typeof tryFindRole>[1]): string {
  const [statement] = there(tryFindRole(stack, of), of).trust?.Statement ?? [];
  return one(statement?.Condition?.ArnEquals?.['aws:SourceArn']);
}

function replicaBucket({ buckets }: StackPolicies): string {
  return there(
    buckets.find(({ kind }) => kind === 'replica'),
    'replica',
  ).arn;
}

function reportBucket({ buckets }: StackPolicies): string {
  return there(
    buckets.find(({ kind }) => kind === 'reports'),
    'bucket of reports',
  ).arn;
}

function sourceBucket(stack: StackPolicies): string {
  return there(tryFindMainBucket(stack), 'logged bucket').arn;
}

/** Who may assume the vendor's role; an account's root stands for every principal that the account allows. */
function trustedPrincipal(stack: StackPolicies): string {
  const { Principal } = trustOf(stack);
  const { AWS, Federated } = Principal as Readonly<Record<string, OneOrMany>>;
  return one(AWS ?? Federated).replace(/:root$/, TRUSTED_PERSON);
}

/** The statement with which the stack's role trusts its vendor. */
export function trustOf(stack: StackPolicies): Statement {
  const [statement] = tryFindVendor(stack)?.trust?.Statement ?? [];
  if (!statement) throw new Error(`${stack.stack} has no role that anybody takes on.`);
  return statement;
}

/** The first role that a statement names by `aws:PrincipalArn`. */
function valueOf(stack: StackPolicies, sid: string): string {
  const statement = [...stack.buckets, ...stack.keys]
    .flatMap(({ policy }) => policy.Statement)
    .find(({ Sid }) => Sid === sid);
  const { ArnEquals, ArnNotEquals } = statement?.Condition ?? {};
  return one((ArnEquals ?? ArnNotEquals)?.['aws:PrincipalArn']);
}

function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}

function one(values: OneOrMany | undefined): string {
  const [first] = many(values);
  if (first === undefined) throw new Error('Nobody is named there.');
  return first;
}

function there<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw new Error(`There is no ${what}.`);
  return found;
}
