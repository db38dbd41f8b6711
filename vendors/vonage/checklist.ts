import type { Checklist } from '../checklist';

const ARCHIVING =
  'Vonage, "Archiving", https://developer.vonage.com/en/opentok/guides/archiving/overview';
const S3 = 'Vonage, "Archiving using AWS S3"';

/** What no API of Vonage sets or shows. */
export const VONAGE_CHECKLIST: Checklist = {
  connect: [
    {
      id: 'vonage-storage',
      what: "Look at the cloud storage on the project's page: the API sets it and never shows it.",
      source: S3,
    },
    {
      id: 'vonage-certificate',
      what: 'If the project encrypts archives (an add-on), send the certificate again: each request replaces the whole storage.',
      source: 'Vonage, "Archive encryption"',
    },
    {
      id: 'vonage-archived-sessions',
      what: 'Check that sessions are archived: automatically, with archiveMode always, or by the application. Only routed sessions can be.',
      source: ARCHIVING,
    },
    {
      id: 'vonage-test-archive',
      what: 'Make a short archive and look for it in the bucket: Vonage does not try the bucket when it is set.',
      source: S3,
    },
  ],
  disconnect: [
    {
      id: 'vonage-storage-by-hand',
      what: "Remove the cloud storage on the project's page if a person has entered it there: callvault only deletes what it has set.",
      source: S3,
    },
    {
      id: 'vonage-stored-at-vonage',
      what: 'Download new archives within 72 hours: from now on Vonage stores them, and deletes them then.',
      source: ARCHIVING,
    },
  ],
};
