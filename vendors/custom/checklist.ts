import type { Store } from '../../store/store';
import type { Checklist } from '../checklist';
import type { CustomSettings } from './settings';

const SOURCE = 'the environment file';

/** Nothing is known of the vendor but what the environment file says: all of it is done by hand. */
export function customChecklist({ profile }: Store<CustomSettings>): Checklist {
  const { title, registration } = profile;
  const connect = [
    {
      id: 'custom-enter',
      what: `Enter the values at ${title}: ${registration.where}.`,
      source: SOURCE,
    },
    {
      id: 'custom-test-recording',
      what: `Make a short recording at ${title} and look for it in the bucket.`,
      source: SOURCE,
    },
  ];
  const stop = {
    id: 'custom-stop',
    what: `Remove the values at ${title}: ${registration.where}.`,
    source: SOURCE,
  };
  return { connect, disconnect: [stop] };
}
