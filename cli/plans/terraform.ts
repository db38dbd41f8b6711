import * as path from 'node:path';
import { type Environment, stackIds } from '../../config/environment';
import { RefusedError } from '../../core/problem';
import { localStateFile } from '../deploy/output-folder';
import { AwsRefusedError } from '../exit';
import { InterruptedError } from '../process/interruption';
import { CommandError, runOrThrow } from '../process/run';
import { runTerraform } from '../process/run-terraform';
import { localBackend, previousBackends } from './previous-backends';
import { explainTerraform, type FailedStack } from './terraform-problem';

/** A synthesized stack that Terraform runs in. */
export interface StackFolder extends FailedStack {
  /** Environment variables of Terraform. */
  readonly env: NodeJS.ProcessEnv;
  /** Options of `terraform init` for its state. @default - those that were synthesized */
  readonly backend?: readonly string[];
  /** The program and its version, e.g. `Terraform v1.11.4`. @default - not known: `terraform init` runs each time */
  readonly version?: string | undefined;
  /** Options of `terraform init` for the states that a renamed stack had before. @default - it was not renamed */
  readonly previousBackends?: readonly (readonly string[])[] | undefined;
}

/**
 * The folders of stacks.
 *
 * @param place - the folder of a stack, and Terraform's environment variables
 */
export function findStackFolders(
  ids: readonly string[],
  environments: readonly Environment[],
  { folderOf, env }: { folderOf: (id: string) => string; env: NodeJS.ProcessEnv },
): StackFolder[] {
  const owners = new Map(
    environments.flatMap((each) => stackIds([each]).map((id) => [id, each] as const)),
  );
  return ids.map((id) => {
    const environment = owners.get(id);
    const folder = folderOf(id);
    // The path that is synthesized is relative, and a temporary folder has no state.
    const isElsewhere = path.resolve(folder) !== path.dirname(localStateFile(id, env));
    const isLocal = environment?.state.backend === 'local' && isElsewhere;
    return {
      id,
      environment: environment?.name ?? '',
      folder,
      env,
      backend: isLocal ? [localBackend(id, env)] : [],
      previousBackends: backendsBefore(id, environments, env),
    };
  });
}

function backendsBefore(
  id: string,
  environments: readonly Environment[],
  env: NodeJS.ProcessEnv,
): readonly (readonly string[])[] {
  return environments.flatMap((environment) =>
    environment.stores
      .filter((store) => store.id === id)
      .flatMap(({ previousIds }) =>
        environment.state.backend === 'local'
          ? previousIds.map((each) => [localBackend(each, env)])
          : previousBackends(previousIds, environment, environments),
      ),
  );
}

/** How Terraform runs in a stack. */
export const optionsOf = ({ folder, env }: StackFolder) => ({
  cwd: folder,
  env: { ...env, TF_IN_AUTOMATION: '1', TF_INPUT: '0' },
  finishes: true,
});

/**
 * Runs Terraform in a stack.
 *
 * @returns its standard output
 * @throws AwsRefusedError with its last lines when it fails
 */
export async function terraform(stack: StackFolder, args: readonly string[]): Promise<string> {
  try {
    return (await runTerraform(args, optionsOf(stack), runOrThrow)).stdout;
  } catch (error) {
    throw stackFailure(stack, String(args[0]), error);
  }
}

/** The output of `terraform show -json`. It contains secrets in plain text. */
export function showPlan(stack: StackFolder, file: string): Promise<string> {
  return terraform(stack, ['show', '-json', file]);
}

/** The error of a Terraform command that failed in a stack. */
export function stackFailure(stack: StackFolder, command: string, cause: unknown): Error {
  if (cause instanceof RefusedError) return cause;
  if (cause instanceof InterruptedError) {
    return new InterruptedError(
      `terraform ${command} of ${stack.id} was ended early; plan it again`,
    );
  }
  const message = cause instanceof Error ? cause.message : String(cause);
  const output = cause instanceof CommandError ? cause.result.stderr : message;
  const { what, fix } = explainTerraform(stack, output) ?? {
    what: message,
    fix: 'Correct the cause, and run the command again.',
  };
  return new AwsRefusedError(`terraform ${command} of ${stack.id} failed: ${what}`, fix, { cause });
}
