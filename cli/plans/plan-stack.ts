import * as fs from 'node:fs';
import * as path from 'node:path';
import { explainGuarded } from '../../review/guarded';
import { tryReadChanges } from '../../review/raw-plan';
import { CommandError, type RunResult } from '../process/run';
import { runTerraform } from '../process/run-terraform';
import { GuardedError, guardedAddresses, tryFindOtherRegion } from './guarded-error';
import { forgetInit } from './initialized';
import { initStack } from './previous-state';
import { optionsOf, showPlan, type StackFolder, stackFailure } from './terraform';
import { unwrapped } from './terraform-problem';

/** How Terraform and OpenTofu ask for their init, whatever has to be initialized. */
const ASKS_FOR_INIT = /\b(?:terraform|tofu) init\b/;

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
  const result = await planOrInit(stack, args);
  if (result.code === 0 || result.code === 2) return result.code === 2;
  const addresses = guardedAddresses(result.stderr);
  if (addresses.length > 0) throw await guardedError(stack, file, addresses);
  const otherRegion = tryFindOtherRegion(stack.id, result.stderr);
  if (otherRegion) throw new GuardedError(stack.id, [otherRegion]);
  throw stackFailure(stack, 'plan', new CommandError(result.stderr.trim(), result));
}

/** Plans, and once more after `terraform init` if Terraform asks for it: providers or the backend can have changed since. */
async function planOrInit(stack: StackFolder, args: readonly string[]): Promise<RunResult> {
  const plan = () =>
    runTerraform(args, optionsOf(stack)).catch((error: unknown) => {
      throw stackFailure(stack, 'plan', error);
    });
  const result = await plan();
  if (result.code !== 1 || !ASKS_FOR_INIT.test(unwrapped(result.stderr))) return result;
  forgetInit(stack);
  await initStack(stack);
  return plan();
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
