import { AwsRefusedError } from '../exit';
import { InterruptedError } from '../process/interruption';
import { run, runOrThrow } from '../process/run';

/** A synthesized stack that Terraform runs in. */
export interface StackFolder {
  readonly id: string;
  readonly folder: string;
  /** Environment variables of Terraform. */
  readonly env: NodeJS.ProcessEnv;
}

const environmentOf = ({ env }: StackFolder): NodeJS.ProcessEnv => ({
  ...env,
  TF_IN_AUTOMATION: '1',
  TF_INPUT: '0',
});

/**
 * Runs Terraform in a stack.
 *
 * @returns its standard output
 * @throws AwsRefusedError with its last lines when it fails
 */
export async function terraform(stack: StackFolder, args: readonly string[]): Promise<string> {
  const options = { cwd: stack.folder, env: environmentOf(stack), finishes: true };
  try {
    return (await runOrThrow('terraform', args, options)).stdout;
  } catch (error) {
    throw failed(stack, String(args[0]), error);
  }
}

/**
 * Plans a stack into a file.
 *
 * @param lock - whether the state is locked meanwhile, which requires write access to it
 * @returns whether an apply would do anything
 * @throws AwsRefusedError with Terraform's last lines when it fails
 */
export async function planStack(stack: StackFolder, file: string, lock: boolean): Promise<boolean> {
  const args = ['plan', '-no-color', '-detailed-exitcode', `-lock=${lock}`, `-out=${file}`];
  const options = { cwd: stack.folder, env: environmentOf(stack), finishes: true };
  const result = await run('terraform', args, options).catch((error: unknown) => {
    throw failed(stack, 'plan', error);
  });
  if (result.code === 0 || result.code === 2) return result.code === 2;
  throw failed(stack, 'plan', new Error(result.stderr.trim()));
}

function failed({ id }: StackFolder, command: string, cause: unknown): Error {
  if (cause instanceof InterruptedError) {
    return new InterruptedError(`terraform ${command} of ${id} was ended early; plan it again`);
  }
  const why = cause instanceof Error ? cause.message : String(cause);
  return new AwsRefusedError(
    `terraform ${command} of ${id} failed: ${why}`,
    'Correct the cause, and run the command again.',
    { cause },
  );
}
