import type { Vendor } from '../vendor';
import { TWILIO_CREDENTIALS } from './api';
import { twilioByHand } from './by-hand';
import { twilioChecklist } from './checklist';
import { checkTwilio } from './checks';
import { TWILIO_FINDINGS } from './findings';
import { twilioProfile } from './profile';
import { twilioRegistration } from './registration';
import { s3Url } from './s3-url';
import { type TwilioSettings, twilioSettings } from './settings';

/** Twilio Video writes recordings and compositions with an IAM user's access key. */
export const twilio: Vendor<TwilioSettings> = {
  settings: twilioSettings,
  profile: () => twilioProfile,
  check: checkTwilio,
  outputs: (store) => ({
    aws_s3_url: s3Url({ ...store, form: store.settings.urlForm }),
    path: `/${store.prefix}`,
    user_name: store.principalName,
    store_recordings: store.settings.recordings,
    store_compositions: store.settings.compositions,
  }),
  checklist: twilioChecklist,
  byHand: twilioByHand,
  registration: twilioRegistration,
  findings: TWILIO_FINDINGS,
  credentials: {
    sets: TWILIO_CREDENTIALS,
    about: 'an API key, or the account SID and its auth token',
  },
  credentialPatterns: [
    { test: /\bSK[0-9a-f]{32}\b/, what: 'a Twilio API key' },
    { test: /\bAC[0-9a-f]{32}\b/, what: 'a Twilio account SID' },
  ],
};
