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
  /** Twilio's own encryption, as form fields: not part of a store, and sent back as it is. @default - unset */
  readonly encryption?: Readonly<Record<string, string>>;
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
  const keySid = text('encryption_key_sid');
  return {
    friendlyName: text('friendly_name'),
    credentialSid: text('aws_credentials_sid'),
    url: text('aws_s3_url'),
    enabled: fields.aws_storage_enabled === true,
    encryption: {
      ...(keySid !== undefined && { EncryptionKeySid: keySid }),
      ...(fields.encryption_enabled === true && { EncryptionEnabled: 'true' }),
    },
  };
}

/**
 * The form fields that set where Twilio stores. All settings are named: whether Twilio keeps or resets others is not
 * described.
 */
export function settingsFields(settings: StorageSettings): Readonly<Record<string, string>> {
  return {
    FriendlyName: settings.friendlyName ?? 'callvault',
    AwsStorageEnabled: String(settings.enabled),
    ...(settings.credentialSid !== undefined && { AwsCredentialsSid: settings.credentialSid }),
    ...(settings.url !== undefined && { AwsS3Url: settings.url }),
    ...settings.encryption,
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
