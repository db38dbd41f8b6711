import { MissingFileError } from '../config/files';
import { InvalidEnvironmentsError } from '../config/valid';
import { HttpError } from '../http/error';
import { RefusedError } from '../core/problem';
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
} as const;

/** Something was done before it failed: the same command goes on from there. */
export class PartlyDoneError extends Error {
  override readonly name = 'PartlyDoneError';

  /**
   * @param command - that goes on, e.g. `callvault connect calls-prod`
   * @param done - what was done before, in sentences
   */
  constructor(command: string, cause: Error, done: readonly string[]) {
    const lines = [cause.message, 'Done before:', ...done.map((each) => `  ${each}`)];
    super([...lines, `Run ${command} again: it goes on from there.`].join('\n'), { cause });
  }
}

/** AWS said no, or is not the AWS that was meant. */
export class AwsRefusedError extends Error {
  override readonly name = 'AwsRefusedError';

  /** @param fix what to do: a sentence that starts with a verb */
  constructor(what: string, fix: string, options?: ErrorOptions) {
    super(`${what}\n  ${fix}`, options);
  }
}

/** The exit code an error ends a command with. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof AwsRefusedError || error instanceof HttpError) return EXIT.refusedByAws;
  if (error instanceof PartlyDoneError) return EXIT.partly;
  // Terraform's own last words are for people; it fails where AWS or the backend refuses.
  if (error instanceof CommandError) return EXIT.refusedByAws;
  const input = [InvalidEnvironmentsError, MissingFileError, NotStartedError, RefusedError];
  return input.some((type) => error instanceof type) ? EXIT.usage : EXIT.unexpected;
}
