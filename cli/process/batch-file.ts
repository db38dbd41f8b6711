import { tryFindExecutable } from '../../core/executable';

/** A program and its arguments, as they are started. */
export interface StartedCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** Whether Windows gets the arguments as they are, instead of each in quotes. */
  readonly verbatim: boolean;
}

/**
 * How a command is started. On Windows npm, pnpm, yarn and others are batch files, which only `cmd.exe` runs.
 *
 * @throws Error for arguments that `cmd.exe` would change
 */
export function startedCommand(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): StartedCommand {
  const file = process.platform === 'win32' ? tryFindExecutable(command, env) : undefined;
  if (file !== undefined && /\.(?:bat|cmd)$/i.test(file)) return batchCommand(file, args, env);
  return { command, args, verbatim: false };
}

/**
 * Runs a batch file with `cmd.exe`. In quotes it changes percent signs and quotes only, and nothing escapes a percent
 * sign there.
 *
 * @throws Error for arguments with them
 * @see Microsoft Learn, "cmd": /s removes the outer quotes
 */
export function batchCommand(
  file: string,
  args: readonly string[],
  { ComSpec, COMSPEC }: NodeJS.ProcessEnv,
): StartedCommand {
  const words = [file, ...args];
  const unsafe = words.find((word) => /["%\r\n]/.test(word));
  if (unsafe !== undefined) {
    throw new Error(`cmd.exe cannot pass on ${JSON.stringify(unsafe)}`);
  }
  // A backslash before a quote would escape it.
  const line = words.map((word) => `"${word.replace(/\\+$/, '$&$&')}"`).join(' ');
  return {
    command: ComSpec ?? COMSPEC ?? 'cmd.exe',
    args: ['/d', '/s', '/c', `"${line}"`],
    verbatim: true,
  };
}
