/** Where a text is printed, as far as colours depend on it. */
export interface ColourTarget {
  /** Whether it is a terminal. */
  readonly isTTY?: boolean | undefined;
}

/** Whether it is a terminal on which lines can be replaced. Of a dumb one nothing but text can be expected. */
export const isScreen = ({ isTTY = false }: ColourTarget, env = process.env) =>
  isTTY && env.TERM !== 'dumb';

/**
 * Whether to print colours: on terminals, unless the environment says otherwise.
 *
 * @see no-color.org: `NO_COLOR` turns them off, if it is not empty; force-color.org: `FORCE_COLOR` turns them on
 */
export function isColoured(target: ColourTarget, env: NodeJS.ProcessEnv): boolean {
  const { NO_COLOR: off = '', FORCE_COLOR: on } = env;
  if (off !== '' || on === '0' || on === 'false') return false;
  return (on !== undefined && on !== '') || isScreen(target, env);
}

const RED = [31, 39] as const;
const YELLOW = [33, 39] as const;
const CYAN = [36, 39] as const;
const BOLD = [1, 22] as const;

/** What is shown in which colour, line by line. Values from files and servers contain no control characters. */
const STYLES: readonly (readonly [text: RegExp, style: readonly [on: number, off: number]])[] = [
  [/^ {2}warning [a-z][a-z0-9-]*(?=: )/gm, YELLOW],
  [/^ {2}[a-z][a-z0-9]*-[a-z0-9-]*(?=: )/gm, RED],
  [/(?<=^ {2}\S+ [a-z][a-z0-9-]* )stops(?=: )/gm, RED],
  [/^Stopped .*$/gm, RED],
  [/^[A-Z][\w, ]*(?=\n {2}\S)/gm, BOLD],
  [/^[\w./-]+:\d+:\d+:.*$/gm, BOLD],
  [/^ {2}https:\/\/\S+$/gm, CYAN],
];

/** A text with colours, for a terminal. */
export function coloured(text: string): string {
  return STYLES.reduce(
    (shown, [expression, [on, off]]) =>
      shown.replaceAll(expression, (found) => `\u001b[${on}m${found}\u001b[${off}m`),
    text,
  );
}

/** The text as it is printed there. */
export function inColour(text: string, stream: ColourTarget, env = process.env): string {
  return isColoured(stream, env) ? coloured(text) : text;
}
