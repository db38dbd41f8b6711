import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Environment } from '../config/environment';
import { localPlace } from './aws';
import { AwsRefusedError } from './exit';

/** Settings of an SDK client: region, endpoint and credentials. */
export interface ClientSettings {
  readonly region: string;
  /** The endpoint of all services. @default - those of AWS */
  readonly endpoint?: string;
  /** Whether the bucket is in the path of S3 requests, as a local AWS needs it. @default false */
  readonly forcePathStyle?: boolean;
  /** @default - those of the process */
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string | undefined;
  };
}

/**
 * Reaches an environment's AWS as Terraform does: with the credentials of the process, which assume the deployer's role
 * if the environment names one.
 *
 * @throws AwsRefusedError without credentials, and for credentials of another account
 */
export async function asDeployer(
  environment: Environment,
  region: string,
): Promise<ClientSettings> {
  const settings = await assumeDeployer(environment, {
    region,
    ...localPlace(environment),
    ...(environment.localAws && { forcePathStyle: true }),
  });
  await checkAccount(new STSClient(settings), environment.account);
  return settings;
}

async function assumeDeployer(
  { deployer }: Environment,
  settings: ClientSettings,
): Promise<ClientSettings> {
  if (!deployer) return settings;
  const { Credentials: assumed } = await explainCall(
    `assuming ${deployer.roleArn}`,
    new STSClient(settings).send(
      new AssumeRoleCommand({
        RoleArn: deployer.roleArn,
        RoleSessionName: deployer.sessionName ?? 'callvault',
        ExternalId: deployer.externalId,
      }),
    ),
  );
  const credentials = {
    accessKeyId: assumed?.AccessKeyId ?? '',
    secretAccessKey: assumed?.SecretAccessKey ?? '',
    sessionToken: assumed?.SessionToken,
  };
  return { ...settings, credentials };
}

async function checkAccount(sts: STSClient, account: string): Promise<void> {
  const { Account } = await explainCall(
    'asking which account the credentials belong to',
    sts.send(new GetCallerIdentityCommand({})),
  );
  if (Account === account) return;
  throw new AwsRefusedError(
    `These credentials belong to account ${Account ?? 'unknown'}, but the environment's account is ${account}.`,
    'Use credentials of that account, or correct account in the environment file.',
  );
}

/** Adds to an error what AWS was asked for. @throws AwsRefusedError when the call fails */
export function explainCall<T>(doing: string, call: Promise<T>): Promise<T> {
  return call.catch((error: unknown) => {
    throw unreachable(doing, error);
  });
}

/** The error for a call that AWS did not answer as expected. */
export function unreachable(doing: string, cause: unknown): AwsRefusedError {
  const { name, message } = cause as Error;
  return new AwsRefusedError(
    `AWS did not answer as expected when ${doing}: ${name}: ${message}`,
    'Check the credentials (aws sts get-caller-identity), the region and the network.',
    { cause },
  );
}
