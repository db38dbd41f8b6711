import { CommanderError } from 'commander';
import { InvalidEnvironmentsError } from '../config/invalid';
import { docsUrl, ruleUrl } from '../core/docs-url';
import { withoutCommands } from '../core/printable';
import { type Problem, RefusedError } from '../core/problem';
import { redact } from '../core/redact';
import { inColour } from './colour';
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
    console.error(inColour(withoutCommands(redact(renderError(error))), process.stderr));
  }
}

/** An error for programs: its message, the exit code, and each problem where there are several. */
function errorAsData(error: unknown) {
  const code = process.exitCode;
  const message = renderError(error);
  const problems = problemsOf(error).map((each) => ({ ...each, url: ruleUrl(each.rule) }));
  const found = problems.length > 0 && { problems };
  return { version: JSON_VERSION, error: { code, message, ...found } };
}

function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof InvalidEnvironmentsError || error instanceof RefusedError) {
    return error.problems;
  }
  return error instanceof Error && error.cause !== undefined ? problemsOf(error.cause) : [];
}

/** Expected errors are messages for people; a bug shows its stack. */
function renderError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof CommanderError) return error.message.replace(/^error: /, '');
  if (isFileError(error)) return renderFileError(error);
  if (exitCodeOf(error) === EXIT.unexpected) return error.stack ?? error.message;
  const rules = problemsOf(error).map(({ rule }) => ruleUrl(rule));
  // What AWS, Terraform or a vendor refused has no rule.
  const urls = rules.length > 0 ? rules : [docsUrl('reference/exit-codes.md#what-to-do')];
  const missing = [...new Set(urls)].filter((url) => !error.message.includes(url));
  return [error.message, ...missing.map((url) => `  ${url}`)].join('\n');
}
