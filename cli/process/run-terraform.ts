import { terraformMissing, terraformProgram } from '../../core/terraform-program';
import { NotStartedError } from './leash';
import { run, type RunOptions, type RunResult } from './run';

/**
 * Runs Terraform, or OpenTofu: the program that the environment names or has. As {@link run} otherwise.
 *
 * @throws RefusedError if there is none
 */
export async function runTerraform(
  args: readonly string[],
  options: RunOptions & { readonly env: NodeJS.ProcessEnv },
  start: (
    command: string,
    args: readonly string[],
    options: RunOptions,
  ) => Promise<RunResult> = run,
): Promise<RunResult> {
  const program = terraformProgram(options.env);
  try {
    return await start(program, args, {
      ...options,
      env: { CHECKPOINT_DISABLE: '1', ...options.env },
    });
  } catch (error) {
    if (!(error instanceof NotStartedError)) throw error;
    throw terraformMissing(error.message, error);
  }
}
