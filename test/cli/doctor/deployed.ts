import type { LifecycleRule } from '@aws-sdk/client-s3';
import { compareDeployed } from '../../../cli/doctor/checks';
import type { Examined } from '../../../cli/doctor/examined';
import type { DoctorFinding } from '../../../cli/doctor/finding';
import { expectedPolicies } from '../../../cli/doctor/expected';
import type { Live } from '../../../cli/doctor/live';
import type { LiveAccess } from '../../../cli/doctor/live-access';
import type { LiveBucket } from '../../../cli/doctor/live-bucket';
import type { LiveKey } from '../../../cli/doctor/live-key';
import type { Observed, RefusedLookup } from '../../../cli/doctor/observed';
import { findStore } from '../../../cli/find-store';
import type { Statement } from '../../../core/policy';
import { type PolicyStatement, readStatements } from '../../../core/policy-statement';
import { Secret } from '../../../core/secret';
import type { Store } from '../../../store/store';
import { GOOD } from '../../config/base';
import { environmentsOf } from '../../environments';

/** The key that the stores are deployed with. */
export const KEY = 'arn:aws:kms:eu-central-1:111111111111:key/8f14e45f-ceea-467f-a0e6-1d5f3a3c2b11';

/** Another one of the account. */
export const OTHER_KEY = KEY.replace('8f14e45f', '00000000');

export const observed = <T>(value: T): Observed<T> => ({ kind: 'value', value });
export const missing = { kind: 'missing' } as const;
export const refused: RefusedLookup = {
  kind: 'refused',
  call: 's3:GetBucketPolicy acme-calls',
  link: 'bucket',
  answer: 'AccessDenied: no',
};

/** Statements as they are read from AWS. */
export const asLive = (statements: readonly object[] = []): PolicyStatement[] =>
  readStatements(JSON.stringify({ Statement: statements }));

/** A policy as it is stored. */
export const stored = (statements: readonly object[] = []) =>
  observed({
    statements: asLive(statements),
    size: JSON.stringify({ Statement: statements }).length,
  });

/** A store that is deployed as its environment file describes it. */
export function deployed(id: string, change: (text: string) => string = (text) => text): Examined {
  const environments = environmentsOf([{ file: 'prod.yaml', text: change(GOOD) }]);
  const { store, environment } = findStore(id, environments);
  const keyArn = store.encryption === 'sse-kms' ? KEY : undefined;
  const expected = expectedPolicies(store, environment.administrators, keyArn);
  const key = keyArn === undefined ? undefined : liveKey(keyArn, expected.key);
  const access = liveAccess(store, expected);
  return { store, expected, live: { access, bucket: liveBucket(store, expected, keyArn), key } };
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
  return { kind: 'role', ...grants, self };
}

function liveBucket(
  store: Store,
  expected: Examined['expected'],
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

function liveKey(arn: string, policy: Examined['expected']['key']): LiveKey {
  return {
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
