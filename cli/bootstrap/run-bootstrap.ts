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
  await steps(work, options.renderer ?? 'default').run();
  return work.result();
}

/** The steps of a bootstrap, each of which can be repeated. */
function steps(work: Bootstrap, renderer: Renderer): Listr<object, Renderer> {
  const showIn = (task: { output: string }) => (line: string) => {
    task.output = line;
  };
  return new Listr<object, Renderer>(
    [
      { title: 'Check the account and the bucket', task: () => work.look() },
      {
        title: 'Create or update the state bucket',
        task: (_, task) => work.apply(showIn(task)),
      },
      {
        title: "Write the key's ARN into the environment file",
        task: () => {
          work.writeKeyArn();
        },
      },
      {
        title: "Move the bucket's own state into it",
        task: (_, task) => work.migrate(showIn(task)),
      },
    ],
    // Our own signal handlers let Terraform save its state.
    { renderer, registerSignalListeners: false },
  );
}
