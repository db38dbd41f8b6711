import * as z from 'zod';
import { storeSettings } from '../../store/settings';

/** The YAML keys of a Daily store. */
export const dailySettings = z
  .strictObject({
    vendor: z.literal('daily').describe('Recordings of Daily calls.'),
    ...storeSettings,
    domain: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,62}$/i, 'acme, for acme.daily.co')
      .describe('Your Daily domain, the part before .daily.co. Daily sends it as the external id.'),
    allowApiAccess: z
      .boolean()
      .optional()
      .describe(
        "Whether recordings can be read through Daily's API, with links that Daily signs with the role. Default false.",
      ),
  })
  .meta({
    title: 'Daily',
    description: 'A Daily store: Daily assumes a role.',
    examples: [{ vendor: 'daily', bucket: 'acme-daily', domain: 'acme', retention: { days: 365 } }],
  });

/** The settings of a Daily store. */
export type DailySettings = z.infer<typeof dailySettings>;
