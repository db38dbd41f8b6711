import { run } from '../cli/process/run';

/** What a command and all that it starts needs. */
export interface MeasuredCommand {
  /** Wall-clock time. */
  readonly seconds: number;
  /** Processor time of all processes together. */
  readonly processorSeconds: number;
}

/** Where a command runs. */
export interface CommandPlace {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Runs a command that has to succeed. Bash adds up the times of all processes that the command started. */
export async function measureCommand(
  command: readonly string[],
  place: CommandPlace,
): Promise<MeasuredCommand> {
  const script = 'TIMEFORMAT="%R %U %S"; time "$@"';
  const { code, stderr } = await run('bash', ['-c', script, 'bash', ...command], place);
  const last = stderr.trim().split('\n').at(-1) ?? '';
  const [seconds = NaN, user = NaN, system = NaN] = last.split(' ').map(Number);
  if (code === 0) return { seconds, processorSeconds: user + system };
  throw new Error(`${command.join(' ')} ended with exit code ${code}:\n${stderr}`);
}

/** The least time of several runs. */
export const fastest = (measured: readonly MeasuredCommand[]): MeasuredCommand => ({
  seconds: Math.min(...measured.map(({ seconds }) => seconds)),
  processorSeconds: Math.min(...measured.map(({ processorSeconds }) => processorSeconds)),
});
