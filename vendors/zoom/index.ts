import { type Problem, problemIf } from '../../core/problem';
import type { Store } from '../../store/store';
import type { Vendor } from '../vendor';
import { ZOOM_CREDENTIALS } from './api';
import { zoomByHand } from './by-hand';
import { ZOOM_CHECKLIST } from './checklist';
import { ZOOM_FINDINGS } from './findings';
import { ZOOM_PREFIX, zoomProfile } from './profile';
import { zoomRegistration } from './registration';
import { type ZoomSettings, zoomSettings } from './settings';

/** The Zoom Video SDK writes cloud recordings with an access key, to a storage location of the account. */
export const zoom: Vendor<ZoomSettings> = {
  settings: zoomSettings,
  profile: zoomProfile,
  check: checkPrefixFits,
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

/** Zoom chooses the whole key. */
function checkPrefixFits({ prefix }: Store<ZoomSettings>): Problem[] {
  return problemIf(!ZOOM_PREFIX.startsWith(prefix), {
    rule: 'zoom-prefix',
    path: ['prefix'],
    what: `Zoom writes to ${ZOOM_PREFIX}, not to ${prefix}, where every upload would be denied`,
    fix: `Leave prefix out for ${ZOOM_PREFIX}.`,
  });
}
