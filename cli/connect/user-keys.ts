import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  GetAccessKeyLastUsedCommand,
  IAMClient,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import {
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { Secret } from '../../core/secret';
import type { AccessKey } from '../../vendors/registration';
import { accessKeySecretName, type Store } from '../../store/store';
import { type ClientSettings, explainCall } from '../deployer';

/** An access key, as IAM tells of it. */
export interface UserKey {
  /** `AKIA…` */
  readonly accessKeyId: string;
  /** Whether it can be used. */
  readonly active: boolean;
  /** When it was made. */
  readonly createdAt: Date;
}

/** Which version of the secret: the key in use, or the one that is on its way. */
export type Stage = 'AWSCURRENT' | 'AWSPENDING';

/**
 * The access keys of a store's user, and the secret that holds the one in use. A key's secret is told once, to whoever
 * makes it: from there it goes to Secrets Manager and to the vendor, and nowhere else.
 */
export class UserKeys {
  private readonly iam: IAMClient;
  private readonly secrets: SecretsManagerClient;
  /** Name of the user. */
  readonly userName: string;
  /** Name of the secret. */
  readonly secretName: string;

  constructor(store: Store, settings: ClientSettings) {
    this.iam = new IAMClient(settings);
    this.secrets = new SecretsManagerClient(settings);
    this.userName = store.principalName;
    this.secretName = accessKeySecretName(store.id);
  }

  /** All keys of the user, the oldest first; IAM allows two. @throws AwsRefusedError */
  async list(): Promise<readonly UserKey[]> {
    const command = new ListAccessKeysCommand({ UserName: this.userName });
    const { AccessKeyMetadata = [] } = await explainCall(
      `listing the access keys of ${this.userName}`,
      this.iam.send(command),
    );
    return AccessKeyMetadata.map(({ AccessKeyId = '', Status, CreateDate }) => ({
      accessKeyId: AccessKeyId,
      active: Status === 'Active',
      createdAt: CreateDate ?? new Date(0),
    })).sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
  }

  /** When a key was last used, as far as IAM knows by now. @throws AwsRefusedError */
  async lastUsed(accessKeyId: string): Promise<Date | undefined> {
    const command = new GetAccessKeyLastUsedCommand({ AccessKeyId: accessKeyId });
    const { AccessKeyLastUsed: used } = await explainCall(
      `asking when ${accessKeyId} was last used`,
      this.iam.send(command),
    );
    return used?.LastUsedDate;
  }

  /** Makes a key. Its secret is told only now. @throws AwsRefusedError */
  async create(): Promise<AccessKey> {
    const command = new CreateAccessKeyCommand({ UserName: this.userName });
    const { AccessKey: made } = await explainCall(
      `making an access key for ${this.userName}`,
      this.iam.send(command),
    );
    return {
      accessKeyId: made?.AccessKeyId ?? '',
      secretAccessKey: new Secret(made?.SecretAccessKey ?? ''),
    };
  }

  /** Switches a key off. @throws AwsRefusedError */
  async inactivate(accessKeyId: string): Promise<void> {
    const change = {
      UserName: this.userName,
      AccessKeyId: accessKeyId,
      Status: 'Inactive',
    } as const;
    await explainCall(
      `switching ${accessKeyId} off`,
      this.iam.send(new UpdateAccessKeyCommand(change)),
    );
  }

  /** Deletes a key; one that is gone already is well. @throws AwsRefusedError */
  async delete(accessKeyId: string): Promise<void> {
    const command = new DeleteAccessKeyCommand({
      UserName: this.userName,
      AccessKeyId: accessKeyId,
    });
    await explainCall(
      `deleting ${accessKeyId}`,
      this.iam.send(command).catch((error: unknown) => {
        if ((error as Error).name !== 'NoSuchEntityException') throw error;
      }),
    );
  }

  /** The key that a version of the secret holds; undefined where there is no such version. @throws AwsRefusedError */
  async read(stage: Stage): Promise<AccessKey | undefined> {
    const said = (await this.readJson(stage)) as {
      accessKeyId?: unknown;
      secretAccessKey?: unknown;
    } | null;
    const { accessKeyId, secretAccessKey } = said ?? {};
    if (typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string') return undefined;
    return { accessKeyId, secretAccessKey: new Secret(secretAccessKey) };
  }

  /** Puts a key into the secret. @throws AwsRefusedError */
  async put({ accessKeyId, secretAccessKey }: AccessKey, stage: Stage): Promise<void> {
    await this.putJson({ accessKeyId, secretAccessKey: secretAccessKey.reveal() }, stage);
  }

  /** What a version of the secret holds; undefined where there is none, or where it is no JSON. */
  async readJson(stage: string): Promise<unknown> {
    const command = new GetSecretValueCommand({ SecretId: this.secretName, VersionStage: stage });
    const answer = await explainCall(
      `reading the secret ${this.secretName}`,
      this.secrets.send(command).catch((error: unknown) => {
        if ((error as Error).name !== 'ResourceNotFoundException') throw error;
        return undefined;
      }),
    );
    try {
      return JSON.parse(answer?.SecretString ?? 'null') as unknown;
    } catch {
      return undefined;
    }
  }

  /** Puts a version into the secret. @throws AwsRefusedError */
  async putJson(value: object, stage: string): Promise<void> {
    const command = new PutSecretValueCommand({
      SecretId: this.secretName,
      SecretString: JSON.stringify(value),
      VersionStages: [stage],
    });
    await explainCall(`writing the secret ${this.secretName}`, this.secrets.send(command));
  }

  /** Makes the pending version the current one; the current one becomes the previous. @throws AwsRefusedError */
  async promote(): Promise<void> {
    const versions = await this.versions();
    const pending = versions.find(({ stages }) => stages.includes('AWSPENDING'));
    const current = versions.find(({ stages }) => stages.includes('AWSCURRENT'));
    if (!pending || pending.id === current?.id) return;
    await this.moveStage('AWSCURRENT', current?.id, pending.id);
    await this.moveStage('AWSPENDING', pending.id, undefined);
  }

  /** Takes a label off whatever version has it. @throws AwsRefusedError */
  async removeStage(stage: string): Promise<void> {
    const version = (await this.versions()).find(({ stages }) => stages.includes(stage));
    if (version) await this.moveStage(stage, version.id, undefined);
  }

  private async versions(): Promise<readonly { id: string; stages: readonly string[] }[]> {
    const command = new ListSecretVersionIdsCommand({ SecretId: this.secretName });
    const { Versions = [] } = await explainCall(
      `listing the versions of ${this.secretName}`,
      this.secrets.send(command),
    );
    return Versions.map(({ VersionId = '', VersionStages = [] }) => ({
      id: VersionId,
      stages: VersionStages,
    }));
  }

  private async moveStage(
    stage: string,
    from: string | undefined,
    to: string | undefined,
  ): Promise<void> {
    const command = new UpdateSecretVersionStageCommand({
      SecretId: this.secretName,
      VersionStage: stage,
      RemoveFromVersionId: from,
      MoveToVersionId: to,
    });
    await explainCall(`moving ${stage} of ${this.secretName}`, this.secrets.send(command));
  }
}
