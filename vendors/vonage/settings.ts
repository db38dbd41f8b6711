import * as z from 'zod';
import { storeSettings } from '../../store/settings';

/** The YAML keys of a store of the Vonage Video API. */
export const vonageSettings = z
  .strictObject({
    vendor: z.literal('vonage').describe('Archives of the Vonage Video API (OpenTok).'),
    ...storeSettings,
    project: z
      .string()
      .regex(/^\d{5,12}$/, 'the API key of an OpenTok project, which consists of digits')
      .describe(
        'API key of your OpenTok project; it is not a secret. Vonage writes to the folder of that name.',
      ),
    fallback: z
      .enum(['opentok', 'none'])
      .optional()
      .describe(
        'opentok: Vonage keeps an archive that it cannot upload for 72 hours. none: it never stores one, and such an archive is lost. Default "opentok".',
      ),
  })
  .meta({
    title: 'Vonage Video API',
    description: 'A store of the Vonage Video API: Vonage gets an access key.',
    examples: [
      { vendor: 'vonage', bucket: 'acme-vonage', project: '45828062', retention: { days: 365 } },
    ],
  });

/** The settings of a store of the Vonage Video API. */
export type VonageSettings = z.infer<typeof vonageSettings>;
