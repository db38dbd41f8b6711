import { HttpError } from '../../http/error';
import type { AccessKey } from '../registration';
import type { TwilioApi } from './api';

/** An access key, as Twilio knows it. */
export interface TwilioAwsCredential {
  /** `CR…`. */
  readonly sid: string;
  /** What it was called when it was made; Twilio tells nothing else of it. */
  readonly friendlyName: string;
}

/** @see twilio-oai, `twilio_accounts_v1.json`, `/v1/Credentials/AWS` */
const PATH = '/v1/Credentials/AWS';

/** @see twilio-oai, `FriendlyName`: up to 64 characters */
const MAX_NAME = 64;

/** The name by which a key is found again: Twilio shows neither the key's id nor its secret. */
export function credentialName(accessKeyId: string, stack: string): string {
  return `${accessKeyId} ${stack}`.slice(0, MAX_NAME);
}

/** Where Twilio makes them. */
export const credentialsUrl = ({ endpoints }: TwilioApi) => `${endpoints.accounts}${PATH}`;

/** All credentials of an access key: one, unless somebody has made others by hand. @throws HttpError */
export async function findCredentials(
  api: TwilioApi,
  accessKeyId: string,
): Promise<readonly TwilioAwsCredential[]> {
  const all = await api.list(PATH, 'credentials');
  return all.flatMap((each) => {
    const { sid, friendly_name: name } = (each ?? {}) as { sid?: unknown; friendly_name?: unknown };
    if (typeof sid !== 'string' || typeof name !== 'string') return [];
    return name.startsWith(`${accessKeyId} `) ? [{ sid, friendlyName: name }] : [];
  });
}

/**
 * Hands a key to Twilio, once: where it cannot be known whether Twilio has taken it, it is looked for.
 *
 * @returns the credential's SID
 * @throws HttpError when Twilio does not answer as it should
 */
export async function createCredential(
  api: TwilioApi,
  { accessKeyId, secretAccessKey }: AccessKey,
  stack: string,
): Promise<string> {
  const url = credentialsUrl(api);
  const fields = {
    Credentials: `${accessKeyId}:${secretAccessKey.reveal()}`,
    FriendlyName: credentialName(accessKeyId, stack),
  };
  let answer: unknown;
  try {
    answer = await api.send({ url, fields, secrets: [secretAccessKey] });
  } catch (error) {
    if (!(error instanceof HttpError) || !error.ambiguous) throw error;
    const [made] = await findCredentials(api, accessKeyId);
    if (!made) throw error;
    return made.sid;
  }
  const { sid } = (answer ?? {}) as { sid?: unknown };
  if (typeof sid === 'string') return sid;
  throw new HttpError(url, 'answered without the SID of what it made');
}

/** Deletes a credential; one that is gone already is well. @throws HttpError */
export async function deleteCredential(api: TwilioApi, sid: string): Promise<void> {
  try {
    await api.send({ url: `${credentialsUrl(api)}/${sid}`, method: 'DELETE' });
  } catch (error) {
    if (!(error instanceof HttpError) || error.status !== 404) throw error;
  }
}
