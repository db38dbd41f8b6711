import type { Store } from '../../store/store';
import type { Checklist, ManualStep } from '../checklist';
import type { TwilioSettings } from './settings';

/** What no API of Twilio sets or shows. */
export function twilioChecklist({ settings, prefix }: Store<TwilioSettings>): Checklist {
  const compositions: ManualStep[] = settings.recordings
    ? [
        {
          id: 'twilio-no-compositions',
          what: 'Make sure that no application composes these recordings: recordings in S3 cannot be composed.',
          source: 'Twilio guide, "Recordings and Compositions in AWS S3"',
        },
      ]
    : [];
  const connect: ManualStep[] = [
    {
      id: 'twilio-account',
      what: 'Check that the credentials belong to the account or sub-account whose rooms are recorded: each has settings of its own.',
      source: 'Twilio documentation, "Recording Settings API"',
    },
    {
      id: 'twilio-debugger',
      what: 'Send the Debugger alerts 53610 to 53616, 53620 to 53627 and 53664 to 53669 to the people who watch the store: 53616 means that a recording is lost.',
      source: 'Twilio documentation, "Error and Warning Dictionary"',
    },
    ...compositions,
    {
      id: 'twilio-delete-test-file',
      what: `Delete the .txt file that Twilio wrote below ${prefix === '' ? 'the bucket' : prefix} if it is in the way: it only proves that Twilio can write.`,
      source: 'Twilio guide, "Step 4: Configure Twilio to store into the S3 bucket"',
    },
  ];
  return { connect, disconnect: DISCONNECT };
}

const DISCONNECT: readonly ManualStep[] = [
  {
    id: 'twilio-stored-at-twilio',
    what: 'Look in the Debugger for uploads that failed since, and decide how long Twilio keeps new recordings: from now on it stores and charges for them.',
    source: 'Twilio guide, "Recordings and Compositions in AWS S3"',
  },
];
