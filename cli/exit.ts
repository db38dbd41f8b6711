import { InvalidEnvironmentsError } from '../config/invalid';
import { HttpError } from '../http/error';
import { RefusedError } from '../core/problem';
import { GuardedError } from './plans/guarded-error';
import { InterruptedError } from './process/interruption';
import { NotStartedError } from './process/leash';
import { CommandError } from './process/run';

/** What a command's exit code means. */
export const EXIT = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  partly: 3,
  refusedByAws: 5,
  findings: 6,
  interrupted: InterruptedError.exitCode,
} as const;

/** A command failed after it had changed something. Running it again continues there. */
export class PartlyDoneError extends Error {
  override readonly name = 'PartlyDoneError';

  /**
   * @param command - the command that continues, e.g. `callvault connect calls-prod`
   * @param done - what was done before the failure, in sentences
   */
  constructor(command: string, cause: Error, done: readonly string[]) {
    const lines = [cause.message, 'Done before this error:', ...done.map((each) => `  ${each}`)];
    super([...lines, `Run ${command} again to continue.`].join('\n'), { cause });
  }
}

/** AWS refused a request, or the credentials belong to another account. */
export class AwsRefusedError extends Error {
  override readonly name = 'AwsRefusedError';

  /** @param fix - what to do: a sentence that starts with a verb */
  constructor(
    readonly what: string,
    readonly fix: string,
    options?: ErrorOptions,
  ) {
    super(`${what}\n  ${fix}`, options);
  }
}

/** The exit code of a command that ends with an error. */
export function exitCodeOf(error: unknown): number {
  if (isInterruption(error)) return EXIT.interrupted;
  if (error instanceof PartlyDoneError) return EXIT.partly;
  if (error instanceof GuardedError) return EXIT.findings;
  // Terraform fails where AWS or the state backend refuses.
  const refusals = [AwsRefusedError, HttpError, CommandError];
  if (refusals.some((type) => error instanceof type)) return EXIT.refusedByAws;
  const input = [InvalidEnvironmentsError, NotStartedError, RefusedError];
  return input.some((type) => error instanceof type) ? EXIT.usage : EXIT.unexpected;
}

/** An interruption may be the cause of an error that says what was done before it. */
function isInterruption(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error instanceof InterruptedError || isInterruption(error.cause);
}
