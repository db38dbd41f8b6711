import { eventCounts } from '../arrivals/event-counts';
import { type ArrivalsEvent, reportArrivals } from './arrivals';
import { type CanaryEvent, runCanary } from './canary';
import { openCanaryClients } from './canary-clients';
import { type CheckEvent, handleCheck } from './check';
import { openClients } from './clients';

/** The part of Lambda's context that is used. */
interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

const emit = (line: object) => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

/** The entry point in AWS. Logs JSON, one object per line. */
export async function handler(
  event: CheckEvent | ArrivalsEvent | CanaryEvent,
  context: LambdaContext,
): Promise<unknown> {
  if (event.action === 'arrivals') {
    return reportArrivals(event, { readCounts: eventCounts(), emit });
  }
  if (event.action === 'canary') {
    return runCanary(event, { clients: openCanaryClients(event.settings.region), emit });
  }
  return handleCheck(event, {
    clients: openClients(event.settings),
    emit,
    remainingMs: () => context.getRemainingTimeInMillis(),
    now: () => Date.now(),
  });
}
