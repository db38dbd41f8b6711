import type { Checklist } from '../checklist';

const PAGE = 'Daily documentation, "Storing Daily call recordings in a custom Amazon S3 bucket"';

/** What no API of Daily sets or shows. */
export const DAILY_CHECKLIST: Checklist = {
  connect: [
    {
      id: 'daily-rooms',
      what: 'Look for rooms with a recordings_bucket of their own: their recordings do not come to this store.',
      source: 'Daily documentation, "REST API", room configuration',
    },
    {
      id: 'daily-recording-enabled',
      what: 'Set enable_recording to cloud for the domain, the room or the meeting token, or nothing is recorded.',
      source: PAGE,
    },
    {
      id: 'daily-test-recording',
      what: 'Record a short call and look for it in the bucket: Daily does not try the bucket when it is set.',
      source: PAGE,
    },
  ],
  disconnect: [
    {
      id: 'daily-stored-at-daily',
      what: 'Decide how long Daily keeps new recordings: from now on it stores them.',
      source: PAGE,
    },
  ],
};
