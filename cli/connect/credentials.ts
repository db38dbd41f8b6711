import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { RefusedError } from '../../core/problem';
import { Secret } from '../../core/secret';
import {
  type Credentials,
  type CredentialSets,
  tryParseCredentials,
  tryPickCredentials,
} from '../../vendors/credentials';
import { type ClientSettings, explainCall } from '../deployer';

/** Variable with the name of a secret in Secrets Manager: a JSON object whose keys are the variables' names. */
export const CREDENTIALS_SECRET = 'CALLVAULT_VENDOR_SECRET';

/**
 * Reads the credentials for a vendor's API from the environment, or from the secret that it names. They are never
 * arguments, which every user of the machine can see.
 *
 * @param readSecret - reads a secret in Secrets Manager; only called when the environment names one
 * @returns undefined when no set is complete
 * @throws RefusedError when the secret is not a JSON object
 */
export async function tryReadCredentials(
  sets: CredentialSets,
  env: NodeJS.ProcessEnv,
  readSecret: (name: string) => Promise<Secret>,
): Promise<Credentials | undefined> {
  const name = env[CREDENTIALS_SECRET] ?? '';
  const stored = name === '' ? {} : tryParseCredentials((await readSecret(name)).reveal());
  if (stored) return tryPickCredentials(sets, { ...stored, ...env });
  throw RefusedError.of(
    'vendor-credentials',
    `the secret ${name} does not hold a JSON object`,
    'Store it as {"<variable>": "…", …}.',
  );
}

/** Reads the credentials as {@link tryReadCredentials} does. @throws RefusedError when they are not set */
export function credentialReader(
  sets: CredentialSets,
  env: NodeJS.ProcessEnv,
  settings: ClientSettings,
): () => Promise<Credentials> {
  return async () => {
    const found = await tryReadCredentials(sets, env, secretReader(settings));
    if (found) return found;
    const names = sets.map((each) => each.join(' and ')).join(', or ');
    throw RefusedError.of(
      'vendor-credentials',
      `${names} are not set`,
      `Set them, or set ${CREDENTIALS_SECRET} to the name of a secret that holds them as JSON.`,
    );
  };
}

/** Reads secrets with the given clients' settings. */
export function secretReader(settings: ClientSettings): (name: string) => Promise<Secret> {
  return async (name) => {
    const { SecretString = '' } = await explainCall(
      `reading the secret ${name}`,
      new SecretsManagerClient(settings).send(new GetSecretValueCommand({ SecretId: name })),
    );
    return new Secret(SecretString);
  };
}
