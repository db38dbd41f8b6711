import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  GetAccessKeyLastUsedCommand,
  IAMClient,
  paginateListAccessKeys,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { DAY_MS } from '../../core/day';
import { RefusedError } from '../../core/problem';
import { Secret } from '../../core/secret';
import type { Store } from '../../store/store';
import type { AccessKey } from '../../vendors/registration';
import { type ClientSettings, explainCall } from '../deployer';
import { KeySecret, type Stage } from './key-secret';

/** An access key in IAM. */
export interface UserKey {
  /** `AKIA…` */
  readonly accessKeyId: string;
  readonly active: boolean;
  readonly createdAt: Date;
}

/** The keys of a user, and which of them is in use. */
export interface KeyState {
  /** All keys, the oldest first. */
  readonly all: readonly UserKey[];
  /** The active key that is the secret's current version. @default - none is */
  readonly inUse?: { readonly key: AccessKey; readonly userKey: UserKey };
}

/**
 * The access keys of a store's user, and the secret that contains the one in use. IAM shows a key's secret only when it
 * is created: from there it goes to Secrets Manager and to the vendor, and nowhere else.
 *
 * All methods throw AwsRefusedError if AWS refuses.
 */
export class UserKeys {
  private readonly iam: IAMClient;
  readonly userName: string;
  readonly secret: KeySecret;

  constructor(store: Store, settings: ClientSettings) {
    this.iam = new IAMClient(settings);
    this.userName = store.principalName;
    this.secret = new KeySecret(store.id, settings);
  }

  async inspect(): Promise<KeyState> {
    const [all, key] = await Promise.all([this.list(), this.secret.readKey('AWSCURRENT')]);
    const userKey = all.find((each) => each.active && each.accessKeyId === key?.accessKeyId);
    return { all, ...(key && userKey && { inUse: { key, userKey } }) };
  }

  /** All keys of the user, the oldest first; IAM allows two. */
  async list(): Promise<readonly UserKey[]> {
    const keys: UserKey[] = [];
    const input = { UserName: this.userName };
    const list = async () => {
      for await (const page of paginateListAccessKeys({ client: this.iam }, input)) {
        for (const { AccessKeyId = '', Status, CreateDate } of page.AccessKeyMetadata ?? []) {
          const active = Status === 'Active';
          keys.push({ accessKeyId: AccessKeyId, active, createdAt: CreateDate ?? new Date(0) });
        }
      }
    };
    await explainCall(`listing the access keys of ${this.userName}`, list());
    return keys.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
  }

  /** When a key was last used, according to IAM, which reports it with a delay. */
  async lastUsed(AccessKeyId: string): Promise<Date | undefined> {
    const command = new GetAccessKeyLastUsedCommand({ AccessKeyId });
    const doing = `asking when ${AccessKeyId} was last used`;
    const { AccessKeyLastUsed } = await explainCall(doing, this.iam.send(command));
    return AccessKeyLastUsed?.LastUsedDate;
  }

  async create(): Promise<AccessKey> {
    const command = new CreateAccessKeyCommand({ UserName: this.userName });
    const doing = `creating an access key for ${this.userName}`;
    const { AccessKey: created } = await explainCall(doing, this.iam.send(command));
    return {
      accessKeyId: created?.AccessKeyId ?? '',
      secretAccessKey: new Secret(created?.SecretAccessKey ?? ''),
    };
  }

  /**
   * Creates a key and puts it into the secret. If that fails, the key is deleted: its secret is lost, and it would take
   * one of the two places a user has.
   */
  async createInto(stage: Stage, onStep?: (what: string) => void): Promise<AccessKey> {
    const key = await this.create();
    const { accessKeyId } = key;
    onStep?.(`Created ${accessKeyId}.`);
    try {
      await this.secret.putKey(key, stage);
    } catch (error) {
      await this.delete(accessKeyId);
      onStep?.(`Deleted ${accessKeyId}, because the secret could not be written.`);
      throw error;
    }
    return key;
  }

  /** Disables a key. */
  async disable(AccessKeyId: string): Promise<void> {
    const change = { UserName: this.userName, AccessKeyId, Status: 'Inactive' } as const;
    const doing = `disabling ${AccessKeyId}`;
    await explainCall(doing, this.iam.send(new UpdateAccessKeyCommand(change)));
  }

  /** Deletes a key, unless it was deleted before. */
  async delete(AccessKeyId: string): Promise<void> {
    const command = new DeleteAccessKeyCommand({ UserName: this.userName, AccessKeyId });
    const call = this.iam.send(command).catch((error: unknown) => {
      if ((error as Error).name !== 'NoSuchEntityException') throw error;
    });
    await explainCall(`deleting ${AccessKeyId}`, call);
  }
}

/** Whole days since a key was created. */
export function ageDays({ createdAt }: UserKey, now: Date): number {
  return Math.floor((now.getTime() - createdAt.getTime()) / DAY_MS);
}

/** IAM allows no third key, and it is unknown what uses the others. */
export function tooManyKeys({ userName }: UserKeys, all: readonly UserKey[]): RefusedError {
  const ids = all.map(({ accessKeyId }) => accessKeyId).join(' and ');
  return RefusedError.of(
    'access-key-places',
    `${userName} already has the two access keys that IAM allows, ${ids}`,
    `Delete the one that nothing uses: aws iam get-access-key-last-used shows its last use, aws iam delete-access-key --user-name ${userName} deletes it.`,
  );
}
