import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Environment } from '../config/environment';
import { localPlace } from './aws';
import { AwsRefusedError } from './exit';

const MINUTE_MS = 60_000;

/** Milliseconds by which clocks may differ without being corrected. */
const CLOCK_MS = 5_000;

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
  /**
   * Milliseconds by which AWS's clock is ahead of this machine's. The SDK signs with AWS's time.
   *
   * @default 0
   */
  readonly systemClockOffset?: number;
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
  const systemClockOffset = await checkAccount(new STSClient(settings), environment.account);
  return { ...settings, systemClockOffset };
}

/** Now, according to AWS: its dates are compared with this time, because this machine's clock can be wrong. */
export function timeOf({ systemClockOffset = 0 }: ClientSettings): Date {
  return new Date(Date.now() + systemClockOffset);
}

/** Says so if this machine's clock is wrong by a minute or more. */
export function noteClock(
  { systemClockOffset = 0 }: ClientSettings,
  onStep: (what: string) => void = () => undefined,
): void {
  const minutes = Math.round(Math.abs(systemClockOffset) / MINUTE_MS);
  if (minutes === 0) return;
  const wrong = `${minutes === 1 ? '1 minute' : `${minutes} minutes`} ${systemClockOffset < 0 ? 'ahead of' : 'behind'}`;
  onStep(`The clock of this machine is ${wrong} that of AWS, whose time is used.`);
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

/** Returns how far AWS's clock is ahead, in milliseconds. */
async function checkAccount(sts: STSClient, account: string): Promise<number> {
  const date = answerDate(sts);
  const { Account } = await explainCall(
    'asking which account the credentials belong to',
    sts.send(new GetCallerIdentityCommand({})),
  );
  if (Account === account) return offsetOf(date());
  throw new AwsRefusedError(
    `These credentials belong to account ${Account ?? 'unknown'}, but the environment's account is ${account}.`,
    'Use credentials of that account, or correct account in the environment file.',
  );
}

/** The `Date` of the last answer that a client gets. */
function answerDate(sts: STSClient): () => string | undefined {
  let date: string | undefined;
  sts.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      date = (result.response as { headers?: Record<string, string> }).headers?.date;
      return result;
    },
    { step: 'deserialize', name: 'answerDate', priority: 'low' },
  );
  return () => date;
}

/** Differences within the whole seconds of the header, and the time of a request, are none. */
function offsetOf(date = ''): number {
  const offset = Date.parse(date) - Date.now();
  return Math.abs(offset) > CLOCK_MS ? offset : 0;
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
