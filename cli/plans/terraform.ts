import * as fs from 'node:fs';
import * as path from 'node:path';
import { type Environment, stackIds } from '../../config/environment';
import { RefusedError } from '../../core/problem';
import { explainGuarded } from '../../review/guarded';
import { tryReadChanges } from '../../review/raw-plan';
import { localStateFile } from '../deploy/output-folder';
import { AwsRefusedError } from '../exit';
import { InterruptedError } from '../process/interruption';
import { CommandError, runOrThrow } from '../process/run';
import { runTerraform } from '../process/run-terraform';
import { GuardedError, guardedAddresses, tryFindOtherRegion } from './guarded-error';
import { localBackend, previousBackends } from './previous-backends';
import { explainTerraform, type FailedStack } from './terraform-problem';

/** A synthesized stack that Terraform runs in. */
export interface StackFolder extends FailedStack {
  /** Environment variables of Terraform. */
  readonly env: NodeJS.ProcessEnv;
  /** Options of `terraform init` for its state. @default - those that were synthesized */
  readonly backend?: readonly string[];
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
    return (await runTerraform(args, options, runOrThrow)).stdout;
  } catch (error) {
    throw failed(stack, String(args[0]), error);
  }
}

/** The output of `terraform show -json`. It contains secrets in plain text. */
export function showPlan(stack: StackFolder, file: string): Promise<string> {
  return terraform(stack, ['show', '-json', file]);
}

/**
 * Plans a stack into a file.
 *
 * @param options - `lock`: whether the state is locked meanwhile, which requires write access to it
 * @returns whether an apply would do anything
 * @throws GuardedError when Terraform refuses to destroy protected resources
 * @throws AwsRefusedError with Terraform's last lines when it fails
 */
export async function planStack(
  stack: StackFolder,
  file: string,
  { lock, destroy = false }: { lock: boolean; destroy?: boolean },
): Promise<boolean> {
  const args = ['plan', '-no-color', '-detailed-exitcode', `-lock=${lock}`, `-out=${file}`];
  if (destroy) args.push('-destroy');
  const options = { cwd: stack.folder, env: environmentOf(stack), finishes: true };
  const result = await runTerraform(args, options).catch((error: unknown) => {
    throw failed(stack, 'plan', error);
  });
  if (result.code === 0 || result.code === 2) return result.code === 2;
  const addresses = guardedAddresses(result.stderr);
  if (addresses.length > 0) throw await guardedError(stack, file, addresses);
  const otherRegion = tryFindOtherRegion(stack.id, result.stderr);
  if (otherRegion) throw new GuardedError(stack.id, [otherRegion]);
  throw failed(stack, 'plan', new CommandError(result.stderr.trim(), result));
}

/** Terraform writes the plan that it refuses, marked as incomplete: it shows what was changed. */
async function guardedError(
  stack: StackFolder,
  file: string,
  addresses: readonly string[],
): Promise<GuardedError> {
  const written = fs.existsSync(path.join(stack.folder, file));
  const changes = written ? tryReadChanges(await showPlan(stack, file)) : [];
  return new GuardedError(stack.id, explainGuarded(addresses, changes));
}

function failed(stack: StackFolder, command: string, cause: unknown): Error {
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
