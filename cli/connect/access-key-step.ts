import { inDays } from '../../core/day';
import type { Store } from '../../store/store';
import type { AccessKey } from '../../core/access-key';
import type { RegistrationStep, ShownRequest, StepPlan } from '../../vendors/registration';
import { type ClientSettings, timeOf } from '../deployer';
import { closeDisconnection, readDisconnection } from '../disconnect/journal';
import { readJournal } from '../rotate/journal';
import { KeyCreation } from './key-creation';
import {
  ageDays,
  type KeyState,
  type KeyVersion,
  tooManyKeys,
  type UserKey,
  type UserKeys,
} from './user-keys';
import type { WaitOptions } from './wait';
import { waitForKey } from './wait-for-key';

/** What {@link accessKeyStep} works with. */
export interface AccessKeyStepOptions {
  readonly store: Store;
  readonly keys: UserKeys;
  readonly settings: ClientSettings;
  readonly wait?: WaitOptions | undefined;
  /** Receives the key as soon as it is known. */
  readonly onKey: (key: AccessKey) => void;
}

/**
 * Creates the access key of a store's user once, waits until it can write, and makes it the current version of the store's
 * secret. No Terraform state ever contains it.
 *
 * @see controls.md, 2g: Terraform would keep the secret in clear in its state and its plans
 */
export function accessKeyStep(options: AccessKeyStepOptions): RegistrationStep {
  return {
    id: 'access-key',
    title: `Access key of ${options.keys.userName}`,
    plan: () => plan(options),
  };
}

async function plan(options: AccessKeyStepOptions): Promise<StepPlan> {
  const { keys, onKey } = options;
  const state = await keys.inspect();
  const leftovers = await findLeftovers(options, state);
  if (!state.current) return planKey(options, state, leftovers);
  const { key } = state.current;
  onKey(key);
  const says = describeAge(key, state, options.settings);
  const requests = leftovers.requests(keys);
  return {
    says,
    requests: [{ method: 's3:CreateMultipartUpload', url: options.store.bucketName }, ...requests],
    changesNothing: requests.length === 0,
    act: async (onDone) => {
      await waitForKey(options.store, key, options);
      await leftovers.remove(onDone);
      return `${says} It can write.`;
    },
  };
}

/** The secret has no active key: a pending one is used, or one is created. */
function planKey(
  options: AccessKeyStepOptions,
  { all, pending, currentId }: KeyState,
  leftovers: Leftovers,
): StepPlan {
  const { keys } = options;
  const { secret, userName } = keys;
  const others = all.filter(
    (each) => !leftovers.keys.includes(each) && each.accessKeyId !== pending?.key.accessKeyId,
  );
  if (others.length > 1) throw tooManyKeys(keys, all);
  const kept = others.map(({ accessKeyId: id }) => ` ${id}, which is not in the secret, stays.`);
  const create: ShownRequest[] = [
    { method: 'iam:CreateAccessKey', url: userName },
    { method: 'secretsmanager:PutSecretValue', url: secret.name, body: '<redacted>' },
  ];
  return {
    says: `${pending ? `${pending.key.accessKeyId} is the pending version of` : 'No active key is in'} the secret ${secret.name}.${kept.join('')}`,
    requests: [
      ...leftovers.requests(keys),
      ...(pending ? [] : create),
      { method: 'secretsmanager:UpdateSecretVersionStage', url: `${secret.name}/AWSCURRENT` },
    ],
    act: async (onDone) => {
      const did: string[] = [];
      const note = (what: string) => {
        did.push(what);
        onDone(what);
      };
      await leftovers.remove(note);
      const id = await provide(options, pending, { currentId, note, onDone });
      return [...did, `${id} is in the secret ${secret.name}, and it can write.`].join(' ');
    },
  };
}

/** The version to replace, and what is called with each thing done: the first for the result too, the second for a failed run only. */
interface Providing extends Pick<KeyState, 'currentId'> {
  readonly note: (what: string) => void;
  readonly onDone: (what: string) => void;
}

/** Makes the pending key, or a new one, the current version of the secret once it can write. Returns its id. */
async function provide(
  { store, keys, onKey, ...options }: AccessKeyStepOptions,
  pending: KeyVersion | undefined,
  { currentId, note, onDone }: Providing,
): Promise<string> {
  const creation = new KeyCreation(keys, note);
  const version = pending ?? (await creation.create());
  await waitForKey(store, version.key, options);
  await keys.promote(version, currentId);
  onDone(`${version.key.accessKeyId} is in the secret ${keys.secret.name}.`);
  await creation.close();
  onKey(version.key);
  return version.key.accessKeyId;
}

/** What interrupted runs have left. */
interface Leftovers {
  readonly keys: readonly UserKey[];
  readonly requests: (keys: UserKeys) => ShownRequest[];
  readonly remove: (onDone: (what: string) => void) => Promise<void>;
}

/**
 * Keys whose secret was lost, keys that a disconnection has disabled without deleting them, and the journals of both: the
 * vendor is registered again.
 */
async function findLeftovers(
  { keys }: AccessKeyStepOptions,
  { all, current }: KeyState,
): Promise<Leftovers> {
  const disconnection = await readDisconnection(keys.secret);
  // A rotation that replaces the current key continues with what it has created.
  const rotates = current !== undefined && (await readJournal(keys.secret)) !== undefined;
  const creation = rotates ? undefined : new KeyCreation(keys, () => undefined);
  const lost = ((await creation?.findLost()) ?? []).map(({ accessKeyId }) => accessKeyId);
  const disabled = all.filter(
    (each) => !each.active && disconnection?.keyIds.includes(each.accessKeyId),
  );
  const open = (await creation?.isOpen()) === true || disconnection !== undefined;
  const left = all.filter((each) => disabled.includes(each) || lost.includes(each.accessKeyId));
  return {
    keys: left,
    requests: ({ userName, secret }) => [
      ...left.map(({ accessKeyId }) => ({
        method: 'iam:DeleteAccessKey',
        url: `${userName}/${accessKeyId}`,
      })),
      ...(open
        ? [{ method: 'secretsmanager:UpdateSecretVersionStage', url: `${secret.name}/CALLVAULT_*` }]
        : []),
    ],
    remove: async (onDone) => {
      if (creation) await new KeyCreation(keys, onDone).close();
      for (const { accessKeyId } of disabled) {
        await keys.delete(accessKeyId);
        onDone(`Deleted ${accessKeyId}, which was disabled.`);
      }
      if (disconnection) await closeDisconnection(keys.secret);
    },
  };
}

function describeAge(
  { accessKeyId }: AccessKey,
  { all }: KeyState,
  settings: ClientSettings,
): string {
  const userKey = all.find((each) => each.accessKeyId === accessKeyId);
  const days = userKey ? ageDays(userKey, timeOf(settings)) : 0;
  return `${accessKeyId} is ${inDays(days)} old.`;
}
