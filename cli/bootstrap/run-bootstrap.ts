import * as path from 'node:path';
import { Listr } from 'listr2';
import type { Environment } from '../../config/environment';
import { Bootstrap, type BootstrapResult } from './bootstrap';
import { findStateTarget } from './target';

/** Where bootstrap keeps local state while it works, and after a failure. Never committed. */
const WORK_FOLDER = '.callvault/bootstrap';

/** How progress is shown: redrawn on a terminal, line by line in a log, or not at all. */
export type Renderer = 'default' | 'simple' | 'silent';

/** What {@link bootstrap} needs to know. */
export interface BootstrapOptions {
  readonly environments: readonly Environment[];
  /** Name of the environment to bootstrap. */
  readonly environment: string;
  /** Environment variables of Terraform. */
  readonly env: NodeJS.ProcessEnv;
  /** Folder for local state. @default .callvault/bootstrap */
  readonly workFolder?: string;
  /** @default default */
  readonly renderer?: Renderer;
}

/**
 * Creates the state bucket of an environment, or updates it. It can be run again at any time.
 *
 * @throws RefusedError when the environment does not exist, or keeps its state elsewhere
 * @throws AwsRefusedError when the account or the bucket is not the environment's
 */
export async function bootstrap(options: BootstrapOptions): Promise<BootstrapResult> {
  const { environments, env, environment: name, workFolder = WORK_FOLDER } = options;
  const target = findStateTarget(environments, name);
  const work = new Bootstrap({ ...target, env, folder: path.resolve(workFolder, name) });
  const failures: Error[] = [];
  const all = steps(work, options.renderer ?? 'default', (error) => failures.push(error));
  await all.run().catch((error: unknown) => {
    throw failures[0] ?? error;
  });
  return work.result();
}

/** The steps of a bootstrap, each of which can be repeated. */
function steps(
  work: Bootstrap,
  renderer: Renderer,
  onFailure: (error: Error) => void,
): Listr<object, Renderer> {
  const step = (title: string, run: (onLine: (line: string) => void) => void | Promise<void>) => ({
    title,
    task: async (_: object, task: { output: string }) => {
      try {
        await run((line) => {
          task.output = line;
        });
      } catch (error) {
        onFailure(error as Error);
        // The list would print the error, which the command prints.
        throw new Error('');
      }
    },
  });
  return new Listr<object, Renderer>(
    [
      step('Check the account and the bucket', () => work.look()),
      step('Create or update the state bucket', (onLine) => work.apply(onLine)),
      step("Write the key's ARN into the environment file", () => {
        work.writeKeyArn();
      }),
      step("Move the bucket's own state into it", (onLine) => work.migrate(onLine)),
    ],
    // Our own signal handlers let Terraform save its state.
    { renderer, registerSignalListeners: false },
  );
}
