import type { Store } from '../../store/store';
import type { AccessKey, RegistrationStep, StepPlan } from '../../vendors/registration';
import type { ClientSettings } from '../deployer';
import { closeDisconnection, readDisconnection } from '../disconnect/journal';
import { ageDays, tooManyKeys, type UserKey, UserKeys } from './user-keys';
import type { WaitOptions } from './wait';
import { waitForKey } from './wait-for-key';

/** What {@link accessKeyStep} works with. */
export interface AccessKeyStepOptions {
  readonly store: Store;
  readonly settings: ClientSettings;
  readonly wait?: WaitOptions | undefined;
  /** Receives the key as soon as it is known. */
  readonly onKey: (key: AccessKey) => void;
}

/**
 * Creates the access key of a store's user once, puts it into the store's secret, and waits until it can write. No
 * Terraform state ever contains it.
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
  const { store, onKey } = options;
  const { secret, userName } = keys;
  const { all, inUse } = await keys.inspect();
  if (inUse) {
    onKey(inUse.key);
    const says = describeAge(inUse.userKey);
    return {
      says,
      requests: [{ method: 's3:CreateMultipartUpload', url: store.bucketName }],
      changesNothing: true,
      act: async () => {
        await waitForKey(store, inUse.key, options);
        // A disconnection that still waits is over: the vendor is registered again.
        if (await readDisconnection(secret)) await closeDisconnection(secret);
        return `${says} It can write.`;
      },
    };
  }
  const [other, ...more] = all;
  if (more.length > 0) throw tooManyKeys(keys, all);
  const kept = other ? ` ${other.accessKeyId}, which is not in the secret, stays.` : '';
  return {
    says: `No active key is in the secret ${secret.name}.${kept}`,
    requests: [
      { method: 'iam:CreateAccessKey', url: userName },
      { method: 'secretsmanager:PutSecretValue', url: secret.name, body: '<redacted>' },
    ],
    act: async (onDone) => {
      const key = await keys.createInto('AWSCURRENT');
      const created = `Created ${key.accessKeyId}. It is in the secret ${secret.name}`;
      onDone(`${created}.`);
      await waitForKey(store, key, options);
      onKey(key);
      return `${created}, and it can write.`;
    },
  };
}

function describeAge(key: UserKey): string {
  const days = ageDays(key, new Date());
  return `${key.accessKeyId} is ${days === 1 ? '1 day' : `${days} days`} old.`;
}
