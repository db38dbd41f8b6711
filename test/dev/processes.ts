import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly state: string;
  readonly command: string;
}

/** Every running process, without zombies. */
function processes(): Process[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' });
  return rows
    .trim()
    .split('\n')
    .map((row) => {
      const [pid, parent, state = '', ...args] = row.trim().split(/\s+/);
      return { pid: Number(pid), parent: Number(parent), state, command: args.join(' ') };
    })
    .filter(({ state }) => !state.startsWith('Z'));
}

/** The processes that a process started, and those started by them, whose command matches. */
export function descendantsOf(pid: number, command = /^/): number[] {
  const all = processes().filter(
    (each) => each.command !== 'ps' && !each.command.startsWith('ps '),
  );
  const below = (parent: number): Process[] =>
    all.flatMap((each) => (each.parent === parent ? [each, ...below(each.pid)] : []));
  return below(pid).flatMap((each) => (command.test(each.command) ? [each.pid] : []));
}

/** The command lines of processes. */
export function commandsOf(pids: readonly number[]): string[] {
  return processes().flatMap((each) => (pids.includes(each.pid) ? [each.command] : []));
}

/** Whether a process runs. */
export function isAlive(pid: number): boolean {
  return processes().some((each) => each.pid === pid);
}

/** Waits until a condition holds, for at most ten seconds. The caller then checks it again. */
export async function waitUntil(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!holds() && Date.now() < deadline) await sleep(50);
}
