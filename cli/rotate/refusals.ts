import { RefusedError } from '../../core/problem';
import type { UserKeys } from '../connect/user-keys';
import type { Journal } from './journal';

/** The store's vendor has no access key. */
export function noKey(id: string): RefusedError {
  return RefusedError.of(
    'rotate-no-key',
    `${id} has no access key: its vendor assumes a role or uses its own account`,
    'No rotation is needed.',
  );
}

/** The vendor was never given a key. */
export function notConnected({ userName, secret }: UserKeys): RefusedError {
  return RefusedError.of(
    'rotate-no-key',
    `the secret ${secret.name} contains no active access key of ${userName}`,
    'Run callvault connect first, which creates one.',
  );
}

/** The vendor writes to another bucket, and a new key must not change that. */
export function notRegistered(id: string, reason: string): RefusedError {
  return RefusedError.of(
    'rotate-connected',
    `the vendor does not write to this store: ${reason}`,
    `Run callvault connect ${id} first.`,
  );
}

/** Something else than the vendor uses the old key. */
export function stillUsed(id: string, key: string, used: Date): RefusedError {
  return RefusedError.of(
    'rotate-still-used',
    `${key} was used at ${used.toISOString()}, after the vendor had the new key`,
    `Find out what still uses it, and run callvault rotate ${id} again. Until then the old key stays active.`,
  );
}

/** The old key must not be disabled: the new one is not what the secret contains, or IAM no longer has it. */
export function notCurrent(
  { secret }: UserKeys,
  { oldKeyId, newKeyId = '' }: Pick<Journal, 'oldKeyId' | 'newKeyId'>,
): RefusedError {
  return RefusedError.of(
    'rotate-current',
    `${newKeyId} is not an active key that is the current version of the secret ${secret.name}`,
    `Find out what has changed it since, and run the command again. Until then ${oldKeyId} stays as it is.`,
  );
}
