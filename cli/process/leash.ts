import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { startedCommand } from './batch-file';

/** Milliseconds between SIGTERM and SIGKILL. */
const GRACE_MS = 3000;

/**
 * The process between us and the command: a second Node.js that runs the command in a process group of its own. It ends
 * the group when the command ends, when we ask it to, or when the channel to us closes. The kernel closes that channel
 * however our process ends, SIGKILL included, which no handler in our own process can detect. A command that finishes
 * its work gets SIGINT instead, once and alone, and as much time as it needs. Its output goes through the second process,
 * so that it can still write after our process has ended.
 *
 * Windows has neither process groups nor signals for other programs. There, the command has a hidden console, which Ctrl-C
 * does not reach; it is ended with its child processes by taskkill, and one that finishes its work is never interrupted.
 *
 * @see Node.js documentation, "Child process", options.detached and subprocess.kill
 */
const LEASH = `
const { spawn } = require('node:child_process');
const [finishes, verbatim, command, ...args] = process.argv.slice(1);
const windows = process.platform === 'win32';
const output = finishes === 'true' ? 'pipe' : 'inherit';
const windowsVerbatimArguments = verbatim === 'true';
const stdio = ['ignore', output, output];
const child = spawn(command, args, { detached: !windows, windowsHide: true, windowsVerbatimArguments, stdio });
// Opening a stream makes its pipe non-blocking, for a command that inherits it as well: tar then fails to write.
for (const name of output === 'pipe' ? ['stdout', 'stderr'] : []) {
  process[name].on('error', () => {});
  child[name].on('data', (data) => process[name].write(data));
}
const killGroup = (signal) => { try { process.kill(-child.pid, signal); } catch {} };
const killTree = () => {
  if (child.pid === undefined || child.exitCode !== null) return;
  const asked = ['/pid', String(child.pid), '/t', '/f'];
  spawn('taskkill', asked, { stdio: 'ignore', windowsHide: true }).once('error', () => child.kill());
};
const kill = windows ? killTree : killGroup;
const stop = () => { kill('SIGTERM'); setTimeout(kill, ${GRACE_MS}, 'SIGKILL'); };
let interrupted = false;
const interrupt = () => { if (!interrupted && !windows) child.kill('SIGINT'); interrupted = true; };
const leave = finishes === 'true' ? interrupt : stop;
const report = (ended) => {
  if (!process.connected) process.exit();
  process.send(ended, () => process.exit());
};
// Exiting would discard what our process has not read yet.
const written = (then) => {
  if (output === 'inherit') then();
  else process.stdout.write('', () => process.stderr.write('', then));
};
child.once('error', (error) => report({ reason: error.message }));
child.once('exit', () => { if (!windows) kill('SIGKILL'); });
child.once('close', (code, signal) => written(() => report({ code, signal })));
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

/**
 * Starts a command that ends when this process ends, without a shell but for batch files on Windows.
 *
 * @throws NotStartedError for arguments that cannot be passed to a batch file
 */
export function startLeashed(
  command: string,
  args: readonly string[],
  options: LeashOptions = {},
): Leashed {
  const env = options.env ?? process.env;
  const started = tryStart(command, args, env);
  const { finishes = false } = options;
  const leash = spawn(
    process.execPath,
    [
      '-e',
      LEASH,
      '--',
      String(finishes),
      String(started.verbatim),
      started.command,
      ...started.args,
    ],
    {
      cwd: options.cwd,
      env,
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

function tryStart(...command: Parameters<typeof startedCommand>) {
  try {
    return startedCommand(...command);
  } catch (cause) {
    throw new NotStartedError(command[0], (cause as Error).message, { cause });
  }
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
