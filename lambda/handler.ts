import { type CheckEvent, handleCheck } from './check';
import { openClients } from './clients';

/** The part of Lambda's context that is used. */
interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** The entry point in AWS. Logs JSON, one object per line. */
export async function handler(event: CheckEvent, context: LambdaContext): Promise<unknown> {
  return handleCheck(event, {
    clients: openClients(event.settings),
    emit: (line) => {
      process.stdout.write(`${JSON.stringify(line)}\n`);
    },
    remainingMs: () => context.getRemainingTimeInMillis(),
    now: () => Date.now(),
  });
}
