import { type Problem, problemIf } from '../../core/problem';
import type { Store } from '../../store/store';
import { checkFixedPrefix } from '../fixed-prefix';
import type { Vendor } from '../vendor';
import { VONAGE_CREDENTIALS } from './api';
import { vonageByHand } from './by-hand';
import { VONAGE_CHECKLIST } from './checklist';
import { VONAGE_FINDINGS } from './findings';
import { vonageProfile } from './profile';
import { vonageRegistration } from './registration';
import { type VonageSettings, vonageSettings } from './settings';

/** The Vonage Video API (OpenTok) uploads archives with an access key, to the archive storage of a project. */
export const vonage: Vendor<VonageSettings> = {
  settings: vonageSettings,
  profile: vonageProfile,
  check: (store) => [...checkFixedPrefix({ rule: 'vonage-prefix', store }), ...checkRegion(store)],
  exclusive: ({ settings: { project }, id }) => ({
    name: project,
    refuse: (first) => ({
      rule: 'vonage-project-once',
      path: ['project'],
      what: `${first} is already the store of the project ${project}, which has one archive storage`,
      fix: `Use another project for ${id}, or remove one of the two stores.`,
    }),
  }),
  checklist: () => VONAGE_CHECKLIST,
  byHand: vonageByHand,
  outputs: (store) => ({
    bucket: store.bucketName,
    user_name: store.principalName,
  }),
  registration: vonageRegistration,
  findings: VONAGE_FINDINGS,
  credentials: {
    sets: VONAGE_CREDENTIALS,
    about: 'the API key and secret of the project, as its page shows them',
  },
};

/** @see Vonage, "Archiving using AWS S3": archives do not support buckets in the China (Beijing) region */
function checkRegion({ region }: Store): Problem[] {
  return problemIf(region === 'cn-north-1', {
    rule: 'vonage-region',
    path: ['region'],
    what: 'cn-north-1 is a region to which Vonage does not upload archives',
    fix: 'Put the store in another region.',
  });
}
