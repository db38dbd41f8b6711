import Table from 'cli-table3';
import { measure, type Program, type ResourceUsage } from './program';

/** What is compared: a program of ours, and one that it is held against in the same run. */
export interface Comparison {
  /** What is done, e.g. `1,000 stores, nothing kept`. */
  readonly what: string;
  /** Runs of each. */
  readonly runs: number;
  /** The program of ours. */
  readonly program: Program;
  /** What it is held against. @default - nothing: it is only measured */
  readonly baseline?: Program;
  /** The most that ours should be: as a share of the baseline, or in mebibytes without one. @default - no goal */
  readonly goal?: { readonly seconds?: number; readonly mebibytes?: number };
}

/** A comparison, measured. */
export interface ComparedRuns extends Pick<Comparison, 'what' | 'runs' | 'goal'> {
  /** Names of the two. */
  readonly names: readonly string[];
  /** What ours took. */
  readonly ours: ResourceUsage;
  /** What the baseline took. @default - there is none */
  readonly baseline?: ResourceUsage | undefined;
}

/** Measures the two of a comparison in turn. */
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
    head: ['What', 'Seconds', 'Processor', 'MiB', 'Held against', 'Time', 'Processor', 'Memory'],
    style: { head: [], border: [] },
  });
  for (const { what, names, ours, baseline, goal } of compared) {
    table.push([
      ...[what, ours.seconds.toFixed(2), ours.cpu.toFixed(2), ours.mebibytes.toFixed(0)],
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
