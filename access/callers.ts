import { conditionValues, type PolicyStatement, readStatement } from '../core/policy-statement';
import { viaService } from '../core/region';
import { ALLOW_ALL, ALLOW_ASSUME, type Caller, type Context } from './decide';
import {
  type Principal,
  type StackPolicies,
  tryFindMainBucket,
  tryFindRole,
  tryFindVendor,
} from './policies';

/** A stack, and the stacks whose principals must not reach into it. */
export interface ScenarioStacks {
  /** The stack that decisions are about. */
  readonly stack: StackPolicies;
  /** Another store of the same account. @default - there is none */
  readonly otherStore?: StackPolicies | undefined;
  /** A store of another environment, in another account. @default - there is none */
  readonly otherEnvironment?: StackPolicies | undefined;
}

/** A role of an account that is trusted as a whole: the end of its ARN. */
export const TRUSTED_PERSON = ':role/vendor';

/** An account that has nothing to do with the store. */
export const STRANGER_ACCOUNT = '999999999999';

/** Every caller, by its name in the truth tables. */
const CALLERS = {
  /** The vendor's role or user, or the principal that the bucket policy allows. */
  vendor: (world) => vendor(world.stack),
  /** The same principal on behalf of an account that is not ours. */
  'vendor for a stranger': ({ stack }) => {
    const caller = vendor(stack);
    return { ...caller, context: { ...caller.context, 'aws:SourceAccount': STRANGER_ACCOUNT } };
  },
  /** The same, on behalf of another resource of our account. */
  'vendor for something else': ({ stack }) => {
    const caller = vendor(stack);
    const arn = `arn:${stack.partition}:s3:::something-else`;
    return { ...caller, context: { ...caller.context, 'aws:SourceArn': arn } };
  },
  /** The vendor, with an additional policy that allows everything. */
  'vendor with everything': (world) => {
    const caller = vendor(world.stack);
    return { ...caller, policies: [...caller.policies, ...ALLOW_ALL] };
  },
  /** The vendor in its own account, before it assumes a role. */
  'vendor itself': ({ stack }) => writer(stack, trustedPrincipal(stack), ALLOW_ASSUME),
  /** Another role of the vendor's account. */
  'vendor account': ({ stack }) => {
    const account = accountOf(trustedPrincipal(stack));
    return outsider(`arn:${stack.partition}:iam::${account}:role/another`);
  },
  /** The vendor's role or user of another store of the account. */
  'vendor of another store': ({ otherStore }) => vendor(found(otherStore, 'other store')),
  /** The same, of a store in another environment. */
  'vendor of another environment': ({ otherEnvironment }) =>
    vendor(found(otherEnvironment, 'other environment')),
  /** A role that the environment file names as a reader. */
  reader: ({ stack }) => insider(stack, valueOf(stack, 'ReadersDecryptThroughS3')),
  /** A role that the environment file names as an administrator. */
  administrator: ({ stack }) => insider(stack, valueOf(stack, 'DenyTampering')),
  /** Any other role of the account; its own policies allow everything. */
  colleague: ({ stack }) =>
    insider(stack, `arn:${stack.partition}:iam::${stack.account}:role/colleague`),
  /** A role of another account; its own policies allow everything. */
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
  /** The same, with an additional policy that allows everything. */
  'integrity check with everything': ({ stack }) => {
    const caller = roleOf(stack, 'integrity check');
    return { ...caller, policies: [...caller.policies, ...ALLOW_ALL] };
  },
  /** The role of the function that counts arrivals. */
  arrivals: ({ stack }) => roleOf(stack, 'arrivals'),
  /** The role of the function that tries whether the vendor can write. */
  canary: ({ stack }) => roleOf(stack, 'canary'),
  /** The role of the state machine that runs the check on many functions. */
  'state machine': ({ stack }) => roleOf(stack, 'state machine'),
  /** The role with which EventBridge starts the state machine. */
  starter: ({ stack }) => roleOf(stack, 'starter'),
  /** Lambda, for a function of the account. */
  'lambda service': ({ stack }) =>
    service('lambda.amazonaws.com', { 'aws:SourceAccount': stack.account }),
  /** Lambda, in a request that does not say for which account. */
  'lambda service without a source': () => service('lambda.amazonaws.com', {}),
  /** The same, for a function of another account. */
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
    service('states.amazonaws.com', strange(stack, trustSource(stack, 'state machine'))),
  /** The same, for the runs of a Distributed Map of the state machine. */
  'states service for a map': ({ stack }) =>
    service('states.amazonaws.com', source(stack, `${trustSource(stack, 'state machine')}/Check`)),
  /** EventBridge, for a rule of the account. */
  'events service': ({ stack }) =>
    service('events.amazonaws.com', source(stack, regional(stack, 'events', 'rule/check'))),
  /** The same, for a resource of the account that is not a rule. */
  'events service for something else': ({ stack }) =>
    service('events.amazonaws.com', source(stack, regional(stack, 'events', 'event-bus/check'))),
  /** The same, for a rule of another account. */
  'events service of a stranger': ({ stack }) =>
    service('events.amazonaws.com', strange(stack, regional(stack, 'events', 'rule/check'))),
  /** The same, in a request that names only the account. */
  'events service of a strange account': () =>
    service('events.amazonaws.com', { 'aws:SourceAccount': STRANGER_ACCOUNT }),
  /** EventBridge, in a request that does not say for which rule. */
  'events service without a source': () => service('events.amazonaws.com', {}),
  /** CloudWatch, for an alarm of the account. */
  alarms: ({ stack }) =>
    service('cloudwatch.amazonaws.com', source(stack, regional(stack, 'cloudwatch', 'alarm:a'))),
  /** The same, for a resource of the account that is not an alarm. */
  'alarms for something else': ({ stack }) =>
    service('cloudwatch.amazonaws.com', source(stack, regional(stack, 'cloudwatch', 'stream:a'))),
  /** The same, for an alarm of another account. */
  'alarms of a stranger': ({ stack }) =>
    service('cloudwatch.amazonaws.com', strange(stack, regional(stack, 'cloudwatch', 'alarm:a'))),
  /** The same, in a request that names only the account. */
  'alarms of a strange account': () =>
    service('cloudwatch.amazonaws.com', { 'aws:SourceAccount': STRANGER_ACCOUNT }),
  /** CloudWatch, in a request that does not say for which alarm. */
  'alarms without a source': () => service('cloudwatch.amazonaws.com', {}),
  /** CloudWatch Logs of the region. */
  'logs service': ({ stack }) => service(viaService('logs', stack.region), {}),
  /** The role of `callvault migrate`. Its policy is not part of the stack; here it allows everything. */
  migration: ({ stack }) =>
    insider(stack, `arn:${stack.partition}:iam::${stack.account}:role/migration-${stack.stack}`),
  /** The role with which S3 copies, with an additional policy that allows everything. */
  'replication with everything': (world) => {
    const caller = replication(world.stack);
    return { ...caller, policies: [...caller.policies, ...ALLOW_ALL] };
  },
  /** The role with which S3 copies recordings to the replica. */
  replication: ({ stack }) => replication(stack),
  /** The role of jobs of S3 Batch Operations. */
  'batch jobs': ({ stack }) => roleOf(stack, 'batch jobs'),
  /** S3 Batch Operations, in a request that does not say for which account. */
  'batch operations': () => service('batchoperations.s3.amazonaws.com', {}),
  /** The same, for a job of another account. */
  'batch operations of a stranger': () =>
    service('batchoperations.s3.amazonaws.com', { 'aws:SourceAccount': STRANGER_ACCOUNT }),
  /** S3 itself, for the bucket that is copied. */
  's3 service': ({ stack }) => service('s3.amazonaws.com', source(stack, sourceBucket(stack))),
  /** S3 itself, in a request that does not say for which bucket. */
  's3 service without a source': () => service('s3.amazonaws.com', {}),
  /** The same, for a bucket of that name in another account. */
  's3 service of a stranger': ({ stack }) =>
    service('s3.amazonaws.com', strange(stack, sourceBucket(stack))),
  /** The same, for another bucket of the account. */
  's3 service of another bucket': ({ stack }) =>
    service('s3.amazonaws.com', source(stack, `arn:${stack.partition}:s3:::another`)),
  /** S3's delivery of access logs, for the bucket that is logged here. */
  'log delivery': ({ stack }) => logDelivery(stack.account, sourceBucket(stack)),
  /** S3's delivery of access logs, for the replica. */
  'log delivery of the replica': ({ stack }) => logDelivery(stack.account, replicaBucket(stack)),
  /** The same, for a bucket of that name in another account. */
  'log delivery of a strange replica': ({ stack }) =>
    logDelivery(STRANGER_ACCOUNT, replicaBucket(stack)),
  /** S3's delivery of access logs, for the bucket of reports. */
  'log delivery of reports': ({ stack }) => logDelivery(stack.account, reportBucket(stack)),
  /** The same, for a bucket of that name in another account. */
  'log delivery of strange reports': ({ stack }) =>
    logDelivery(STRANGER_ACCOUNT, reportBucket(stack)),
  /** The same, for a bucket of the account that is not logged here. */
  'log delivery of another bucket': ({ stack }) =>
    logDelivery(stack.account, `arn:${stack.partition}:s3:::another`),
  /** The same, for a bucket of the same name in another account. */
  'log delivery of a stranger': ({ stack }) => logDelivery(STRANGER_ACCOUNT, sourceBucket(stack)),
} satisfies Record<string, (world: ScenarioStacks) => Caller>;

/** Name of a caller. */
export type CallerName = keyof typeof CALLERS;

/**
 * The caller of a name.
 *
 * @throws Error if the stack has no such caller, e.g. no readers
 */
export function findCaller(world: ScenarioStacks, name: CallerName): Caller {
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
  const allow = found(
    recordings?.policy.Statement.map(readStatement).find(({ effect }) => effect === 'Allow'),
    'Allow in the bucket policy',
  );
  const principal = one(allow.principal?.patterns);
  if (principal.startsWith('AWS:')) return writer(stack, principal.replace('AWS:', ''));
  const [arn] = conditionValues(allow, 'aws:SourceArn');
  return service(principal.replace('Service:', ''), {
    'aws:SourceAccount': one(conditionValues(allow, 'aws:SourceAccount')),
    ...(arn !== undefined && { 'aws:SourceArn': arn.replaceAll('*', 'x') }),
  });
}

/** Of a principal of the own account, only what callvault grants is known. */
function writer({ account }: StackPolicies, arn: string, own: Caller['policies'] = []): Caller {
  const caller = outsider(arn);
  return accountOf(arn) === account ? { ...caller, policies: own } : caller;
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

/** The condition keys of a request that describe the caller: a role or user, by its ARN. */
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
  return session(stack, found(tryFindRole(stack, of), of));
}

/** The condition keys of a service that acts for a resource of the account. */
function source({ account }: StackPolicies, arn: string): Record<string, string> {
  return { 'aws:SourceAccount': account, 'aws:SourceArn': arn };
}

/** The same of a resource of that name in another account. */
function strange({ account }: StackPolicies, arn: string): Record<string, string> {
  return {
    'aws:SourceAccount': STRANGER_ACCOUNT,
    'aws:SourceArn': arn.replace(`:${account}:`, `:${STRANGER_ACCOUNT}:`),
  };
}

function regional({ partition, region, account }: StackPolicies, service: string, name: string) {
  return `arn:${partition}:${service}:${region}:${account}:${name}`;
}

/** The resource on whose behalf a service may assume a role. */
function trustSource(stack: StackPolicies, of: Parameters<typeof tryFindRole>[1]): string {
  const [statement] = found(tryFindRole(stack, of), of).trust?.Statement ?? [];
  return one(statement && conditionValues(readStatement(statement), 'aws:SourceArn'));
}

function replicaBucket({ buckets }: StackPolicies): string {
  return found(
    buckets.find(({ kind }) => kind === 'replica'),
    'replica',
  ).arn;
}

function reportBucket({ buckets }: StackPolicies): string {
  return found(
    buckets.find(({ kind }) => kind === 'reports'),
    'bucket of reports',
  ).arn;
}

function sourceBucket(stack: StackPolicies): string {
  return found(tryFindMainBucket(stack), 'logged bucket').arn;
}

/** A principal that may assume the vendor's role; of a trusted account, one of its roles. */
function trustedPrincipal(stack: StackPolicies): string {
  const name = one(trustOf(stack).principal?.patterns).replace(/^(AWS|Federated):/, '');
  return /^\d{12}$/.test(name) ? `arn:${stack.partition}:iam::${name}${TRUSTED_PERSON}` : name;
}

/** The statement that lets the vendor assume the stack's role. */
export function trustOf(stack: StackPolicies): PolicyStatement {
  const [statement] = tryFindVendor(stack)?.trust?.Statement ?? [];
  if (!statement) throw new Error(`${stack.stack} has no role for its vendor.`);
  return readStatement(statement);
}

/** The first role that a statement compares `aws:PrincipalArn` with. */
function valueOf(stack: StackPolicies, sid: string): string {
  const statement = [...stack.buckets, ...stack.keys]
    .flatMap(({ policy }) => policy.Statement)
    .find(({ Sid }) => Sid === sid);
  return one(statement && conditionValues(readStatement(statement), 'aws:PrincipalArn'));
}

function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}

function one(values: readonly string[] = []): string {
  return found(values[0], 'such principal');
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`The stack has no ${what}.`);
  return value;
}
