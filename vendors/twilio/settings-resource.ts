import { HttpError } from '../../http/error';
import type { TwilioApi } from './api';

/** What Twilio stores by a setting of its own. */
export type Kind = 'Recording' | 'Composition';

/** Where Twilio stores its recordings or its compositions, for the whole account. */
export interface StorageSettings {
  /** What it is called at Twilio. */
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

/** Reads one of the settings. @throws HttpError when Twilio does not answer as it should */
export async function readSettings(api: TwilioApi, kind: Kind): Promise<StorageSettings> {
  const url = settingsUrl(api, kind);
  const answer = await api.send({ url });
  if (typeof answer !== 'object' || answer === null || !('aws_storage_enabled' in answer)) {
    throw new HttpError(url, 'answered without aws_storage_enabled');
  }
  const said = answer as Record<string, unknown>;
  const text = (name: string) => (typeof said[name] === 'string' ? said[name] : undefined);
  return {
    friendlyName: text('friendly_name'),
    credentialSid: text('aws_credentials_sid'),
    url: text('aws_s3_url'),
    enabled: said.aws_storage_enabled === true,
  };
}

/** The form fields that say where Twilio stores. */
export function settingsFields(settings: StorageSettings): Readonly<Record<string, string>> {
  return {
    FriendlyName: settings.friendlyName ?? 'callvault',
    AwsStorageEnabled: String(settings.enabled),
    ...(settings.credentialSid !== undefined && { AwsCredentialsSid: settings.credentialSid }),
    ...(settings.url !== undefined && { AwsS3Url: settings.url }),
  };
}
