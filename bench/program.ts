import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

/** A program to measure, as a process of its own. */
export interface Program {
  /** Its name in the table. */
  readonly name: string;
  /** Arguments of Node: a script, and the script's own. */
  readonly args: readonly string[];
  /** Variables in addition to those of this process. */
  readonly env?: NodeJS.ProcessEnv;
  /** Called before each run, outside the measurement. */
  readonly before?: () => void;
}

/** Medians of a program's runs. */
export interface ResourceUsage {
  /** From start to end. */
  readonly seconds: number;
  /** Seconds of processor time, without child processes. */
  readonly cpu: number;
  /** Peak memory. */
  readonly mebibytes: number;
}

/**
 * Runs programs alternately, so that other work on the machine affects all of them, and returns the medians of each.
 *
 * @throws Error when one of them fails, with what it wrote
 */
export function measure(
  programs: readonly Program[],
  { runs, folder }: { readonly runs: number; readonly folder: string },
): ResourceUsage[] {
  // The first run of each fills the caches.
  for (const program of programs) if (runs > 1) runOnce(program, folder);
  const measured = Array.from({ length: runs }, () =>
    programs.map((each) => runOnce(each, folder)),
  );
  return programs.map((_, index) => medians(measured.flatMap((row) => row[index] ?? [])));
}

function runOnce({ name, args, env, before }: Program, folder: string): ResourceUsage {
  before?.();
  const file = path.join(folder, 'usage.json');
  const started = process.hrtime.bigint();
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--require', path.resolve('bench/usage.js'), ...args],
    {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'ignore', 'pipe'],
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
