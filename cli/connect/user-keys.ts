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
import { type AccessKey, tryParseAccessKey } from '../../core/access-key';
import { type ClientSettings, explainCall, timeOf } from '../deployer';
import { KeyLease, type LeaseOptions } from './key-lease';
import { KeySecret, type SecretVersion } from './key-secret';

/** An access key in IAM. */
export interface UserKey {
  /** `AKIA…` */
  readonly accessKeyId: string;
  readonly active: boolean;
  readonly createdAt: Date;
}

/** A key in a version of the secret. */
export interface KeyVersion {
  /** Id of the version. */
  readonly id: string;
  readonly key: AccessKey;
}

/** The keys of a user, and which of them the secret contains. */
export interface KeyState {
  /** All keys, the oldest first. */
  readonly all: readonly UserKey[];
  /** Id of the secret's current version, whatever it contains. @default - it has none */
  readonly currentId?: string | undefined;
  /** The secret's current version, if its key is active. @default - it is not */
  readonly current?: KeyVersion | undefined;
  /** The secret's pending version, if its key is active and not the current one. @default - it is not */
  readonly pending?: KeyVersion | undefined;
  /** Ids of the keys in both versions, even if IAM no longer has them. */
  readonly inSecret: readonly string[];
}

/**
 * The access keys of a store's user, and the secret that contains the one in use. IAM shows a key's secret only when it
 * is created: from there it goes to Secrets Manager and to the vendor, and nowhere else.
 *
 * All methods throw AwsRefusedError if AWS refuses.
 */
export class UserKeys {
  private readonly iam: IAMClient;
  private readonly unrepeated: IAMClient;
  private lease: KeyLease | undefined;
  readonly userName: string;
  readonly secret: KeySecret;

  constructor(
    store: Store,
    private readonly settings: ClientSettings,
  ) {
    this.iam = new IAMClient(settings);
    this.unrepeated = new IAMClient({ ...settings, maxAttempts: 1 });
    this.userName = store.principalName;
    this.secret = new KeySecret(store.nameId, settings);
  }

  /**
   * Gets the right to change keys and the secret, or makes sure that this run still has it.
   *
   * @returns whether it was acquired now: what was read before may have changed
   * @throws RefusedError or StageMovedError if another run has it
   */
  async lock(options: Omit<LeaseOptions, 'now'>): Promise<boolean> {
    const now = () => timeOf(this.settings).getTime();
    this.lease ??= new KeyLease(this.secret, { ...options, now });
    return this.lease.acquire();
  }

  /** Gives the right back after the work. @throws StageMovedError if another run has got it meanwhile */
  async finish(): Promise<void> {
    await this.lease?.finish();
  }

  /** Gives the right back after an error. */
  async unlock(): Promise<void> {
    await this.lease?.release();
  }

  async inspect(): Promise<KeyState> {
    // What IAM has is read first: a key that is created meanwhile is then no key that the secret does not contain.
    const all = await this.list();
    const current = await this.secret.read('AWSCURRENT');
    const pending = await this.secret.read('AWSPENDING');
    const parsed = [current, pending].map(tryParseKeyVersion);
    const [inUse, next] = parsed.map((version) =>
      all.some((each) => each.active && each.accessKeyId === version?.key.accessKeyId)
        ? version
        : undefined,
    );
    return {
      all,
      currentId: current?.id,
      current: inUse,
      pending: next?.key.accessKeyId === inUse?.key.accessKeyId ? undefined : next,
      inSecret: parsed.flatMap((version) => version?.key.accessKeyId ?? []),
    };
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

  /** Creates a key. The request is sent once: if its answer is lost, a repetition would create a second key. */
  async create(): Promise<AccessKey> {
    await this.lease?.hold();
    const command = new CreateAccessKeyCommand({ UserName: this.userName });
    const doing = `creating an access key for ${this.userName}`;
    const { AccessKey: created } = await explainCall(doing, this.unrepeated.send(command));
    return {
      accessKeyId: created?.AccessKeyId ?? '',
      secretAccessKey: new Secret(created?.SecretAccessKey ?? ''),
    };
  }

  /** Makes a version of the secret the current one, unless another run has changed it. */
  async promote({ id }: KeyVersion, currentId: string | undefined): Promise<void> {
    await this.lease?.hold();
    await this.secret.move('AWSCURRENT', currentId, id);
    const pending = await this.secret.read('AWSPENDING');
    if (pending?.id === id) await this.secret.move('AWSPENDING', id, undefined);
  }

  /** Disables a key. */
  async disable(AccessKeyId: string): Promise<void> {
    await this.lease?.hold();
    const change = { UserName: this.userName, AccessKeyId, Status: 'Inactive' } as const;
    const doing = `disabling ${AccessKeyId}`;
    await explainCall(doing, this.iam.send(new UpdateAccessKeyCommand(change)));
  }

  /** Deletes a key, unless it was deleted before. */
  async delete(AccessKeyId: string): Promise<void> {
    await this.lease?.hold();
    const command = new DeleteAccessKeyCommand({ UserName: this.userName, AccessKeyId });
    const call = this.iam.send(command).catch((error: unknown) => {
      if ((error as Error).name !== 'NoSuchEntityException') throw error;
    });
    await explainCall(`deleting ${AccessKeyId}`, call);
  }
}

function tryParseKeyVersion(version: SecretVersion | undefined): KeyVersion | undefined {
  const key = tryParseAccessKey(version?.value);
  return version && key && { id: version.id, key };
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
