import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Environment } from '../config/environment';
import { localPlace } from './aws';
import { AwsRefusedError } from './exit';

/** How a client reaches an environment's AWS, and as whom. */
export interface ClientSettings {
  /** Region of the client. */
  readonly region: string;
  /** The endpoint of all services. @default - those of AWS */
  readonly endpoint?: string;
  /** @default - those of the process */
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

/**
 * Reaches an environment's AWS as Terraform does: with the credentials of the process, which take on the
 * deployer's role where the environment names one.
 *
 * @throws AwsRefusedError for no or other credentials than those of the environment's account
 */
export async function asDeployer(
  environment: Environment,
  region: string,
): Promise<ClientSettings> {
  const settings = await takeOnDeployer(environment, {
    region,
    ...(localPlace(environment) as Omit<ClientSettings, 'region'>),
  });
  await checkAccount(new STSClient(settings), environment.account);
  return settings;
}

async function takeOnDeployer(
  { deployer }: Environment,
  settings: ClientSettings,
): Promise<ClientSettings> {
  if (!deployer) return settings;
  const { Credentials: given } = await explain(
    `taking on ${deployer.roleArn}`,
    new STSClient(settings).send(
      new AssumeRoleCommand({
        RoleArn: deployer.roleArn,
        RoleSessionName: deployer.sessionName ?? 'callvault',
        ExternalId: deployer.externalId,
      }),
    ),
  );
  const credentials = {
    accessKeyId: given?.AccessKeyId ?? '',
    secretAccessKey: given?.SecretAccessKey ?? '',
    sessionToken: given?.SessionToken,
  };
  return { ...settings, credentials };
}

async function checkAccount(sts: STSClient, account: string): Promise<void> {
  const { Account } = await explain(
    'asking whose credentials these are',
    sts.send(new GetCallerIdentityCommand({})),
  );
  if (Account === account) return;
  throw new AwsRefusedError(
    `These credentials are of account ${Account ?? 'unknown'}; the environment is account ${account}.`,
    'Use credentials of that account, or correct account in the environment file.',
  );
}

async function explain<T>(doing: string, call: Promise<T>): Promise<T> {
  return call.catch((error: unknown) => {
    throw unreachable(doing, error);
  });
}

/** What to say when AWS answered otherwise than it can be understood. */
export function unreachable(doing: string, cause: unknown): AwsRefusedError {
  const { name, message } = cause as Error;
  return new AwsRefusedError(
    `AWS did not answer as expected when ${doing}: ${name}: ${message}`,
    'Check the credentials (aws sts get-caller-identity), the region and the network.',
    { cause },
  );
}
