import { type Command, InvalidArgumentError } from 'commander';
import { setTimeout } from 'node:timers/promises';
import type { Environment } from '../../config/environment';
import type { ValidEnvironments } from '../../config/valid';
import { redact } from '../../core/redact';
import { withoutCommands } from '../../core/printable';
import { isScreen } from '../colour';
import { defineEnvironmentsCommand, JSON_VERSION, type Outcome } from '../command';
import { EXIT } from '../exit';
import { findEnvironment } from '../find-store';
import { withProgress } from '../progress';

const HELP = `
Reads every store with your credentials, as callvault doctor does without its probe: when the vendor wrote last, what the
last integrity check and the canary found, the alarms, the age of the access key, what was changed outside Terraform, and
what needs a person. It changes nothing. --watch reads again every minute, or every number of seconds, until it is
interrupted.

Exit codes: 0 nothing needs a person, 6 something does, 2 invalid input, 5 AWS refused.
docs/status.md explains what needs a person.`;

interface Flags {
  readonly json?: boolean;
  readonly watch?: number | true;
}

/** Seconds between two readings. */
const WATCH_SECONDS = 60;

/** `callvault status [environment]` */
export function statusCommand(): Command {
  return defineEnvironmentsCommand<[string | undefined, Flags]>(
    'status',
    async (loaded, name, flags) => {
      const { environments: all } = loaded;
      const environments = name === undefined ? all : [findEnvironment(name, all)];
      const look = () => lookAt(environments, loaded.warnings, flags.json === true);
      if (flags.watch === undefined) return look();
      return watch(look, flags);
    },
  )
    .description('Show the state of all stores on one screen, and what needs a person.')
    .argument('[environment]', 'name of the environment; all by default')
    .option(
      '--watch [seconds]',
      'read again until it is interrupted, every 60 seconds',
      parseSeconds,
    )
    .addHelpText('after', HELP);
}

async function lookAt(
  environments: readonly Environment[],
  warnings: ValidEnvironments['warnings'],
  isSilent: boolean,
): Promise<Outcome> {
  const [{ readStatus, needsPerson }, { renderStatus }] = await Promise.all([
    import('./status'),
    import('./render'),
  ]);
  const now = Date.now();
  const status = await withProgress('status', isSilent, (onProgress) =>
    readStatus(environments, warnings, { now, onProgress }),
  );
  return {
    text: renderStatus(status, now),
    json: {
      at: new Date(now).toISOString(),
      needsPerson: needsPerson(status),
      environments: status,
    },
    code: needsPerson(status) ? EXIT.findings : EXIT.ok,
  };
}

/** How {@link watch} writes and waits. */
export interface Watching {
  readonly write?: (text: string) => void;
  readonly wait?: (milliseconds: number) => Promise<unknown>;
  /** @default - until it is interrupted */
  readonly rounds?: number;
}

const WATCHING: Required<Watching> = { write: print, wait: setTimeout, rounds: Infinity };

/** Shows an outcome again and again. With `--json`, each is a line. An error is shown, and may be over the next time. */
export async function watch(
  look: () => Promise<Outcome>,
  { watch: every, json: asJson }: Flags,
  watching?: Watching,
): Promise<Outcome> {
  const { write, wait, rounds } = { ...WATCHING, ...watching };
  const seconds = typeof every === 'number' ? every : WATCH_SECONDS;
  for (let round = 1; ; round += 1) {
    const outcome = await look().catch((error: unknown) => failed(error as Error));
    write(asJson ? asLine(outcome) : (outcome.text ?? ''));
    if (round >= rounds) return { code: outcome.code ?? EXIT.ok };
    await wait(seconds * 1_000);
  }
}

const asLine = ({ json }: Outcome) => JSON.stringify({ version: JSON_VERSION, ...json });

function failed({ message }: Error): Outcome {
  return { text: message, json: { error: { message } }, code: EXIT.refusedByAws };
}

/** On a terminal, the screen is cleared first. */
function print(text: string): void {
  const clear = isScreen(process.stdout) ? '\u001b[2J\u001b[H' : '';
  process.stdout.write(`${clear}${withoutCommands(redact(text))}\n`);
}

function parseSeconds(written: string): number {
  const seconds = Number(written);
  if (/^\d+$/.test(written) && seconds >= 5 && seconds <= 86_400) return seconds;
  throw new InvalidArgumentError('Write whole seconds, from 5 to 86400.');
}
