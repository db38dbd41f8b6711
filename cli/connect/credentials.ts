import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { RefusedError } from '../../core/problem';
import { Secret } from '../../core/secret';
import type { RegistrationContext } from '../../vendors/registration';
import { type ClientSettings, explainCall } from '../deployer';

/** Names a secret in Secrets Manager, a JSON object with the variables' names as keys. */
export const CREDENTIALS_SECRET = 'CALLVAULT_VENDOR_SECRET';

/**
 * Reads the credentials for a vendor's API from the environment, or from the secret that it names. They are never
 * arguments: those are seen by everybody on the machine.
 */
export function credentialReader(
  settings: () => Promise<ClientSettings>,
  env: NodeJS.ProcessEnv,
): RegistrationContext['credentials'] {
  return async (...sets) => {
    const said = { ...(await readNamedSecret(settings, env[CREDENTIALS_SECRET])), ...env };
    const whole = sets.find((names) => names.every((name) => (said[name] ?? '') !== ''));
    if (!whole) throw missing(sets);
    return Object.fromEntries(whole.map((name) => [name, new Secret(said[name] ?? '')]));
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
    const said = JSON.parse(SecretString) as Record<string, unknown>;
    const texts = Object.entries(said).filter(([, value]) => typeof value === 'string');
    return Object.fromEntries(texts) as Record<string, string>;
  } catch {
    throw refused(
      `the secret ${name} does not hold a JSON object`,
      'Put {"<variable>": "…", …} there.',
    );
  }
}

function missing(sets: readonly (readonly string[])[]): RefusedError {
  const names = sets.map((each) => each.join(' and ')).join(', or ');
  return refused(
    `${names} are not set`,
    `Set them, or set ${CREDENTIALS_SECRET} to the name of a secret that holds them as JSON.`,
  );
}

function refused(what: string, fix: string): RefusedError {
  return new RefusedError([{ rule: 'vendor-credentials', path: [], what, fix }]);
}
