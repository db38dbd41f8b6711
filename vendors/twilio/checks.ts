import type { Problem } from '../../core/problem';
import type { Store } from '../../store/store';
import { COMPOSITION_ACKNOWLEDGEMENT, type TwilioSettings } from './settings';

/** Twilio's own rules. @see Twilio guide, "Recordings and Compositions in AWS S3" */
export function checkTwilio({
  settings: { recordings, compositions, acknowledge },
}: Store<TwilioSettings>): Problem[] {
  if (!recordings && !compositions) {
    return [
      {
        rule: 'twilio-stores-something',
        path: ['recordings'],
        what: 'recordings and compositions are both false, so Twilio would store nothing here',
        fix: 'Set one of them to true, or remove the store.',
      },
    ];
  }
  if (!recordings || !compositions || acknowledge === COMPOSITION_ACKNOWLEDGEMENT) return [];
  return [
    {
      rule: 'twilio-recordings-or-compositions',
      path: ['compositions'],
      what: 'recordings and compositions are both true, but Twilio cannot compose recordings that are stored in S3',
      fix: `Store only one of them, or set acknowledge: ${COMPOSITION_ACKNOWLEDGEMENT}.`,
    },
  ];
}
