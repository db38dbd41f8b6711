import { dailyPlatformProfile } from '../daily-platform';
import type { Vendor } from '../vendor';
import { DAILY_CREDENTIALS } from './api';
import { DAILY_CHECKLIST } from './checklist';
import { DAILY_FINDINGS } from './findings';
import { dailyRegistration } from './registration';
import { type DailySettings, dailySettings } from './settings';

/** Daily writes call recordings with a role, to the bucket in the settings of a domain. */
export const daily: Vendor<DailySettings> = {
  settings: dailySettings,
  profile: ({ domain }) =>
    dailyPlatformProfile(
      { value: domain, source: 'tenant', setting: ['domain'] },
      {
        title: 'Daily',
        sources: [
          'Daily documentation, "Storing Daily call recordings in a custom Amazon S3 bucket"',
          'daily-co/daily-recordings-bucket',
        ],
        registration: { mode: 'rest', where: 'POST /v1/, the recordings_bucket of the domain' },
      },
    ),
  check: () => [],
  exclusive: ({ settings: { domain } }) => ({
    name: domain,
    refuse: (first) => ({
      rule: 'daily-domain-once',
      path: ['domain'],
      what: `${first} is already a store of the domain ${domain}, which has one recordings_bucket: connect would replace it`,
      fix: 'Run connect for one of the two stores only, and enter the other in the rooms that need it.',
      warning: true,
    }),
  }),
  checklist: () => DAILY_CHECKLIST,
  outputs: (store, { principalArn = '' }) => ({
    bucket_name: store.bucketName,
    bucket_region: store.region,
    assume_role_arn: principalArn,
    allow_api_access: store.settings.allowApiAccess ?? false,
  }),
  registration: dailyRegistration,
  findings: DAILY_FINDINGS,
  credentials: {
    sets: DAILY_CREDENTIALS,
    about: 'the API key of the domain, as the dashboard shows it under Developers',
  },
};
