import Table from 'cli-table3';
import { measure, type Program, type ResourceUsage } from './program';

/** A program of ours, and one that it is compared with in the same run. */
export interface Comparison {
  /** What both do, e.g. `1,000 stores, all built`. */
  readonly what: string;
  /** Runs of each. */
  readonly runs: number;
  readonly program: Program;
  /** @default - none: the program is only measured */
  readonly baseline?: Program;
  /** Upper limits for our program: shares of the baseline, or mebibytes without a baseline. @default - no goal */
  readonly goal?: { readonly seconds?: number; readonly mebibytes?: number };
}

/** A comparison, measured. */
export interface ComparedRuns extends Pick<Comparison, 'what' | 'runs' | 'goal'> {
  /** Names of our program and of the baseline. */
  readonly names: readonly string[];
  readonly ours: ResourceUsage;
  readonly baseline?: ResourceUsage | undefined;
}

/** Runs the two programs of a comparison alternately. */
export function compare(comparison: Comparison, folder: string): ComparedRuns {
  const { what, runs, program, baseline, goal } = comparison;
  const programs = [program, ...(baseline ? [baseline] : [])];
  const [ours, theirs] = measure(programs, { runs, folder });
  if (!ours) throw new Error(`${what} was not measured.`);
  return { what, runs, goal, names: programs.map(({ name }) => name), ours, baseline: theirs };
}

/** All comparisons as one table. */
export function render(compared: readonly ComparedRuns[]): string {
  const table = new Table({
    head: ['What', 'Seconds', 'CPU s', 'MiB', 'Compared with', 'Time', 'CPU', 'Memory'],
    style: { head: [], border: [] },
  });
  for (const { what, names, ours, baseline, goal } of compared) {
    table.push([
      what,
      ours.seconds.toFixed(2),
      ours.cpu.toFixed(2),
      ours.mebibytes.toFixed(0),
      ...(baseline
        ? [
            `${names[1] ?? ''}: ${baseline.seconds.toFixed(2)} s, ${baseline.mebibytes.toFixed(0)} MiB`,
            ratio(ours.seconds / baseline.seconds, goal?.seconds),
            ratio(ours.cpu / baseline.cpu),
            ratio(ours.mebibytes / baseline.mebibytes, goal?.mebibytes),
          ]
        : ['', '', '', goal?.mebibytes === undefined ? '' : `goal ${goal.mebibytes} MiB`]),
    ]);
  }
  return table.toString();
}

function ratio(value: number, goal?: number): string {
  return `${value.toFixed(2)}×${goal === undefined ? '' : ` (goal ${goal})`}`;
}
