import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { tryParseJson } from '../../core/parse-json';
import { accessKeySecretName } from '../../store/store';
import { type AccessKey, tryParseAccessKey } from '../../core/access-key';
import { type ClientSettings, explainCall, unreachable } from '../deployer';
import { AwsRefusedError } from '../exit';

/** A stage of the secret: the key in use, or the new one until it has proved that it works. */
export type Stage = 'AWSCURRENT' | 'AWSPENDING';

/** A version of the secret. */
export interface SecretVersion<T = unknown> {
  readonly id: string;
  readonly value: T;
}

/** Has a version until it gets its own stage: every version needs one. */
const DRAFT = 'CALLVAULT_DRAFT';

/**
 * The secret of a store's access key. Its versions also contain the journals of what is done with keys, and the lease of
 * the run that does it. A stage belongs to one version at a time, and moves only from the version that is named: two runs
 * cannot both move it.
 *
 * All methods throw AwsRefusedError if AWS refuses.
 *
 * @see AWS Secrets Manager API Reference, "UpdateSecretVersionStage", `RemoveFromVersionId`
 */
export class KeySecret {
  private readonly client: SecretsManagerClient;
  readonly name: string;

  constructor(storeId: string, settings: ClientSettings) {
    this.client = new SecretsManagerClient(settings);
    this.name = accessKeySecretName(storeId);
  }

  /** The key in the version with a stage; undefined if there is none. */
  async readKey(stage: Stage): Promise<AccessKey | undefined> {
    return tryParseAccessKey((await this.read(stage))?.value);
  }

  /** Adds a version with a key, and returns its id. */
  async putKey({ accessKeyId, secretAccessKey }: AccessKey, stage: Stage): Promise<string> {
    return this.put({ accessKeyId, secretAccessKey: secretAccessKey.reveal() }, stage);
  }

  /** The version with a stage; its value is undefined if it is not JSON. */
  async read(stage: string): Promise<SecretVersion | undefined> {
    const command = new GetSecretValueCommand({ SecretId: this.name, VersionStage: stage });
    const call = this.client.send(command).catch((error: unknown) => {
      if ((error as Error).name !== 'ResourceNotFoundException') throw error;
      return undefined;
    });
    const answer = await explainCall(`reading the secret ${this.name}`, call);
    if (answer?.VersionId === undefined) return undefined;
    return { id: answer.VersionId, value: tryParseJson(answer.SecretString ?? 'null') };
  }

  /**
   * Gives a stage to a new version with a value.
   *
   * @param before - id of the version that has the stage. @default - none has it
   * @returns the id of the new version
   * @throws StageMovedError if another run has moved the stage
   */
  async replace(stage: string, before: string | undefined, value: object): Promise<string> {
    const id = await this.put(value, DRAFT);
    await this.move(stage, before, id);
    return id;
  }

  /** Gives a stage to a new version with a value, whatever version has it. */
  async write(stage: string, value: object): Promise<void> {
    await this.replace(stage, (await this.read(stage))?.id, value);
  }

  /**
   * Moves a stage.
   *
   * @param from - id of the version that has it. @default - none has it
   * @param to - id of the version that gets it. @default - none gets it
   * @throws StageMovedError if another run has moved the stage
   */
  async move(stage: string, from: string | undefined, to: string | undefined): Promise<void> {
    const command = new UpdateSecretVersionStageCommand({
      SecretId: this.name,
      VersionStage: stage,
      RemoveFromVersionId: from,
      MoveToVersionId: to,
    });
    try {
      await this.client.send(command);
    } catch (error) {
      const now = (await this.read(stage))?.id;
      // The first answer was lost, and the SDK has sent the request again.
      if (now === to) return;
      if (now !== from) throw new StageMovedError(this.name, stage);
      throw unreachable(`moving ${stage} of ${this.name}`, error);
    }
  }

  /** Removes a stage from the version that has it. */
  async removeStage(stage: string): Promise<void> {
    const version = await this.read(stage);
    if (version) await this.move(stage, version.id, undefined);
  }

  private async put(value: object, stage: string): Promise<string> {
    const command = new PutSecretValueCommand({
      SecretId: this.name,
      SecretString: JSON.stringify(value),
      VersionStages: [stage],
    });
    const doing = `writing the secret ${this.name}`;
    const { VersionId = '' } = await explainCall(doing, this.client.send(command));
    return VersionId;
  }
}

/** Another run works with the same secret. */
export class StageMovedError extends AwsRefusedError {
  constructor(secret: string, stage: string) {
    super(
      `Another run of callvault has changed ${stage} of the secret ${secret}.`,
      'Wait until it has ended, and run the command again.',
    );
  }
}
