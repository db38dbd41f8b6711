import { type CheckEvent, handleCheck } from './check';
import { openClients } from './clients';

/** What Lambda tells of a call; nothing else of it is read. */
interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** The entry of the function in AWS. What it logs is JSON, a line each. */
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
