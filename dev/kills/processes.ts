import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT } from '../../cli/exit';
import { runOrThrow } from '../../cli/process/run';
import { PROVIDER_LOCK } from '../../config/provider-lock';
import { makeWorkspace, type Workspace } from '../demo/workspace';
import type { LocalAws } from '../local-aws';
import { Random } from '../proof/random';

/** How a process ends too early. `machine lost`: all processes are killed, and the working folder is lost. */
export type Ending = 'SIGINT' | 'SIGTERM' | 'SIGKILL' | 'machine lost';

/** Where a process is killed. */
export interface ProcessCut {
  /** Number of its request to AWS, from 1. */
  readonly at: number;
  readonly signal: Ending;
}

/** How a run of `callvault` ended. */
export interface ProcessRun {
  readonly code: number | null;
  readonly output: string;
  readonly killed: Ending | undefined;
}

/** Runs `callvault` with arguments on a machine. */
export type RunCallvault = (...args: readonly string[]) => Promise<ProcessRun>;

/** A command whose processes are killed. */
export interface ProcessSubject {
  readonly name: string;
  /** Folder of its environment file. */
  readonly source: string;
  readonly endings: readonly Ending[];
  /** Machines on which it runs at the same time, at first. @default 1 */
  readonly machines?: number;
  /** Makes everything as it is before. @default - nothing */
  readonly prepare?: (run: RunCallvault, workspace: Workspace) => Promise<void>;
  /** Runs it once; if it takes several commands, until one fails. */
  readonly run: (run: RunCallvault) => Promise<ProcessRun>;
  /** Called when it has ended on each machine: what was lost, doubled or left behind, in sentences. */
  readonly check: (run: RunCallvault, workspace: Workspace) => Promise<readonly string[]>;
}

/** What killing processes left behind. */
export interface ProcessTrialResult {
  readonly seed: number;
  readonly cuts: readonly ProcessCut[];
  /** Exit codes in order. */
  readonly codes: readonly (number | null)[];
  readonly problems: readonly string[];
}

/** Runs of one trial at most. */
const MAX_RUNS = 8;

const CLI = path.resolve('bin/callvault.js');

const DAY_SECONDS = 86_400;

/** Kills `callvault` as a process at random requests, its own and Terraform's, and runs it until it ends with 0. */
export class ProcessKills {
  constructor(
    private readonly aws: LocalAws,
    private readonly subject: ProcessSubject,
  ) {}

  /** Number of requests of a run that nothing disturbs. */
  async countRequests(): Promise<number> {
    return this.onMachines(async (machines) => {
      let requests = 0;
      const when = () => {
        requests += 1;
        return false;
      };
      const rule = this.aws.faults.inject({ when, fault: { kind: 'reset' } });
      const { code, output } = await this.subject.run(this.runner(machines[0]));
      rule.remove();
      if (code !== 0)
        throw new Error(`${this.subject.name} ended with ${code ?? 'a signal'}: ${output}`);
      return requests;
    });
  }

  async runTrial(seed: number, requests: number): Promise<ProcessTrialResult> {
    const { subject } = this;
    const random = new Random(seed);
    return this.onMachines(async (machines) => {
      const cuts: ProcessCut[] = [];
      const codes: (number | null)[] = [];
      const problems: string[] = [];
      let left = machines.length > 1 ? random.below(2) : 1 + random.below(2);
      let together: readonly Workspace[] = machines;
      while (together.length > 0 && codes.length < MAX_RUNS) {
        const cut = { at: 1 + random.below(requests), signal: random.oneOf(subject.endings) };
        if (left > 0) cuts.push(cut);
        const ended = await this.runTogether(together, left > 0 ? cut : undefined);
        left -= 1;
        codes.push(...ended.map(({ code }) => code));
        const isLost = cuts.some(({ signal }) => signal === 'machine lost');
        const failed = isLost ? await this.unlockAfter(ended, machines[0]) : ended;
        problems.push(...failed.flatMap((each) => describeRun(each, together.length > 1)));
        const [again] = together.filter((_, index) => ended[index]?.code !== 0);
        together = again ? [again] : [];
      }
      if (codes.at(-1) !== 0) problems.push('it does not end');
      for (const machine of machines) problems.push(...(await this.check(machine)));
      return { seed, cuts, codes, problems: [...new Set(problems)] };
    });
  }

  /** Does what a message about the lock of a lost machine says, as in docs/state.md. Returns the other runs. */
  private async unlockAfter(runs: readonly ProcessRun[], machine: Workspace) {
    const others: ProcessRun[] = [];
    for (const each of runs) {
      const [, stack] = /the state of ([\w-]+) is locked by/.exec(each.output) ?? [];
      const [, id] = /run terraform force-unlock ([\w-]+) in/.exec(each.output) ?? [];
      if (stack === undefined || id === undefined) {
        others.push(each);
        continue;
      }
      await this.runner(machine)('synth', stack);
      const options = { cwd: path.join(machine.output, 'stacks', stack), env: machine.env };
      await runOrThrow('terraform', ['init', '-input=false'], options);
      await runOrThrow('terraform', ['force-unlock', '-force', id], options);
    }
    return others;
  }

  private runTogether(machines: readonly Workspace[], cut?: ProcessCut): Promise<ProcessRun[]> {
    const runs = machines.map((each, index) =>
      this.subject.run(this.runner(each, index === 0 ? cut : undefined)),
    );
    return Promise.all(runs);
  }

  private async onMachines<T>(
    use: (machines: readonly [Workspace, ...Workspace[]]) => Promise<T>,
  ): Promise<T> {
    await fetch(`${this.aws.endpoint}/moto-api/reset`, { method: 'POST' });
    const { source, machines: count = 1, prepare } = this.subject;
    const make = () => {
      const workspace = makeWorkspace(this.aws, { source });
      fs.mkdirSync(path.join(workspace.folder, 'tmp'));
      // Terraform writes none for a provider that all its runs share.
      fs.copyFileSync(PROVIDER_LOCK, path.join(workspace.folder, PROVIDER_LOCK));
      return workspace;
    };
    const first = make();
    const others = Array.from({ length: count - 1 }, make);
    try {
      await prepare?.(this.runner(first), first);
      return await use([first, ...others]);
    } finally {
      this.aws.faults.clear();
      for (const each of [first, ...others]) each.remove();
    }
  }

  /** Nothing is left on the machine: neither processes nor, after a day, temporary folders. */
  private async check(workspace: Workspace): Promise<readonly string[]> {
    const tmp = path.join(workspace.folder, 'tmp');
    const longAgo = Date.now() / 1000 - 2 * DAY_SECONDS;
    for (const name of fs.readdirSync(tmp)) fs.utimesSync(path.join(tmp, name), longAgo, longAgo);
    return [
      ...(await this.subject.check(this.runner(workspace), workspace)),
      ...processesIn(workspace.folder).map((pid) => `process ${pid} still runs`),
      // The cache of a project without node_modules is there too.
      ...filesNamed(tmp, /^callvault-run-/).map((name) => `${name} is left`),
      ...filesNamed(workspace.folder, /^(tfplan|.*\.next)$/).map((name) => `${name} is left`),
    ];
  }

  private runner({ folder, env }: Workspace, cut?: ProcessCut): RunCallvault {
    const seen = { requests: 0 };
    return async (...args) => {
      const child = spawn(process.execPath, [CLI, ...args], {
        cwd: folder,
        env: { ...env, TMPDIR: path.join(folder, 'tmp') },
      });
      let output = '';
      child.stdout.on('data', (data: Buffer) => (output += String(data)));
      child.stderr.on('data', (data: Buffer) => (output += String(data)));
      const count = () => {
        seen.requests += 1;
        if (seen.requests !== cut?.at) return false;
        if (cut.signal === 'machine lost') processesIn(folder).forEach(kill);
        else child.kill(cut.signal);
        return false;
      };
      const rule = this.aws.faults.inject({ when: count, fault: { kind: 'reset' } });
      const [code] = (await once(child, 'close')) as [number | null];
      rule.remove();
      // A killed run leaves Terraform to finish what it has begun.
      for (let waits = 0; processesIn(folder).length > 0 && waits < 300; waits += 1)
        await sleep(200);
      const killed = seen.requests >= (cut?.at ?? Infinity) ? cut?.signal : undefined;
      if (killed === 'machine lost') {
        fs.rmSync(path.join(folder, '.callvault'), { recursive: true, force: true });
      }
      return { code, output, killed };
    };
  }
}

function describeRun({ code, output, killed }: ProcessRun, isBeside: boolean): string[] {
  if (/^\s+at .+:\d+:\d+\)?$/m.test(output)) return [`it crashed: ${output.slice(-2000)}`];
  if (killed === 'SIGKILL' || killed === 'machine lost' || code === 0) return [];
  // Of two runs at the same time, one may be refused.
  const expected = [
    ...(killed ? [EXIT.interrupted] : []),
    ...(isBeside ? [EXIT.refusedByAws, EXIT.partly] : []),
  ];
  if (expected.some((each) => each === code)) return [];
  const after = killed ? ` after ${killed}` : '';
  return [`it ended with ${code ?? 'a signal'}${after}: ${output.slice(-800)}`];
}

function filesNamed(folder: string, name: RegExp): string[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((each) => name.test(path.basename(each)) && !each.startsWith('plans'));
}

/** Processes whose working folder is in a folder: the command, Terraform and its providers. Linux only. */
function processesIn(folder: string): number[] {
  return fs.readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return fs.readlinkSync(`/proc/${name}/cwd`).startsWith(folder) ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
