import * as z from 'zod';
import { storeSettings } from '../../store/settings';

/**
 * The guide writes it once as `worqhat` and once as `WorqHat`; STS compares it exactly. The lower-case form is
 * the one in the specification table and in the vendor's own set-up script.
 *
 * @see WorqHat guide, "IAM role specification" and "IAM role creation walkthrough"
 */
export const DEFAULT_EXTERNAL_ID = 'worqhat';

/** The YAML keys of a WorqHat store. */
export const worqhatSettings = z
  .strictObject({
    vendor: z.literal('worqhat').describe('Recordings of WorqHat meetings.'),
    ...storeSettings,
    externalId: z
      .string()
      .optional()
      .describe(
        'External id with which WorqHat assumes the role; compared exactly. Default "worqhat", which all customers of WorqHat share.',
      ),
  })
  .meta({
    title: 'WorqHat',
    description: 'A WorqHat store: WorqHat assumes a role.',
    examples: [{ vendor: 'worqhat', bucket: 'acme-meetings', retention: { days: 365 } }],
  });

/** The settings of a WorqHat store. */
export type WorqhatSettings = z.infer<typeof worqhatSettings>;
