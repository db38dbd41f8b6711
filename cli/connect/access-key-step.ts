import { DAY_MS } from '../../core/day';
import { RefusedError } from '../../core/problem';
import type { AccessKey, RegistrationStep, StepPlan } from '../../vendors/registration';
import type { Store } from '../../store/store';
import type { ClientSettings } from '../deployer';
import { type Patience, waitUntilItWrites } from './key-probe';
import { type UserKey, UserKeys } from './user-keys';

/** @see CIS AWS Foundations Benchmark, "Ensure access keys are rotated every 90 days or less" */
export const LONGEST_KEY_DAYS = 90;

/** Whole days since a key was made. */
export function ageDays({ createdAt }: UserKey, now: Date): number {
  return Math.floor((now.getTime() - createdAt.getTime()) / DAY_MS);
}

/** What the step works with. */
export interface AccessKeyStepOptions {
  /** The store, whose vendor is given a key. */
  readonly store: Store;
  /** How AWS is reached. */
  readonly settings: ClientSettings;
  /** How long is waited for a new key. */
  readonly patience?: Patience | undefined;
  /** Takes the key, once it is there. */
  readonly onKey: (key: AccessKey) => void;
}

/**
 * The access key of a store's user: made once, put into the store's secret, and waited for until it can write. No
 * Terraform state ever holds it.
 *
 * @see controls.md, 2g: Terraform would keep the secret in clear in its state and its plans
 */
export function accessKeyStep(options: AccessKeyStepOptions): RegistrationStep {
  const keys = new UserKeys(options.store, options.settings);
  return {
    id: 'access-key',
    title: `Access key of ${keys.userName}`,
    plan: () => plan(keys, options),
  };
}

async function plan(keys: UserKeys, options: AccessKeyStepOptions): Promise<StepPlan> {
  const [all, current] = await Promise.all([keys.list(), keys.read('AWSCURRENT')]);
  const found = all.find(
    ({ accessKeyId, active }) => active && accessKeyId === current?.accessKeyId,
  );
  if (found && current) {
    options.onKey(current);
    const says = describeKey(found, new Date());
    return {
      says,
      requests: [{ method: 's3:CreateMultipartUpload', url: options.store.bucketName }],
      changesNothing: true,
      act: async () => {
        await waitUntilItWrites(options.store, current, options);
        return `${says} It can write.`;
      },
    };
  }
  if (all.length > 1) throw twoUnknown(keys, all);
  const [other] = all;
  const beside = other ? ` ${other.accessKeyId}, which is not in the secret, stays.` : '';
  return {
    says: `No active key is in the secret ${keys.secretName}.${beside}`,
    requests: [
      { method: 'iam:CreateAccessKey', url: keys.userName },
      { method: 'secretsmanager:PutSecretValue', url: keys.secretName, body: '<redacted>' },
    ],
    act: () => make(keys, options),
  };
}

async function make(keys: UserKeys, options: AccessKeyStepOptions): Promise<string> {
  const key = await keys.create();
  try {
    await keys.put(key, 'AWSCURRENT');
  } catch (error) {
    // Nobody knows its secret any more: it would only take one of the two places a user has.
    await keys.delete(key.accessKeyId);
    throw error;
  }
  await waitUntilItWrites(options.store, key, options);
  options.onKey(key);
  return `Made ${key.accessKeyId}; it is in the secret ${keys.secretName}, and it can write.`;
}

/** A key and its age, in a sentence. */
export function describeKey(key: UserKey, now: Date): string {
  const days = ageDays(key, now);
  const age = days === 1 ? '1 day' : `${days} days`;
  return `${key.accessKeyId} is ${age} old.`;
}

function twoUnknown({ userName, secretName }: UserKeys, all: readonly UserKey[]): RefusedError {
  const ids = all.map(({ accessKeyId }) => accessKeyId).join(' and ');
  return new RefusedError([
    {
      rule: 'access-key-places',
      path: [],
      what: `${userName} has ${ids} already, the two keys that IAM allows, and neither is in the secret ${secretName}`,
      fix: `Delete the one that nothing uses: aws iam get-access-key-last-used tells which, aws iam delete-access-key --user-name ${userName} deletes it.`,
    },
  ]);
}
