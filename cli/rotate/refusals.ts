import { RefusedError } from '../../core/problem';
import { type UserKey, type UserKeys } from '../connect/user-keys';

/** The store has no access key that could be replaced. */
export function noKey(id: string): RefusedError {
  return refused(
    'rotate-no-key',
    `${id} has no access key: its vendor takes on a role or writes as itself`,
    'There is nothing to rotate.',
  );
}

/** The vendor was never given a key. */
export function notConnected({ userName, secretName }: UserKeys): RefusedError {
  return refused(
    'rotate-no-key',
    `no active key of ${userName} is in the secret ${secretName}`,
    'Run callvault connect first, which makes one.',
  );
}

/** There is no place for a third key, and nobody knows what the second is for. */
export function twoKeys({ userName }: UserKeys, all: readonly UserKey[]): RefusedError {
  const ids = all.map(({ accessKeyId }) => accessKeyId).join(' and ');
  return refused(
    'access-key-places',
    `${userName} has ${ids}, and IAM allows no third key`,
    'Delete the one that nothing uses: aws iam get-access-key-last-used tells which.',
  );
}

/** The vendor writes to another place, which a new key must not change. */
export function otherPlace(id: string, says: string): RefusedError {
  return refused(
    'rotate-connected',
    `the vendor does not write to this store: ${says}`,
    `Run callvault connect ${id} first.`,
  );
}

/** Somebody would be locked out. */
export function stillUsed(id: string, key: string, used: Date): RefusedError {
  return refused(
    'rotate-still-used',
    `${key} was used at ${used.toISOString()}, after the vendor was given the new key`,
    `Find out who still uses it, and run callvault rotate ${id} again; it stays on until then.`,
  );
}

function refused(rule: string, what: string, fix: string): RefusedError {
  return new RefusedError([{ rule, path: [], what, fix }]);
}
