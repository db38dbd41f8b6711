import * as path from 'node:path';
import { Command } from 'commander';
import { Listr } from 'listr2';
import { loadValid } from '../../config/valid';
import { DEFAULT_FOLDER, readFolder } from '../../config/files';
import { Bootstrap, type BootstrapResult } from './bootstrap';
import { findStateEnvironment } from './target';
import { EXIT } from '../exit';

/** Where bootstrap keeps local state while it works, and after a failure. Never committed. */
const WORK_FOLDER = '.callvault/bootstrap';

/** How progress is shown: redrawn on a terminal, line by line in a log, or not at all. */
export type Renderer = 'default' | 'simple' | 'silent';

/** What {@link bootstrap} is told. */
export interface BootstrapOptions {
  /** Name of the environment. */
  readonly environment: string;
  /** Environment of the process, and of Terraform. */
  readonly env: NodeJS.ProcessEnv;
  /** Folder for local state. @default .callvault/bootstrap */
  readonly workFolder?: string;
  /** How progress is shown. @default default */
  readonly renderer?: Renderer;
}

/**
 * Makes the state bucket of an environment, or brings it up to date: safe to run again at any time.
 *
 * @throws InvalidEnvironmentsError, RefusedError for the files and the name
 * @throws AwsRefusedError when the account or the bucket is not the environment's
 */
export async function bootstrap(options: BootstrapOptions): Promise<BootstrapResult> {
  const { env, environment: name, workFolder = WORK_FOLDER } = options;
  const { environments } = loadValid(readFolder(env.CALLVAULT_ENVIRONMENTS ?? DEFAULT_FOLDER));
  const target = findStateEnvironment(environments, name);

  const work = new Bootstrap({ ...target, env, folder: path.resolve(workFolder, name) });
  await steps(work, options.renderer ?? 'default').run();
  return work.result();
}

/** The steps of a bootstrap, each of which can be repeated. */
function steps(work: Bootstrap, renderer: Renderer): Listr<object, Renderer> {
  const tasks = new Listr<object, Renderer>([], { renderer });
  tasks.add({ title: 'Look at the account and the bucket', task: () => work.look() });
  tasks.add({
    title: 'Make the state bucket, or bring it up to date',
    task: (_, task) =>
      work.apply((line) => {
        task.output = line;
      }),
  });
  tasks.add({
    title: "Write the key's ARN into the environment file",
    task: () => {
      work.writeKeyArn();
    },
  });
  tasks.add({
    title: "Move the bucket's own state into it",
    task: (_, task) =>
      work.migrate((line) => {
        task.output = line;
      }),
  });
  return tasks;
}

/** `callvault bootstrap <environment>` */
export function bootstrapCommand(exit: (code: number) => void): Command {
  return new Command('bootstrap')
    .description("Make the S3 bucket that keeps an environment's Terraform state. Safe to repeat.")
    .argument('<environment>', 'name of the environment: its file name without .yaml')
    .option('--json', 'print the result as JSON, and no progress')
    .action(async (environment: string, { json = false }: { json?: boolean }) => {
      const renderer = json ? 'silent' : process.stdout.isTTY ? 'default' : 'simple';
      const result = await bootstrap({ environment, env: process.env, renderer });
      console.log(json ? JSON.stringify(result, null, 2) : result.did.join('\n'));
      exit(EXIT.ok);
    });
}
