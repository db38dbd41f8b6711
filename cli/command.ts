import { Command } from 'commander';
import { environmentsFolder, readFolder } from '../config/files';
import type { ValidEnvironments } from '../config/valid';
import { withoutCommands } from '../core/printable';
import { redact } from '../core/redact';
import { explainAwsError } from './aws';
import { inColour } from './colour';
import { EXIT } from './exit';
import { type FoundStore, findStore } from './find-store';
import { withProgress } from './progress';

/** The result of a command. */
export interface Outcome {
  /** For people, on standard output. */
  readonly text?: string | undefined;
  /** Printed instead of the texts with `--json`, after the version. @default - the texts, as `text` and `errors` */
  readonly json?: object;
  /** Workflow commands, printed as they are instead of the text. Their values must be escaped. */
  readonly commands?: string | undefined;
  /** For people, on standard error. Not printed with `--json`. */
  readonly errors?: string | undefined;
  /** @default EXIT.ok */
  readonly code?: number;
}

type Run<A extends unknown[]> = (...args: A) => Outcome | Promise<Outcome>;

const JSON_OPTION = ['--json', 'print the result, or the error, as JSON'] as const;

/** Stands in everything that `--json` prints. It rises when something is renamed or removed, not when something is added. */
export const JSON_VERSION = 1;

/**
 * A command that prints its outcome and ends with its exit code. Errors are left to the entry point.
 *
 * @param run - is given the arguments and the options, as commander parsed them
 */
export function defineCommand<A extends unknown[]>(name: string, run: Run<A>): Command {
  return new Command(name).option(...JSON_OPTION).action(async (...args: unknown[]) => {
    const command = args.pop() as Command;
    // A command above this one that has the option too is given it.
    const { json: asJson } = command.optsWithGlobals<{ json?: boolean }>();
    const outcome = await run(...(args as A));
    const { text, commands, errors, code = EXIT.ok } = outcome;
    // A vendor can repeat a secret in an answer to a request that it accepts.
    if (asJson) console.log(safe(asData(outcome)));
    else {
      if (errors) console.error(inColour(safe(errors), process.stderr));
      if (commands !== undefined) console.log(redact(commands));
      else if (text) console.log(inColour(safe(text), process.stdout));
    }
    process.exitCode = code;
  });
}

const asData = ({ text, errors, json = { text, errors } }: Outcome) =>
  JSON.stringify({ version: JSON_VERSION, ...json }, null, 2);

/** A text without secrets and without commands to the runner of a job. */
const safe = (text: string) => withoutCommands(redact(text));

/** Loads and checks all environments of the folder. */
export async function loadFolder(env: NodeJS.ProcessEnv): Promise<ValidEnvironments> {
  const [{ loadValid }, { findCache }] = await Promise.all([
    import('../config/valid'),
    import('../synth/cache'),
  ]);
  return loadValid(readFolder(environmentsFolder(env)), findCache());
}

/** A command that is given all environments, loaded and checked. */
export function defineEnvironmentsCommand<A extends unknown[]>(
  name: string,
  run: Run<[ValidEnvironments, ...A]>,
): Command {
  return defineCommand<A>(name, async (...args) => run(await loadFolder(process.env), ...args));
}

/** What a command for one store works with. */
export interface StoreCommandInput<F> extends ValidEnvironments {
  readonly found: FoundStore;
  readonly flags: F;
  readonly env: NodeJS.ProcessEnv;
  /** Shows what is being done. */
  readonly onProgress: (what: string) => void;
}

/** A command for one store: `callvault <name> <stack>`, with `--json` and a line of progress. */
export function defineStoreCommand<F extends object>(
  name: string,
  run: (input: StoreCommandInput<F>) => Outcome | Promise<Outcome>,
): Command {
  const runForStore = async (loaded: ValidEnvironments, id: string, flags: F) => {
    const found = findStore(id, loaded.environments);
    const { json = false } = flags as { json?: boolean };
    try {
      return await withProgress(id, json, (onProgress) =>
        run({ ...loaded, found, flags, env: process.env, onProgress }),
      );
    } catch (error) {
      throw explainAwsError(error, id);
    }
  };
  return defineEnvironmentsCommand(name, runForStore).argument(
    '<stack>',
    "id of a store's stack, e.g. calls-prod",
  );
}
