import { CommanderError } from 'commander';
import { withoutCommands } from '../core/printable';
import { redact } from '../core/redact';
import { EXIT, exitCodeOf } from './exit';
import { isFileError, renderFileError } from './file-error';
import { handleInterruptions } from './process/interruption';
import { buildProgram } from './program';

/** Runs the command line. Nothing else prints errors. */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  // The reader of our output may stop (`| head`). The command still finishes what it has begun.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  handleInterruptions();
  try {
    await buildProgram().parseAsync([...argv]);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
      return;
    }
    console.error(withoutCommands(redact(renderError(error))));
    process.exitCode = exitCodeOf(error);
  }
}

/** Expected errors are messages for people; a bug shows its stack. */
function renderError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (isFileError(error)) return renderFileError(error);
  return exitCodeOf(error) === EXIT.unexpected ? (error.stack ?? error.message) : error.message;
}
