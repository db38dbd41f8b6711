import { HttpError } from '../../http/error';
import type { AccessKey } from '../../core/access-key';
import type { TwilioApi } from './api';

/** @see twilio-oai, `twilio_accounts_v1.json`, `/v1/Credentials/AWS` */
const PATH = '/v1/Credentials/AWS';

/** @see twilio-oai, `FriendlyName`: up to 64 characters */
const MAX_NAME = 64;

/** The name by which a credential is found again: Twilio shows neither the key's id nor its secret. */
export function credentialName(accessKeyId: string, stack: string): string {
  return `${accessKeyId} ${stack}`.slice(0, MAX_NAME);
}

/** Where credentials are created. */
export const credentialsUrl = ({ endpoints }: TwilioApi) => `${endpoints.accounts}${PATH}`;

/** SIDs (`CR…`) of an access key's credentials: one, unless others were created by hand. @throws HttpError */
export async function findCredentials(api: TwilioApi, accessKeyId: string): Promise<string[]> {
  const all = (await api.list(PATH, 'credentials')) as ({
    sid?: unknown;
    friendly_name?: unknown;
  } | null)[];
  return all.flatMap((each) => {
    const { sid, friendly_name: name } = each ?? {};
    const named = typeof name === 'string' && name.startsWith(`${accessKeyId} `);
    return named && typeof sid === 'string' ? [sid] : [];
  });
}

/**
 * Gives a key to Twilio, once: when it is unclear whether Twilio has stored it, it is looked up.
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
  let otherwise = new HttpError(url, 'answered without the SID of the new credential');
  try {
    const answer = await api.send({ url, fields, secrets: [secretAccessKey] });
    const { sid } = (answer ?? {}) as { sid?: unknown };
    if (typeof sid === 'string') return sid;
  } catch (error) {
    if (!(error instanceof HttpError) || !error.ambiguous) throw error;
    otherwise = error;
  }
  const [created] = await findCredentials(api, accessKeyId);
  if (created === undefined) throw otherwise;
  return created;
}

/** Deletes a credential; one that was already deleted is not an error. @throws HttpError */
export async function deleteCredential(api: TwilioApi, sid: string): Promise<void> {
  try {
    await api.send({ url: `${credentialsUrl(api)}/${sid}`, method: 'DELETE' });
  } catch (error) {
    if (!(error instanceof HttpError) || error.status !== 404) throw error;
  }
}
