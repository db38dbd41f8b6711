import type { Leashed } from './leash';

/** What finishes what it has begun before this process ends. */
interface Finishing {
  /** Printed for the first signal. @default - nothing */
  readonly waits?: string;
  /** Printed for the second one. @default - nothing */
  readonly kills?: string;
  readonly interrupt: () => void;
  readonly kill: () => void;
}

/** Exit code of a command that a signal interrupted: 128 plus the number of SIGINT, as in a shell. */
const INTERRUPTED = 130;

/** The last is Ctrl-Break on Windows. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const;

/** A command was interrupted, and what it had begun was finished. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';

  /** The exit code of a command that ends with this error. */
  static readonly exitCode = INTERRUPTED;

  constructor(what = 'Nothing more was started') {
    super(`Interrupted. ${what}.`);
  }
}

const finishing = new Set<Finishing>();

let first: NodeJS.Signals | undefined;

/**
 * Ends this process when it gets a signal to end: at once, or, while something runs that must finish what it
 * has begun, after that. The same signal again kills it.
 */
export function handleInterruptions(): void {
  for (const signal of SIGNALS) process.on(signal, onSignal);
}

function onSignal(signal: NodeJS.Signals): void {
  if (finishing.size === 0) exitNow();
  if (first === undefined) {
    first = signal;
    sayOnce('waits');
    finishing.forEach(({ interrupt }) => {
      interrupt();
    });
  } else if (first === signal) {
    // A CI system sends SIGTERM a few seconds after SIGINT, which must not kill Terraform.
    sayOnce('kills');
    finishing.forEach(({ kill }) => {
      kill();
    });
  }
}

/** Several stacks are waited for with one sentence. */
function sayOnce(sentence: 'waits' | 'kills'): void {
  const sentences = new Set([...finishing].map((each) => each[sentence]));
  for (const each of sentences) if (each !== undefined) console.error(each);
}

function exitNow(): never {
  // The line of progress hides the cursor.
  for (const stream of [process.stdout, process.stderr])
    if (stream.isTTY) stream.write('\u001b[?25h');
  process.exit(INTERRUPTED);
}

/** @throws InterruptedError when this process was interrupted: nothing more must be started */
export function throwIfInterrupted(): void {
  if (first !== undefined) throw new InterruptedError();
}

/**
 * Waits for a command that finishes what it has begun.
 *
 * @throws InterruptedError when this process was interrupted meanwhile and the command failed
 */
export async function finishInterrupted(command: Leashed, what: string): Promise<number> {
  const entry: Finishing = {
    waits: 'Waiting for Terraform to save its state; press Ctrl-C again to kill it.',
    kills: 'Killing Terraform. Its state may be incomplete, and its lock may remain.',
    interrupt: command.interrupt,
    kill: command.release,
  };
  finishing.add(entry);
  try {
    const code = await command.ended;
    if (first !== undefined && code !== 0) throw new InterruptedError(`${what} was ended early`);
    return code;
  } finally {
    finishing.delete(entry);
  }
}

/**
 * Begins work that an interruption ends by a call of this function, and that then throws an {@link InterruptedError}.
 *
 * @returns ends it
 */
export function whileEndingBy(interrupt: () => void): () => void {
  return begin({ interrupt, kill: exitNow });
}

/**
 * Begins work that calls {@link throwIfInterrupted} before each step, so that an interruption does not end it in the middle
 * of one.
 *
 * @returns ends it
 */
export function whileEndingAtNextStep(): () => void {
  return begin({
    waits: 'Ending after the step that is under way; press Ctrl-C again to end at once.',
    kills: 'Ended in the middle of a step; run the command again.',
    interrupt: () => undefined,
    kill: exitNow,
  });
}

function begin(entry: Finishing): () => void {
  finishing.add(entry);
  return () => {
    finishing.delete(entry);
  };
}
