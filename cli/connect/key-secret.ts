import {
  GetSecretValueCommand,
  paginateListSecretVersionIds,
  PutSecretValueCommand,
  type SecretVersionsListEntry,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { Secret } from '../../core/secret';
import { accessKeySecretName } from '../../store/store';
import type { AccessKey } from '../../vendors/registration';
import { type ClientSettings, explainCall } from '../deployer';

/** A version of the secret: the key in use, or the new one during a rotation. */
export type Stage = 'AWSCURRENT' | 'AWSPENDING';

/** The secret of a store's access key. All methods throw AwsRefusedError if AWS refuses. */
export class KeySecret {
  private readonly client: SecretsManagerClient;
  readonly name: string;

  constructor(storeId: string, settings: ClientSettings) {
    this.client = new SecretsManagerClient(settings);
    this.name = accessKeySecretName(storeId);
  }

  /** The key in a version; undefined if the version does not exist. */
  async readKey(stage: Stage): Promise<AccessKey | undefined> {
    const { accessKeyId, secretAccessKey } = Object(await this.readJson(stage)) as {
      accessKeyId?: unknown;
      secretAccessKey?: unknown;
    };
    if (typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string') return undefined;
    return { accessKeyId, secretAccessKey: new Secret(secretAccessKey) };
  }

  async putKey({ accessKeyId, secretAccessKey }: AccessKey, stage: Stage): Promise<void> {
    await this.putJson({ accessKeyId, secretAccessKey: secretAccessKey.reveal() }, stage);
  }

  /** The content of a version; undefined if there is none, or if it is not JSON. */
  async readJson(stage: string): Promise<unknown> {
    const command = new GetSecretValueCommand({ SecretId: this.name, VersionStage: stage });
    const call = this.client.send(command).catch((error: unknown) => {
      if ((error as Error).name !== 'ResourceNotFoundException') throw error;
      return undefined;
    });
    const answer = await explainCall(`reading the secret ${this.name}`, call);
    try {
      return JSON.parse(answer?.SecretString ?? 'null') as unknown;
    } catch {
      return undefined;
    }
  }

  /** Adds a version. */
  async putJson(value: object, stage: string): Promise<void> {
    const command = new PutSecretValueCommand({
      SecretId: this.name,
      SecretString: JSON.stringify(value),
      VersionStages: [stage],
    });
    await explainCall(`writing the secret ${this.name}`, this.client.send(command));
  }

  /** Makes the pending version the current one; the current one becomes the previous. */
  async promote(): Promise<void> {
    const pending = await this.findVersion('AWSPENDING');
    const current = await this.findVersion('AWSCURRENT');
    if (pending === undefined || pending === current) return;
    await this.moveStage('AWSCURRENT', current, pending);
    await this.moveStage('AWSPENDING', pending, undefined);
  }

  /** Removes a stage from the version that has it. */
  async removeStage(stage: string): Promise<void> {
    const version = await this.findVersion(stage);
    if (version !== undefined) await this.moveStage(stage, version, undefined);
  }

  private async findVersion(stage: string): Promise<string | undefined> {
    const versions: SecretVersionsListEntry[] = [];
    const input = { SecretId: this.name };
    const list = async () => {
      for await (const page of paginateListSecretVersionIds({ client: this.client }, input)) {
        versions.push(...(page.Versions ?? []));
      }
    };
    await explainCall(`listing the versions of ${this.name}`, list());
    return versions.find(({ VersionStages }) => VersionStages?.includes(stage))?.VersionId;
  }

  private async moveStage(
    VersionStage: string,
    RemoveFromVersionId: string | undefined,
    MoveToVersionId: string | undefined,
  ): Promise<void> {
    const move = { SecretId: this.name, VersionStage, RemoveFromVersionId, MoveToVersionId };
    const doing = `moving ${VersionStage} of ${this.name}`;
    await explainCall(doing, this.client.send(new UpdateSecretVersionStageCommand(move)));
  }
}
