import { HttpError } from '../../http/error';
import type { TwilioApi } from './api';

/** What Twilio has storage settings for. */
export type Kind = 'Recording' | 'Composition';

/** Where Twilio stores an account's recordings or compositions. */
export interface StorageSettings {
  readonly friendlyName: string | undefined;
  /** SID of the AWS credential it writes with. */
  readonly credentialSid: string | undefined;
  /** The bucket and folder. */
  readonly url: string | undefined;
  /** Whether it stores there. */
  readonly enabled: boolean;
}

/** @see twilio-oai, `twilio_video_v1.json`, `/v1/RecordingSettings/Default` and `/v1/CompositionSettings/Default` */
export const settingsUrl = ({ endpoints }: TwilioApi, kind: Kind) =>
  `${endpoints.video}/v1/${kind}Settings/Default`;

/** Reads the settings. @throws HttpError when Twilio does not answer as it should */
export async function readSettings(api: TwilioApi, kind: Kind): Promise<StorageSettings> {
  const url = settingsUrl(api, kind);
  const answer = await api.send({ url });
  if (typeof answer !== 'object' || answer === null || !('aws_storage_enabled' in answer)) {
    throw new HttpError(url, 'answered without aws_storage_enabled');
  }
  const fields = answer as Record<string, unknown>;
  const text = (name: string) => (typeof fields[name] === 'string' ? fields[name] : undefined);
  return {
    friendlyName: text('friendly_name'),
    credentialSid: text('aws_credentials_sid'),
    url: text('aws_s3_url'),
    enabled: fields.aws_storage_enabled === true,
  };
}

/** The form fields that set where Twilio stores. */
export function settingsFields(settings: StorageSettings): Readonly<Record<string, string>> {
  return {
    FriendlyName: settings.friendlyName ?? 'callvault',
    AwsStorageEnabled: String(settings.enabled),
    ...(settings.credentialSid !== undefined && { AwsCredentialsSid: settings.credentialSid }),
    ...(settings.url !== undefined && { AwsS3Url: settings.url }),
  };
}

/** The settings in a sentence. */
export function renderSettings(
  kind: Kind,
  { enabled, url, credentialSid }: StorageSettings,
): string {
  return enabled
    ? `${kind}s are stored at ${url ?? 'nowhere'} with ${credentialSid ?? 'no credential'}.`
    : `${kind}s are stored at Twilio.`;
}
