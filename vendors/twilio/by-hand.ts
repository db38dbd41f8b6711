import type { Store } from '../../store/store';
import { accessKeyPlaceholders, type Outputs } from '../outputs';
import { credentialName } from './credentials';
import type { TwilioSettings } from './settings';
import { settingsFields } from './settings-resource';

/** The outputs with the forms that connect sends: the AWS credential, and the settings that use it. */
export function twilioByHand(
  { nameId, settings }: Store<TwilioSettings>,
  outputs: Outputs,
): Outputs {
  const { accessKeyId, secretAccessKey } = accessKeyPlaceholders(nameId);
  const url = outputs.aws_s3_url;
  const fields = settingsFields({
    friendlyName: `callvault ${nameId}`,
    credentialSid: '<SID of the AWS credential>',
    url: typeof url === 'string' ? url : undefined,
    enabled: true,
  });
  return {
    ...outputs,
    aws_credential: {
      FriendlyName: credentialName('<id of the access key>', nameId),
      Credentials: `${accessKeyId}:${secretAccessKey}`,
    },
    ...(settings.recordings && { recording_settings: { ...fields } }),
    ...(settings.compositions && { composition_settings: { ...fields } }),
  };
}
