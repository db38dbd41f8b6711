import type { LifecycleRule } from '@aws-sdk/client-s3';
import { checkDeployed } from '../../../cli/doctor/checks';
import type { Examined } from '../../../cli/doctor/examined';
import type { DoctorFinding } from '../../../cli/doctor/finding';
import { readExpected } from '../../../cli/doctor/expected';
import type { Live } from '../../../cli/doctor/live';
import type { LiveAccess } from '../../../cli/doctor/live-access';
import type { LiveBucket } from '../../../cli/doctor/live-bucket';
import type { LiveKey } from '../../../cli/doctor/live-key';
import type { Refused, Seen } from '../../../cli/doctor/seen';
import type { LivePolicy } from '../../../cli/doctor/statements';
import { findStore } from '../../../cli/find-store';
import { Secret } from '../../../core/secret';
import { synthesize } from '../../../synth/synthesize';
import type { Store } from '../../../store/store';
import { GOOD } from '../../config/base';
import { environmentsOf } from '../../environments';

/** The key that the stores are deployed with. */
export const KEY = 'arn:aws:kms:eu-central-1:111111111111:key/8f14e45f-ceea-467f-a0e6-1d5f3a3c2b11';

/** Another one of the account. */
export const OTHER_KEY = KEY.replace('8f14e45f', '00000000');

export const seen = <T>(value: T): Seen<T> => ({ kind: 'value', value });
export const missing = { kind: 'missing' } as const;
export const refused: Refused = {
  ...{ kind: 'refused', asked: 's3:GetBucketPolicy acme-calls', link: 'bucket' },
  answer: 'AccessDenied: no',
};

/** A policy as AWS gives it back. */
export const asLive = (policy: object = { Statement: [] }) =>
  JSON.parse(JSON.stringify(policy)) as LivePolicy;

/** A policy as it is stored. */
export const stored = (policy: object | undefined) =>
  seen({ policy: asLive(policy), size: JSON.stringify(policy).length });

/** A store that is deployed as its file says. */
export function deployed(id: string, change: (text: string) => string = (text) => text): Examined {
  const environments = environmentsOf([{ file: 'prod.yaml', text: change(GOOD) }]);
  const { store } = findStore(id, environments);
  const [synthesized] = synthesize({ environments, stacks: [id] });
  const keyArn = store.encryption === 'sse-kms' ? KEY : undefined;
  const expected = readExpected(id, synthesized?.text ?? '', keyArn);
  const key = keyArn === undefined ? undefined : liveKey(keyArn, expected.key);
  const access = liveAccess(store, expected);
  return { store, expected, live: { access, bucket: liveBucket(store, expected, keyArn), key } };
}

function liveAccess(store: Store, { access, trust }: Examined['expected']): LiveAccess {
  const method = store.profile.access;
  const grants = { policy: stored(access), others: seen([]) };
  if (method.kind === 'bucket-policy') return { kind: 'none' };
  if (method.kind === 'iam-user') {
    return {
      ...{ kind: 'user', ...grants, self: seen({}), groups: seen([store.principalName]) },
      keys: seen([{ id: 'AKIA1', active: true }]),
      stored: seen({ accessKeyId: 'AKIA1', secretAccessKey: new Secret('hush') }),
    };
  }
  const sessionSeconds = method.kind === 'assume-role' ? method.sessionSeconds : 3_600;
  const self = seen({ trust: asLive(trust), sessionSeconds });
  return { kind: 'role', ...grants, self };
}

function liveBucket(
  store: Store,
  expected: Examined['expected'],
  keyArn: string | undefined,
): LiveBucket {
  const algorithm = keyArn === undefined ? 'AES256' : 'aws:kms';
  return {
    region: seen(store.region),
    policy: stored(expected.bucket),
    encryption: seen({ algorithm, keyId: keyArn }),
    openTo: seen([]),
    versioning: seen('Enabled'),
    ownership: seen('BucketOwnerEnforced'),
    lock: missing,
    lifecycle: seen([rule(store)]),
  };
}

/** The rule that callvault makes for a folder. */
export function rule({ prefix, schedule }: Store, more: Partial<LifecycleRule> = {}) {
  return {
    ...{ ID: 'expire', Status: 'Enabled', Filter: { Prefix: prefix } },
    Expiration: { Days: schedule.days },
    NoncurrentVersionExpiration: { NoncurrentDays: schedule.noncurrentDays },
    Transitions: schedule.transitions.map(({ storageClass, days }) => ({
      ...{ StorageClass: storageClass, Days: days },
    })),
    ...more,
  } satisfies LifecycleRule;
}

function liveKey(arn: string, policy: Examined['expected']['key']): LiveKey {
  return {
    ...{ arn, aliased: seen(arn), state: seen({ state: 'Enabled' }), rotates: seen(true) },
    policy: stored(policy),
  };
}

/** The same store, something of it deployed otherwise. */
export function but<K extends keyof Live>(
  examined: Examined,
  part: K,
  change: Partial<Live[K]>,
): Examined {
  const changed = { ...(examined.live[part] as object), ...change } as Live[K];
  return { ...examined, live: { ...examined.live, [part]: changed } };
}

/** Replaces a text in a policy, which must stand there. */
export function edit(policy: object, from: string, to: string): LivePolicy {
  const text = JSON.stringify(policy);
  if (!text.includes(from)) throw new Error(`${from} does not stand in ${text}`);
  return JSON.parse(text.replaceAll(from, to)) as LivePolicy;
}

/** Ids of what is found. */
export const idsOf = (examined: Examined) => checkDeployed(examined).map(({ id }) => id);

/** The first thing that is found. */
export const found = (examined: Examined): DoctorFinding | undefined => checkDeployed(examined)[0];

/** A policy without one of its statements. */
export const without = (
  policy: { readonly Statement: readonly { readonly Sid: string }[] },
  sid: string,
) => ({
  Statement: policy.Statement.filter(({ Sid }) => Sid !== sid),
});

/** A policy with a statement more. */
export const withOne = (policy: { readonly Statement: readonly object[] }, statement: object) => ({
  Statement: [...policy.Statement, statement],
});

/** What is changed, what is found then, and the store it is changed in. */
export type Case = readonly [title: string, ids: readonly string[], examined: Examined];
