import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';

/** Milliseconds a command has to end by itself before it is killed. */
const GRACE_MS = 3000;

/**
 * What runs between us and the command: a second node that holds the command in a process group of
 * its own and ends the group when the command ends, when we say so, or when the channel to us closes. The kernel
 * closes that channel however we end, SIGKILL included, which no handler in our own process can do.
 */
const LEASH = `
const { spawn } = require('node:child_process');
const [command, ...args] = process.argv.slice(1);
const child = spawn(command, args, { detached: true, stdio: ['ignore', 'inherit', 'inherit'] });
const kill = (signal) => { try { process.kill(-child.pid, signal); } catch {} };
const stop = () => { kill('SIGTERM'); setTimeout(kill, ${GRACE_MS}, 'SIGKILL'); };
const report = (ended) => {
  kill('SIGKILL');
  if (!process.connected) process.exit();
  process.send(ended, () => process.exit());
};
child.once('error', (error) => report({ reason: error.message }));
child.once('exit', (code, signal) => report({ code, signal }));
process.once('message', stop);
process.once('disconnect', stop);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, stop);
`;

/** A program is not there, or may not be run. */
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
   * The exit code, once the command and everything it started are gone; 128 plus the signal's
   * number, as in a shell, if a signal ended it. Rejects if the command could not be started.
   */
  readonly ended: Promise<number>;
  /** Ends the command and everything it started; {@link ended} says when they are gone. */
  release(): void;
}

/** Where and with what a command runs. */
export interface LeashOptions {
  /** @default - this process's folder */
  readonly cwd?: string | undefined;
  /** @default - this process's environment */
  readonly env?: NodeJS.ProcessEnv | undefined;
}

interface Report {
  readonly code?: number | null;
  readonly signal?: NodeJS.Signals | null;
  readonly reason?: string;
}

/** Starts a command, without a shell, that dies with this process. Linux and macOS. */
export function startLeashed(
  command: string,
  args: readonly string[],
  options: LeashOptions = {},
): Leashed {
  const leash = spawn(process.execPath, ['-e', LEASH, '--', command, ...args], {
    cwd: options.cwd,
    env: options.env ?? process.env,
    // Away from the terminal's Ctrl-C: how the command ends is ours to say.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  return {
    stdout: leash.stdout as Readable,
    stderr: leash.stderr as Readable,
    ended: waitForEnd(leash, command),
    release: () => {
      // Not by disconnecting: then node would never say that the leash is closed.
      if (leash.connected) leash.send('end', () => undefined);
    },
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
  if (report.reason !== undefined) {
    throw new NotStartedError(command, report.reason);
  }
  return report.code ?? 128 + constants.signals[report.signal ?? 'SIGKILL'];
}
