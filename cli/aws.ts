import type { Environment } from '../config/environment';
import type { AwsEndpoint } from '../lambda/clients';
import { AwsRefusedError } from './exit';

/** Credentials that every local AWS accepts. */
const LOCAL_CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

/** Where an environment's AWS is: on this machine, or AWS itself with the credentials of the process. */
export function localPlace({ localAws }: Environment): AwsEndpoint {
  return localAws ? { endpoint: localAws.endpoint, credentials: LOCAL_CREDENTIALS } : {};
}

/** Turns an error of the AWS SDK into a message for people. Returns all other errors as they are: they are bugs. */
export function explainAwsError(error: unknown, id: string): unknown {
  const { name, message, $metadata } = error as Error & { $metadata?: object };
  if (name !== 'CredentialsProviderError' && name !== 'AccessDeniedError' && !$metadata)
    return error;
  return new AwsRefusedError(
    `AWS refused: ${name}: ${message}`,
    `Use credentials of the store's account, and deploy ${id} if it does not exist yet.`,
    { cause: error },
  );
}
