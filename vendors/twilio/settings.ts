import * as z from 'zod';
import { storeSettings } from '../../store/settings';

/** Names what no longer works, so that it is not accepted unread. */
export const COMPOSITION_ACKNOWLEDGEMENT = 'recordings-in-s3-cannot-be-composed';

/** The YAML keys of a Twilio store. */
export const twilioSettings = z
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
      .describe('Confirms that recordings stored here cannot be composed.'),
    urlForm: z
      .enum(['dash', 'dot'])
      .optional()
      .describe(
        'Host name of the S3 URL: dash (bucket.s3-region) as in the guide, or dot (bucket.s3.region). Default: dash where the region supports it.',
      ),
  })
  .meta({
    title: 'Twilio Video',
    description: 'A Twilio Video store: an IAM user that can only write to its folder.',
    examples: [
      {
        vendor: 'twilio',
        bucket: 'acme-video',
        recordings: false,
        compositions: true,
        retention: { days: 365 },
      },
    ],
  });

/** The settings of a Twilio store. */
export type TwilioSettings = z.infer<typeof twilioSettings>;
