import { setTimeout as sleep } from 'node:timers/promises';
import { throwIfInterrupted } from '../process/interruption';

/** How long to wait for something, and how often to look. */
export interface WaitOptions {
  /** Milliseconds until waiting is given up. @default 60000 */
  readonly totalMs?: number;
  /** Milliseconds between two attempts. @default 2000 */
  readonly everyMs?: number;
}

/** Repeats an attempt until it succeeds or the time is up. Returns the last result. @throws InterruptedError */
export async function waitUntil<T>(
  attempt: () => Promise<T>,
  succeeded: (result: T) => boolean,
  { totalMs = 60_000, everyMs = 2_000 }: WaitOptions = {},
): Promise<T> {
  const end = Date.now() + totalMs;
  for (;;) {
    const result = await attempt();
    if (succeeded(result) || Date.now() + everyMs > end) return result;
    await sleep(everyMs);
    throwIfInterrupted();
  }
}
