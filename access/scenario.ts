import { conditionValues, readStatement } from '../core/policy-statement';
import { type CallerName, findCaller, trustOf, type ScenarioStacks } from './callers';
import { claims, comingFrom, grantContext, uploadHeaders } from './circumstances';
import { type Authorization, type Context, decide, type Decision } from './decide';
import type { Engine } from './engine';
import {
  assumeAuthorization,
  keyAuthorization,
  S3_OPERATIONS,
  s3Authorizations,
  type S3OperationName,
  secretAuthorizations,
  withoutS3,
} from './operations';
import { serviceAuthorization } from './services';
import {
  type BucketPolicy,
  type KeyPolicy,
  type StackPolicies,
  tryFindMainBucket,
  tryFindRole,
  tryFindVendor,
} from './policies';

/** A request, in the words of the truth tables. */
export interface Scenario {
  readonly who: CallerName;
  /** Words of `PLACE_NAMES`. @default - a public address, TLS 1.2 */
  readonly from?: readonly string[];
  /** Words of `HEADER_NAMES`, or claims to assume a role. @default - none */
  readonly with?: readonly string[];
  /** An operation of S3, the action of another service, `assume`, or `read secret`. */
  readonly does: string;
  /** A word of {@link TARGETS}, {@link KEYS} or {@link ROLES}. */
  readonly to: string;
}

/** An object of a bucket. */
interface Target {
  readonly bucket: BucketPolicy;
  readonly object: string;
}

/** Files of jobs of S3 Batch Operations. */
const [MANIFEST, REPORT] = ['batch-jobs/manifests/a.csv', 'batch-jobs/reports/a.csv'];

/** Objects and buckets, by their names in the truth tables. */
const TARGETS: Readonly<Record<string, (world: ScenarioStacks) => Target>> = {
  recording: ({ stack }) => inStore(stack, `${stack.prefix}2026/a.wav`),
  'test file': ({ stack }) => inStore(stack, `${stack.prefix}test.txt`),
  elsewhere: ({ stack }) => inStore(stack, 'elsewhere/a.wav'),
  'previous path': ({ stack }) => inStore(stack, `${stack.previousPrefixes[0] ?? ''}2026/a.wav`),
  'previous path in the replica': ({ stack }) =>
    inReplica(stack, `${stack.previousPrefixes[0] ?? ''}2026/a.wav`),
  'sibling folder': ({ stack }) => inStore(stack, `${stack.prefix.replace(/\/$/, '')}2/a.wav`),
  bucket: ({ stack }) => inStore(stack, ''),
  'another store': ({ otherStore }) => inStore(otherStore, `${otherStore?.prefix ?? ''}2026/a.wav`),
  replica: ({ stack }) => inReplica(stack, `${stack.prefix}2026/a.wav`),
  'elsewhere in the replica': ({ stack }) => inReplica(stack, 'elsewhere/a.wav'),
  'replica bucket': ({ stack }) => inReplica(stack, ''),
  'replica log': ({ stack }) => inReplicaLogs(stack, '2026-11-21'),
  'replica log bucket': ({ stack }) => inReplicaLogs(stack, ''),
  'work of a run': ({ stack }) => inReports(stack, 'runs/2026-11-22/results/0.json'),
  report: ({ stack }) => inReports(stack, 'reports/2026-11-22.json'),
  manifest: ({ stack }) => inReports(stack, 'manifest.jsonl'),
  inventory: ({ stack }) => inReports(stack, 'inventory/calls/manifest.json'),
  'report bucket': ({ stack }) => inReports(stack, ''),
  metadata: ({ stack }) => inStore(stack, `${stack.prefix}2026/a.json`),
  'metadata elsewhere': ({ stack }) => inStore(stack, 'elsewhere/a.json'),
  'report log': ({ stack }) => ({
    bucket: bucketOf(stack, 'logs'),
    object: `${bucketOf(stack, 'reports').name}/2026-11-21`,
  }),
  log: ({ stack }) => ({
    bucket: bucketOf(stack, 'logs'),
    object: `${inStore(stack, '').bucket.name}/2026-11-21`,
  }),
  'manifest of a job': ({ stack }) => ({ bucket: bucketOf(stack, 'logs'), object: MANIFEST }),
  'report of a job': ({ stack }) => ({ bucket: bucketOf(stack, 'logs'), object: REPORT }),
  'manifest of a replica job': ({ stack }) => ({ ...inReplicaLogs(stack, ''), object: MANIFEST }),
  'report of a replica job': ({ stack }) => ({ ...inReplicaLogs(stack, ''), object: REPORT }),
  'log bucket': ({ stack }) => ({ bucket: bucketOf(stack, 'logs'), object: '' }),
};

/** Keys with the encryption context of a request, by their names in the truth tables. */
const KEYS: Readonly<Record<string, (stack: StackPolicies) => [KeyPolicy, Context]>> = {
  'recordings key': (stack) => [keyOf(stack, 'recordings'), {}],
  'recordings key for this bucket': (stack) => keyFor(stack, inStore(stack, '').bucket.arn),
  'recordings key for another bucket': (stack) => keyFor(stack, 'arn:aws:s3:::another'),
  'replica key': (stack) => [keyOf(stack, 'replica'), {}],
  'replica key for its bucket': (stack) => [
    keyOf(stack, 'replica'),
    { 'kms:EncryptionContext:aws:s3:arn': bucketOf(stack, 'replica').arn },
  ],
  'replica key for another bucket': (stack) => [
    keyOf(stack, 'replica'),
    { 'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::another' },
  ],
  'operations key': (stack) => [keyOf(stack, 'operations'), {}],
  'operations key for reports': (stack) => [
    keyOf(stack, 'operations'),
    { 'kms:EncryptionContext:aws:s3:arn': bucketOf(stack, 'reports').arn },
  ],
  'operations key for another bucket': (stack) => [
    keyOf(stack, 'operations'),
    { 'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::another' },
  ],
  'operations key for the log of the check': (stack) => forLog(stack, 'check'),
  'operations key for the log of arrivals': (stack) => forLog(stack, 'arrivals'),
  'operations key for the log of the canary': (stack) => forLog(stack, 'canary'),
  'operations key for another log': (stack) => forLog(stack, 'another'),
  'state key': (stack) => [keyOf(stack, 'state'), {}],
  'state key for this bucket': (stack) => keyFor(stack, inStore(stack, '').bucket.arn),
  'state key for another bucket': (stack) => keyFor(stack, 'arn:aws:s3:::another'),
};

/**
 * The decision of AWS. An upload needs several authorizations; the first that is refused decides.
 *
 * @throws Error for unknown words, and for resources that the stack does not have
 */
export async function answer(
  engine: Engine,
  world: ScenarioStacks,
  scenario: Scenario,
): Promise<Decision> {
  const caller = findCaller(world, scenario.who);
  const by: string[] = [];
  for (const authorization of authorizations(world, scenario)) {
    const decision = await decide(engine, caller, authorization);
    if (!decision.allowed) return decision;
    by.push(...decision.by);
  }
  return { allowed: true, explicit: false, by: [...new Set(by)] };
}

function authorizations(world: ScenarioStacks, scenario: Scenario): Authorization[] {
  const { stack } = world;
  const { does, from = [] } = scenario;
  if (does.startsWith('kms:')) return [useKey(stack, scenario)];
  const context = comingFrom(stack, from);
  if (does === 'assume') return [assume(stack, scenario, context)];
  if (does === 'read secret') return readSecret(stack, context);
  if (does.includes(':')) return [useService(stack, scenario, context)];
  return useS3(world, scenario, context);
}

function readSecret(stack: StackPolicies, context: Context): Authorization[] {
  const [secret] = stack.secrets;
  if (!secret) throw new Error(`${stack.stack} has no secret.`);
  return secretAuthorizations(stack, secret, withoutS3(context));
}

function useS3(world: ScenarioStacks, scenario: Scenario, context: Context): Authorization[] {
  const { does, to, with: words = [] } = scenario;
  const target = TARGETS[to]?.(world);
  if (!target || !(does in S3_OPERATIONS)) throw new Error(`Unknown operation ${does} on ${to}.`);
  const { stack, otherStore = stack } = world;
  return s3Authorizations(
    to === 'another store' ? otherStore : stack,
    {
      ...target,
      operation: S3_OPERATIONS[does as S3OperationName],
      headers: uploadHeaders(target.bucket.keyArn, words),
    },
    context,
  );
}

/** The services that use a key for the caller. */
const SERVICES: Readonly<Record<string, { service: string; region?: string }>> = {
  S3: { service: 's3' },
  'S3 of another region': { service: 's3', region: 'ap-south-1' },
  'Secrets Manager': { service: 'secretsmanager' },
  SQS: { service: 'sqs' },
};

function useKey(
  stack: StackPolicies,
  { does, to, from = [], with: words = [] }: Scenario,
): Authorization {
  const found = KEYS[to]?.(stack);
  if (!found) throw new Error(`Unknown key ${to}.`);
  const [key, context] = found;
  const through = from.flatMap((word) => SERVICES[word] ?? [])[0];
  const grant = grantContext(key, words);
  return keyAuthorization(stack, key, {
    action: does,
    context: { ...context, ...grant },
    ...through,
  });
}

function assume(
  stack: StackPolicies,
  { to, with: words = [] }: Scenario,
  context: Context,
): Authorization {
  const own = ROLES[to];
  if (own) return assumeOwn(stack, own, context);
  const trust = trustOf(stack);
  const role = tryFindVendor(stack);
  if (!role) throw new Error(`${stack.stack} has no role.`);
  return assumeAuthorization(stack, role, {
    action: trust.action.patterns.join(),
    context: { ...withoutS3(context), ...claims(trust, words) },
  });
}

function inStore(stack: StackPolicies | undefined, object: string): Target {
  const bucket = stack && tryFindMainBucket(stack);
  if (!bucket) throw new Error('The stack has no main bucket.');
  return { bucket, object };
}

/** Roles of the stack that AWS services assume. */
const ROLES: Readonly<Record<string, Parameters<typeof tryFindRole>[1]>> = {
  'replication role': 'replication',
  'check role': 'integrity check',
  'arrivals role': 'arrivals',
  'canary role': 'canary',
  'batch role': 'batch jobs',
  'map role': 'state machine',
  'start role': 'starter',
};

function assumeOwn(
  stack: StackPolicies,
  of: Parameters<typeof tryFindRole>[1],
  context: Context,
): Authorization {
  const role = tryFindRole(stack, of);
  if (!role) throw new Error(`${stack.stack} has no role for ${of}.`);
  return assumeAuthorization(stack, role, {
    action: 'sts:AssumeRole',
    context: withoutS3(context),
  });
}

function useService(stack: StackPolicies, { does, to }: Scenario, context: Context): Authorization {
  return serviceAuthorization(stack, { action: does, to, context: withoutS3(context) });
}

function inReports(stack: StackPolicies, object: string): Target {
  return { bucket: bucketOf(stack, 'reports'), object };
}

/** What the names of log groups begin with. */
const LOGS: Readonly<Record<string, string>> = {
  check: ':/aws/lambda/integrity-',
  arrivals: ':/aws/lambda/arrivals-',
  canary: ':/aws/lambda/arrivals-canary-',
};

/** CloudWatch Logs names the log group that it encrypts. */
function forLog(stack: StackPolicies, name: string): [KeyPolicy, Context] {
  const key = keyOf(stack, 'operations');
  const statement = key.policy.Statement.find(({ Sid }) => Sid === 'LogsAreEncrypted');
  const context = 'kms:EncryptionContext:aws:logs:arn';
  const arns = statement ? conditionValues(readStatement(statement), context) : [];
  const found = arns.find((arn) => arn.includes(LOGS[name] ?? ' '));
  return [key, { [context]: found ?? `${arns[0] ?? ''}-${name}` }];
}

function inReplica(stack: StackPolicies, object: string): Target {
  return { bucket: bucketOf(stack, 'replica'), object };
}

function inReplicaLogs(stack: StackPolicies, name: string): Target {
  const { name: replica } = bucketOf(stack, 'replica');
  const logs = stack.buckets.filter(({ kind }) => kind === 'logs');
  const bucket = logs.find((each) => each.name.startsWith(replica));
  if (!bucket) throw new Error(`${stack.stack} logs no accesses to its replica.`);
  return { bucket, object: name === '' ? '' : `${replica}/${name}` };
}

function bucketOf(stack: StackPolicies, wanted: BucketPolicy['kind']): BucketPolicy {
  const bucket = stack.buckets.find(({ kind }) => kind === wanted);
  if (!bucket) throw new Error(`${stack.stack} has no bucket for ${wanted}.`);
  return bucket;
}

function keyOf(stack: StackPolicies, wanted: KeyPolicy['kind']): KeyPolicy {
  const key = stack.keys.find(({ kind }) => kind === wanted);
  if (!key) throw new Error(`${stack.stack} has no key for ${wanted}.`);
  return key;
}

function keyFor(stack: StackPolicies, bucketArn: string): [KeyPolicy, Context] {
  const kind = stack.keys.some((key) => key.kind === 'state') ? 'state' : 'recordings';
  return [keyOf(stack, kind), { 'kms:EncryptionContext:aws:s3:arn': bucketArn }];
}
