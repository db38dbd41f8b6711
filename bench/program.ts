import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

/** A program that is measured: a process of its own, from its start to its end. */
export interface Program {
  /** What it is, for the table. */
  readonly name: string;
  /** What Node is started with: a script and its arguments. */
  readonly args: readonly string[];
  /** Variables beside this process's own. */
  readonly env?: NodeJS.ProcessEnv;
  /** Folder it runs in. @default - this one */
  readonly cwd?: string;
  /** Called before each run, which it is no part of. */
  readonly before?: () => void;
}

/** What one program took: medians of its runs. */
export interface ResourceUsage {
  /** From start to end, in seconds. */
  readonly seconds: number;
  /** Of processors, its threads included and its child processes not, in seconds. */
  readonly cpu: number;
  /** Most memory it held at any time, in mebibytes. */
  readonly mebibytes: number;
}

/**
 * Runs programs in turn, so that whatever else the machine does meets all of them, and gives the medians of each.
 *
 * @throws Error when one of them fails, with what it has written
 */
export function measure(
  programs: readonly Program[],
  { runs, folder }: { readonly runs: number; readonly folder: string },
): ResourceUsage[] {
  // The first run of each makes what the next ones find.
  for (const program of programs) if (runs > 1) runOnce(program, folder);
  const measured = Array.from({ length: runs }, () =>
    programs.map((each) => runOnce(each, folder)),
  );
  return programs.map((_, index) => medians(measured.flatMap((row) => row[index] ?? [])));
}

function runOnce({ name, args, env, cwd, before }: Program, folder: string): ResourceUsage {
  before?.();
  const file = path.join(folder, 'usage.json');
  const started = process.hrtime.bigint();
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--require', path.resolve('bench/usage.js'), ...args],
    {
      ...{ encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'ignore', 'pipe'], cwd },
      env: { ...process.env, ...env, CALLVAULT_BENCH_USAGE: file },
    },
  );
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (status !== 0) throw new Error(`${name} failed:\n${stderr.slice(-2_000)}`);
  const used = JSON.parse(fs.readFileSync(file, 'utf8')) as Omit<ResourceUsage, 'seconds'>;
  fs.rmSync(file);
  return { seconds, ...used };
}

function medians(usages: readonly ResourceUsage[]): ResourceUsage {
  const middle = (key: keyof ResourceUsage) =>
    usages.map((usage) => usage[key]).sort((a, b) => a - b)[Math.floor(usages.length / 2)] ?? NaN;
  return { seconds: middle('seconds'), cpu: middle('cpu'), mebibytes: middle('mebibytes') };
}
