import type { Environment } from '../config/environment';
import type { AwsEndpoint } from '../lambda/clients';
import { AwsRefusedError } from './exit';

/** What any local AWS takes as credentials. */
const LOCAL_CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

/** Where an environment's AWS is: on this machine, or AWS itself with the credentials of the process. */
export function localPlace({ localAws }: Environment): AwsEndpoint {
  return localAws ? { endpoint: localAws.endpoint, credentials: LOCAL_CREDENTIALS } : {};
}

/** Errors of AWS are for people; all others are bugs, and given as they are. */
export function explainAwsError(error: unknown, id: string): unknown {
  const { name, message, $metadata } = error as Error & { $metadata?: object };
  if (name !== 'CredentialsProviderError' && name !== 'AccessDeniedError' && !$metadata)
    return error;
  return new AwsRefusedError(
    `AWS refused: ${name}: ${message}`,
    `Use credentials of the store's account, and deploy ${id} first if it is not there yet.`,
    { cause: error },
  );
}
