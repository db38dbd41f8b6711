import type { ExternalId } from '../../store/profile';
import { dailyPlatformProfile } from '../daily-platform';
import type { Vendor } from '../vendor';
import { WORQHAT_CHECKLIST } from './checklist';
import { checkWorqhat } from './checks';
import { DEFAULT_EXTERNAL_ID, type WorqhatSettings, worqhatSettings } from './settings';

/** All customers share the default; another one is the customer's own. */
const externalIdOf = (value: string): ExternalId => ({
  value,
  source: value === DEFAULT_EXTERNAL_ID ? 'fixed' : 'tenant',
  setting: ['externalId'],
});

/** WorqHat writes meeting recordings with a role, to a bucket named in its workspace settings. */
export const worqhat: Vendor<WorqhatSettings> = {
  settings: worqhatSettings,
  guides: {
    'external-id-case':
      'WorqHat guide, which writes its external id once as worqhat and once as WorqHat',
  },
  profile: ({ externalId = DEFAULT_EXTERNAL_ID }) =>
    dailyPlatformProfile(externalIdOf(externalId), {
      title: 'WorqHat',
      sources: ['WorqHat guide', 'WorqHat/worqhat-recordings-bucket'],
      registration: {
        mode: 'manual',
        where: 'Virtual Meeting Settings, "Store in your own S3 Bucket", then Update',
      },
    }),
  check: checkWorqhat,
  checklist: () => WORQHAT_CHECKLIST,
  outputs: (store, { principalArn = '' }) => ({
    bucket_name: store.bucketName,
    bucket_region: store.region,
    assume_role_arn: principalArn,
  }),
};
