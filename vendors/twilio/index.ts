import * as z from 'zod';
import type { Problem } from '../../core/problem';
import { storeSettings } from '../../store/settings';
import type { Store } from '../../store/store';
import type { Vendor } from '../vendor';
import { twilioProfile } from './profile';
import { twilioRegistration } from './registration';
import { s3Url } from './s3-url';

/** Names what no longer works, so that nobody accepts it unread. */
export const COMPOSITION_ACKNOWLEDGEMENT = 'recordings-in-s3-cannot-be-composed';

const settings = z
  .strictObject({
    vendor: z.literal('twilio').describe('Recordings and compositions of Twilio Video.'),
    ...storeSettings,
    recordings: z
      .boolean()
      .describe('Whether Twilio stores Video Recordings here. Such recordings cannot be composed.'),
    compositions: z.boolean().describe('Whether Twilio stores Video Compositions here.'),
    acknowledge: z
      .literal(COMPOSITION_ACKNOWLEDGEMENT)
      .optional()
      .describe('Says that you know that with recordings here there is nothing to compose from.'),
    urlForm: z
      .enum(['dash', 'dot'])
      .optional()
      .describe(
        'Host form of the S3 URL: dash (bucket.s3-region) as in the guide, dot (bucket.s3.region). Default: dash where the region knows it.',
      ),
  })
  .describe('A Twilio Video store: an IAM user that can only write to its folder.');

/** The settings of a Twilio store. */
export type TwilioSettings = z.infer<typeof settings>;

/** Twilio Video writes recordings and compositions with an IAM user's access key. */
export const twilio: Vendor<TwilioSettings> = {
  settings,
  profile: () => twilioProfile,
  check: checkTwilio,
  outputs: (store) => ({
    aws_s3_url: s3Url({ ...store, form: store.settings.urlForm }),
    path: `/${store.prefix}`,
    user_name: store.principalName,
    store_recordings: store.settings.recordings,
    store_compositions: store.settings.compositions,
  }),
  registration: twilioRegistration,
};

/** @see Twilio guide, "Recordings and Compositions in AWS S3" */
function checkTwilio({
  settings: { recordings, compositions, acknowledge },
}: Store<TwilioSettings>): Problem[] {
  if (!recordings && !compositions) {
    return [
      {
        rule: 'twilio-stores-something',
        path: ['recordings'],
        what: 'recordings and compositions are both false, so Twilio would store nothing here',
        fix: 'Set one of them to true, or remove the store.',
      },
    ];
  }
  if (!recordings || !compositions || acknowledge === COMPOSITION_ACKNOWLEDGEMENT) return [];
  return [
    {
      rule: 'twilio-recordings-or-compositions',
      path: ['compositions'],
      what: 'recordings and compositions are both true, but Twilio cannot compose recordings that are stored in S3',
      fix: `Store only one of them, or set acknowledge: ${COMPOSITION_ACKNOWLEDGEMENT}.`,
    },
  ];
}
