import type { Checklist } from '../checklist';

const GET_STARTED =
  'Zoom, "Bring your own storage", https://developers.zoom.us/docs/build/storage-get-started/';
const MANAGE = 'Zoom, "Manage storage locations"';

/** What no API of the Zoom Video SDK sets or shows. */
export const ZOOM_CHECKLIST: Checklist = {
  connect: [
    {
      id: 'zoom-plan',
      what: 'Check that the account has the Cloud Recording add-on: without it the API answers 3335.',
      source: GET_STARTED,
    },
    {
      id: 'zoom-older-recordings',
      what: 'Download older recordings that you need, and delete them at Zoom: they stay there and are charged for.',
      source: GET_STARTED,
    },
    {
      id: 'zoom-test-recording',
      what: 'Record a short session and look for it in the bucket.',
      source: GET_STARTED,
    },
  ],
  disconnect: [
    {
      id: 'zoom-metadata',
      what: 'Keep a list of the recordings: once storage is off, Zoom no longer shows those in the bucket.',
      source: MANAGE,
    },
  ],
};
