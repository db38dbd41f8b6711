import { finishInterrupted, throwIfInterrupted } from './interruption';
import { type LeashOptions, startLeashed } from './leash';
import { collectText, eachLine, LastLines } from './output';

/** How a command is run. */
export interface RunOptions extends LeashOptions {
  /** Called for each line as it is written. */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
  /** Ends the command and all its child processes when aborted. */
  readonly signal?: AbortSignal;
  /**
   * Milliseconds after which the command and all its child processes are ended.
   *
   * @default - no limit
   */
  readonly timeoutMs?: number;
}

/** How a command ended. */
export interface RunResult {
  /** The exit code; 128 plus the signal's number if a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command failed or took too long. */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  /** @param result - the output of the command until then, and its exit code */
  constructor(
    message: string,
    readonly result: RunResult,
  ) {
    super(message);
  }
}

/**
 * Runs a command without a shell. Its child processes end with the call, and with this process.
 *
 * @throws CommandError if it takes longer than `timeoutMs`
 * @throws the signal's reason if it is aborted; InterruptedError if this process is interrupted; NotStartedError if the command cannot be started
 */
export async function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  return (await finish(command, args, options)).result;
}

/**
 * Runs a command that must succeed.
 *
 * @throws CommandError with the command, its exit code and its last lines, and as {@link run} does
 */
export async function runOrThrow(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const { lastLines, result } = await finish(command, args, options);
  if (result.code === 0) return result;
  const what = `${[command, ...args].join(' ')} ended with exit code ${result.code}`;
  throw new CommandError(`${what}:${lastLines.render()}`, result);
}

async function finish(command: string, args: readonly string[], options: RunOptions) {
  const { onLine, signal, timeoutMs } = options;
  signal?.throwIfAborted();
  throwIfInterrupted();
  const child = startLeashed(command, args, options);
  const lastLines = new LastLines();
  for (const stream of ['stdout', 'stderr'] as const) {
    eachLine(child[stream], (line) => {
      lastLines.add(line);
      onLine?.(line, stream);
    });
  }
  const stdout = collectText(child.stdout);
  const stderr = collectText(child.stderr);

  const timeout = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
  const stops = [signal, timeout].filter((each) => each !== undefined);
  AbortSignal.any(stops).addEventListener('abort', child.release);
  const what = `${command} ${args[0] ?? ''}`.trim();
  const code = await (options.finishes ? finishInterrupted(child, what) : child.ended);
  const result = { code, stdout: stdout(), stderr: stderr() };
  signal?.throwIfAborted();
  if (timeout?.aborted) {
    const ended = `${[command, ...args].join(' ')} was ended because it took longer than`;
    throw new CommandError(`${ended} ${timeoutMs ?? 0} ms:${lastLines.render()}`, result);
  }
  return { result, lastLines };
}
