import { CommanderError } from 'commander';
import { withoutCommands } from '../core/printable';
import { redact } from '../core/redact';
import { JSON_VERSION } from './command';
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
    } else process.exitCode = exitCodeOf(error);
    if (process.exitCode !== EXIT.ok) report(error, argv.includes('--json'));
  }
}

function report(error: unknown, asJson: boolean): void {
  if (asJson) console.log(redact(JSON.stringify(errorAsData(error), null, 2)));
  // Commander has printed its own errors.
  else if (!(error instanceof CommanderError)) {
    console.error(withoutCommands(redact(renderError(error))));
  }
}

/** An error for programs: its message, the exit code, and each problem where there are several. */
function errorAsData(error: unknown) {
  const code = process.exitCode;
  const message = renderError(error);
  const problems = error instanceof Error && 'problems' in error ? error.problems : undefined;
  return { version: JSON_VERSION, error: { code, message, ...(problems ? { problems } : {}) } };
}

/** Expected errors are messages for people; a bug shows its stack. */
function renderError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof CommanderError) return error.message.replace(/^error: /, '');
  if (isFileError(error)) return renderFileError(error);
  return exitCodeOf(error) === EXIT.unexpected ? (error.stack ?? error.message) : error.message;
}
