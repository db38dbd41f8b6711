import * as z from 'zod';
import { storeSettings } from '../../store/settings';
import type { Vendor } from '../vendor';
import { checkWorqhat } from './checks';
import { DEFAULT_EXTERNAL_ID, worqhatProfile } from './profile';

const settings = z
  .strictObject({
    vendor: z.literal('worqhat').describe('Recordings of WorqHat meetings.'),
    ...storeSettings,
    externalId: z
      .string()
      .optional()
      .describe(
        'External id WorqHat names when it takes on the role; compared to the letter. Default "worqhat", which all customers of WorqHat share.',
      ),
  })
  .describe('A WorqHat store: a role that WorqHat takes on.');

/** The settings of a WorqHat store. */
export type WorqhatSettings = z.infer<typeof settings>;

/** WorqHat writes meeting recordings with a role, to a bucket named in its workspace settings. */
export const worqhat: Vendor<WorqhatSettings> = {
  settings,
  guides: {
    'external-id-case':
      'WorqHat guide, which writes its external id once as worqhat and once as WorqHat',
  },
  profile: ({ externalId }) => worqhatProfile(externalId ?? DEFAULT_EXTERNAL_ID),
  check: checkWorqhat,
  outputs: (store, made) => ({
    bucket_name: store.bucketName,
    bucket_region: store.region,
    assume_role_arn: made.principalArn ?? '',
  }),
};
