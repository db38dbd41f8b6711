import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';

/** Milliseconds between SIGTERM and SIGKILL. */
const GRACE_MS = 3000;

/**
 * The process between us and the command: a second Node.js that runs the command in a process group of its own. It ends
 * the group when the command ends, when we ask it to, or when the channel to us closes. The kernel closes that channel
 * however our process ends, SIGKILL included, which no handler in our own process can detect. A command that finishes
 * its work gets SIGINT instead, once and alone, and as much time as it needs. Its output goes through the second process,
 * so that it can still write after our process has ended.
 */
const LEASH = `
const { spawn } = require('node:child_process');
const [finishes, command, ...args] = process.argv.slice(1);
const output = finishes === 'true' ? 'pipe' : 'inherit';
const child = spawn(command, args, { detached: true, stdio: ['ignore', output, output] });
// Opening a stream makes its pipe non-blocking, for a command that inherits it as well: tar then fails to write.
for (const name of output === 'pipe' ? ['stdout', 'stderr'] : []) {
  process[name].on('error', () => {});
  child[name].on('data', (data) => process[name].write(data));
}
const kill = (signal) => { try { process.kill(-child.pid, signal); } catch {} };
const stop = () => { kill('SIGTERM'); setTimeout(kill, ${GRACE_MS}, 'SIGKILL'); };
let interrupted = false;
const interrupt = () => { if (!interrupted) child.kill('SIGINT'); interrupted = true; };
const leave = finishes === 'true' ? interrupt : stop;
const report = (ended) => {
  if (!process.connected) process.exit();
  process.send(ended, () => process.exit());
};
child.once('error', (error) => report({ reason: error.message }));
child.once('exit', () => kill('SIGKILL'));
child.once('close', (code, signal) => report({ code, signal }));
process.on('message', (message) => message === 'interrupt' ? interrupt() : stop());
process.once('disconnect', leave);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, leave);
`;

/** A program does not exist, or cannot be executed. */
export class NotStartedError extends Error {
  override readonly name = 'NotStartedError';

  constructor(command: string, why: string, options?: ErrorOptions) {
    super(`${command} could not be started: ${why}`, options);
  }
}

/** A command that cannot outlive this process. */
export interface Leashed {
  readonly stdout: Readable;
  readonly stderr: Readable;
  /**
   * Resolves to the exit code once the command and all its child processes have ended; 128 plus the signal's number,
   * as in a shell, if a signal ended it. Rejects if the command could not be started.
   */
  readonly ended: Promise<number>;
  /** Ends the command and all its child processes; {@link ended} resolves when they have ended. */
  readonly release: () => void;
  /** Asks the command to finish what it has begun, and to end then. */
  readonly interrupt: () => void;
}

/** How a command is started. */
export interface LeashOptions {
  /** @default - the working folder of this process */
  readonly cwd?: string | undefined;
  /** @default - this process's environment */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /**
   * The command is not ended in the middle of its work: when this process is interrupted or killed, it gets SIGINT and
   * as much time as it needs. For Terraform, which then saves its state and releases the lock.
   *
   * @default false
   */
  readonly finishes?: boolean | undefined;
}

interface Report {
  readonly code?: number | null;
  readonly signal?: NodeJS.Signals | null;
  readonly reason?: string;
}

/** Starts a command, without a shell, that ends when this process ends. Linux and macOS. */
export function startLeashed(
  command: string,
  args: readonly string[],
  options: LeashOptions = {},
): Leashed {
  const leash = spawn(
    process.execPath,
    ['-e', LEASH, '--', String(options.finishes ?? false), command, ...args],
    {
      cwd: options.cwd,
      env: options.env ?? process.env,
      // Not in the terminal's process group: Ctrl-C reaches us only, and we end the command.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  );
  // Not by disconnecting: Node.js would then never emit the leash's close event.
  const send = (message: string) => () => {
    if (leash.connected) leash.send(message, () => undefined);
  };
  return {
    stdout: leash.stdout as Readable,
    stderr: leash.stderr as Readable,
    ended: waitForEnd(leash, command),
    release: send('end'),
    interrupt: send('interrupt'),
  };
}

async function waitForEnd(leash: ChildProcess, command: string): Promise<number> {
  let report: Report = {};
  leash.once('message', (message) => {
    report = message as Report;
  });
  try {
    await once(leash, 'close');
  } catch (cause) {
    throw new NotStartedError(command, String(cause), { cause });
  }
  if (report.reason !== undefined) throw new NotStartedError(command, report.reason);
  return report.code ?? 128 + constants.signals[report.signal ?? 'SIGKILL'];
}
