import { RefusedError } from '../../core/problem';
import { type KeyVersion, tooManyKeys, type UserKey, type UserKeys } from './user-keys';

/** Stage of the secret's version that says that a key is being created. */
const STAGE = 'CALLVAULT_KEY_CREATION';

/**
 * Creates keys of a user. Before IAM is asked, the secret says which keys existed: from that, a later run on any machine
 * finds a key whose secret was lost, because the answer or the run ended before the key was in the secret.
 */
export class KeyCreation {
  /** @param note - called with what was done, in a sentence */
  constructor(
    private readonly keys: UserKeys,
    private readonly note: (what: string) => void,
  ) {}

  /** Whether a key is being created, or was and has not proved that it works. */
  async isOpen(): Promise<boolean> {
    return (await this.read()) !== undefined;
  }

  /** The keys that an earlier run created without putting them into the secret. Changes nothing. */
  async findLost(): Promise<readonly UserKey[]> {
    const known = await this.read();
    if (!known) return [];
    const { all, inSecret } = await this.keys.inspect();
    return all.filter(({ accessKeyId: id }) => !known.includes(id) && !inSecret.includes(id));
  }

  /**
   * Creates a key and makes it the pending version of the secret.
   *
   * @throws RefusedError if the user has two keys already
   */
  async create(): Promise<KeyVersion> {
    const { keys, note } = this;
    await this.deleteLost();
    const all = await keys.list();
    if (all.length > 1) throw tooManyKeys(keys, all);
    await keys.secret.write(STAGE, { knownKeyIds: all.map(({ accessKeyId }) => accessKeyId) });
    const key = await keys.create();
    note(`Created ${key.accessKeyId}.`);
    try {
      return { id: await keys.secret.putKey(key, 'AWSPENDING'), key };
    } catch (error) {
      // Without AWS's refusal the key may be in the secret: the next run finds out.
      if (wasRefused(error as Error)) {
        await keys.delete(key.accessKeyId);
        note(`Deleted ${key.accessKeyId}, because the secret could not be written.`);
      }
      throw error;
    }
  }

  /** Ends a creation, once the key works. IAM may show a lost key only now. */
  async close(): Promise<void> {
    if (!(await this.isOpen())) return;
    await this.deleteLost();
    await this.keys.secret.removeStage(STAGE);
  }

  /** @throws RefusedError for a key that something uses: its secret is not lost */
  async deleteLost(): Promise<void> {
    for (const { accessKeyId } of await this.findLost()) {
      const used = await this.keys.lastUsed(accessKeyId);
      if (used) throw usedKey(this.keys, accessKeyId, used);
      await this.keys.delete(accessKeyId);
      this.note(`Deleted ${accessKeyId}, whose secret was lost.`);
    }
  }

  private async read(): Promise<readonly string[] | undefined> {
    const version = await this.keys.secret.read(STAGE);
    if (!version) return undefined;
    const { knownKeyIds } = Object(version.value) as { knownKeyIds?: readonly string[] };
    return Array.isArray(knownKeyIds) ? (knownKeyIds as string[]) : undefined;
  }
}

/** Whether AWS answered that it did not do what it was asked. */
function wasRefused({ cause }: Error): boolean {
  const { $metadata } = Object(cause) as { $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode ?? 500;
  return status >= 400 && status < 500;
}

function usedKey({ userName }: UserKeys, id: string, used: Date): RefusedError {
  return RefusedError.of(
    'access-key-places',
    `${id} is not in the secret, but was used at ${used.toISOString()}`,
    `Find out what uses it, and delete it: aws iam delete-access-key --user-name ${userName} --access-key-id ${id}.`,
  );
}
