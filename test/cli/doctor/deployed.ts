import type { LifecycleRule } from '@aws-sdk/client-s3';
import { compareDeployed } from '../../../cli/doctor/checks';
import type { Examined } from '../../../cli/doctor/examined';
import type { DoctorFinding } from '../../../cli/doctor/finding';
import { expectedOf, type ExpectedPolicies } from '../../../cli/doctor/expected';
import type { Live } from '../../../cli/doctor/live';
import type { LiveAccess } from '../../../cli/doctor/live-access';
import type { LiveBucket } from '../../../cli/doctor/live-bucket';
import type { LiveKey } from '../../../cli/doctor/live-key';
import type { RefusedLookup } from '../../../cli/doctor/observed';
import { type LiveReplica, tryFindReplica } from '../../../cli/doctor/replica';
import { findStore } from '../../../cli/find-store';
import { many, type Statement } from '../../../core/policy';
import { Secret } from '../../../core/secret';
import { replicationStatements, replicationTrust } from '../../../modules/replication';
import type { Store } from '../../../store/store';
import { GOOD } from '../../config/base';
import { environmentsOf } from '../../environments';
import { liveMonitoring, liveReplication } from './deployed-monitoring';
import { asLive, observed, stored } from './policies';

/** The key that the stores are deployed with. */
export const KEY = 'arn:aws:kms:eu-central-1:111111111111:key/8f14e45f-ceea-467f-a0e6-1d5f3a3c2b11';

/** The key of their replicas. */
export const REPLICA_KEY = KEY.replace('eu-central-1', 'eu-west-1');

/** Another one of the account. */
export const OTHER_KEY = KEY.replace('8f14e45f', '00000000');

export const missing = { kind: 'missing' } as const;
export const refused: RefusedLookup = {
  kind: 'refused',
  call: 's3:GetBucketPolicy acme-calls',
  link: 'bucket',
  answer: 'AccessDenied: no',
};

export { asLive, observed, stored };

/** A store that is deployed as its environment file describes it. */
export function deployed(id: string, change: (text: string) => string = (text) => text): Examined {
  const environments = environmentsOf([{ file: 'prod.yaml', text: change(GOOD) }]);
  const { store, environment } = findStore(id, environments);
  const keyArn = store.encryption === 'sse-kms' ? KEY : undefined;
  const replicaKeyArn = store.replica && keyArn && REPLICA_KEY;
  const keys = { source: keyArn, replica: replicaKeyArn };
  const expected = expectedOf(store, environment.administrators, keys);
  const key = keyArn === undefined ? undefined : liveKey(`${id}-recordings`, keyArn, expected.key);
  const access = liveAccess(store, expected);
  const live = {
    access,
    bucket: liveBucket(store, expected, keyArn),
    key,
    replica: liveReplica(store, expected, replicaKeyArn),
    monitoring: liveMonitoring(store, expected.monitoring),
  };
  return { store, expected, live };
}

function liveReplica(
  store: Store,
  { replica: policies, replication }: Examined['expected'],
  keyArn: string | undefined,
): LiveReplica | undefined {
  const copy = tryFindReplica(store);
  if (!copy || !policies || !replication) return undefined;
  return {
    bucket: liveBucket(copy, policies, keyArn),
    key: keyArn === undefined ? undefined : liveKey(`${store.id}-replica`, keyArn, policies.key),
    role: {
      kind: 'role',
      self: observed({ trust: asLive([replicationTrust(replication)]), sessionSeconds: 3_600 }),
      policy: stored(replicationStatements(replication)),
      others: observed([]),
    },
  };
}

function liveAccess(store: Store, { access, trust }: Examined['expected']): LiveAccess {
  const method = store.profile.access;
  const grants = { policy: stored(access), others: observed([]) };
  if (method.kind === 'bucket-policy') return { kind: 'none' };
  if (method.kind === 'iam-user') {
    return {
      kind: 'user',
      ...grants,
      self: observed({}),
      groups: observed([store.principalName]),
      keys: observed([{ id: 'AKIA1', active: true }]),
      stored: observed({ accessKeyId: 'AKIA1', secretAccessKey: new Secret('hush') }),
    };
  }
  const sessionSeconds = method.kind === 'assume-role' ? method.sessionSeconds : 3_600;
  const self = observed({ trust: asLive(trust), sessionSeconds });
  const provider = method.kind === 'oidc' && { provider: observed(many(method.audience)) };
  return { kind: 'role', ...grants, self, ...provider };
}

function liveBucket(
  store: Store,
  expected: ExpectedPolicies,
  keyArn: string | undefined,
): LiveBucket {
  const algorithm = keyArn === undefined ? 'AES256' : 'aws:kms';
  return {
    region: observed(store.region),
    policy: stored(expected.bucket),
    encryption: observed({ algorithm, keyId: keyArn }),
    openTo: observed([]),
    versioning: observed('Enabled'),
    ownership: observed('BucketOwnerEnforced'),
    lock: missing,
    lifecycle: observed([rule(store)]),
    logging: observed({
      TargetBucket: store.logBucketName,
      TargetPrefix: `${store.bucketName}/`,
    }),
    payer: observed('BucketOwner'),
    replication: store.replica ? observed(liveReplication(store, REPLICA_KEY)) : missing,
  };
}

/** The rule that callvault makes for a folder. */
export function rule({ prefix, schedule }: Store, more: Partial<LifecycleRule> = {}) {
  return {
    ID: 'expire',
    Status: 'Enabled',
    Filter: { Prefix: prefix },
    Expiration: { Days: schedule.days },
    NoncurrentVersionExpiration: { NoncurrentDays: schedule.noncurrentDays },
    Transitions: schedule.transitions.map(({ storageClass, days }) => ({
      StorageClass: storageClass,
      Days: days,
    })),
    ...more,
  } satisfies LifecycleRule;
}

function liveKey(alias: string, arn: string, policy: Examined['expected']['key']): LiveKey {
  return {
    alias: `alias/${alias}`,
    arn,
    aliased: observed(arn),
    state: observed({ state: 'Enabled' }),
    rotates: observed(true),
    policy: stored(policy),
  };
}

/** The same store, with one difference in what is deployed. */
export function but<K extends keyof Live>(
  examined: Examined,
  part: K,
  change: Partial<Live[K]>,
): Examined {
  const changed = { ...(examined.live[part] as object), ...change } as Live[K];
  return { ...examined, live: { ...examined.live, [part]: changed } };
}

/** Replaces a text in statements, which must contain it. */
export function edit(statements: readonly Statement[] = [], from: string, to: string): Statement[] {
  const text = JSON.stringify(statements);
  if (!text.includes(from)) throw new Error(`${text} does not contain ${from}`);
  return JSON.parse(text.replaceAll(from, to)) as Statement[];
}

/** Ids of the findings. */
export const idsOf = (examined: Examined) => compareDeployed(examined).map(({ id }) => id);

/** The first finding. */
export const found = (examined: Examined): DoctorFinding | undefined =>
  compareDeployed(examined)[0];

/** Statements without one of them. */
export const without = (statements: readonly Statement[] = [], sid: string) =>
  statements.filter(({ Sid }) => Sid !== sid);

/** Statements and one more. */
export const withOne = (statements: readonly Statement[] = [], statement: object) => [
  ...statements,
  statement,
];

/** A change, the ids of the findings it causes, and the store with the change. */
export type Case = readonly [title: string, ids: readonly string[], examined: Examined];
