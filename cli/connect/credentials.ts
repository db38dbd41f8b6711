import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { RefusedError } from '../../core/problem';
import { Secret } from '../../core/secret';
import type { RegistrationContext } from '../../vendors/registration';
import { type ClientSettings, explainCall } from '../deployer';

/** Variable with the name of a secret in Secrets Manager: a JSON object whose keys are the variables' names. */
export const CREDENTIALS_SECRET = 'CALLVAULT_VENDOR_SECRET';

/** Id of the rule in every refusal. */
const RULE = 'vendor-credentials';

/**
 * Reads the credentials for a vendor's API from the environment, or from the secret that it names. They are never
 * arguments, which every user of the machine can see.
 */
export function credentialReader(
  settings: () => Promise<ClientSettings>,
  env: NodeJS.ProcessEnv,
): RegistrationContext['credentials'] {
  return async (...sets) => {
    const values = { ...(await readNamedSecret(settings, env[CREDENTIALS_SECRET])), ...env };
    const complete = sets.find((names) => names.every((name) => (values[name] ?? '') !== ''));
    if (!complete) throw missing(sets);
    return Object.fromEntries(complete.map((name) => [name, new Secret(values[name] ?? '')]));
  };
}

async function readNamedSecret(
  settings: () => Promise<ClientSettings>,
  name: string | undefined,
): Promise<Record<string, string>> {
  if (name === undefined || name === '') return {};
  const secrets = new SecretsManagerClient(await settings());
  const { SecretString = '' } = await explainCall(
    `reading the secret ${name}`,
    secrets.send(new GetSecretValueCommand({ SecretId: name })),
  );
  try {
    const values = JSON.parse(SecretString) as Record<string, unknown>;
    const texts = Object.entries(values).filter(([, value]) => typeof value === 'string');
    return Object.fromEntries(texts) as Record<string, string>;
  } catch {
    throw RefusedError.of(
      RULE,
      `the secret ${name} does not contain a JSON object`,
      'Write {"<variable>": "…", …} into it.',
    );
  }
}

function missing(sets: readonly (readonly string[])[]): RefusedError {
  const names = sets.map((each) => each.join(' and ')).join(', or ');
  return RefusedError.of(
    RULE,
    `${names} are not set`,
    `Set them, or set ${CREDENTIALS_SECRET} to the name of a secret that contains them as JSON.`,
  );
}
