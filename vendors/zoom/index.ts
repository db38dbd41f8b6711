import { checkFixedPrefix } from '../fixed-prefix';
import type { Vendor } from '../vendor';
import { ZOOM_CREDENTIALS } from './api';
import { zoomByHand } from './by-hand';
import { ZOOM_CHECKLIST } from './checklist';
import { ZOOM_FINDINGS } from './findings';
import { zoomProfile } from './profile';
import { zoomRegistration } from './registration';
import { type ZoomSettings, zoomSettings } from './settings';

/** The Zoom Video SDK writes cloud recordings with an access key, to a storage location of the account. */
export const zoom: Vendor<ZoomSettings> = {
  settings: zoomSettings,
  profile: zoomProfile,
  check: (store) => checkFixedPrefix({ rule: 'zoom-prefix', store }),
  checklist: () => ZOOM_CHECKLIST,
  byHand: zoomByHand,
  outputs: (store) => ({
    bucket: store.bucketName,
    region: store.region,
    user_name: store.principalName,
  }),
  registration: zoomRegistration,
  findings: ZOOM_FINDINGS,
  credentials: {
    sets: ZOOM_CREDENTIALS,
    about: 'the API key and secret of the Video SDK account, not those of an SDK app',
  },
};
