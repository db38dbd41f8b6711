import { tryFindExecutable } from './executable';
import { RefusedError } from './problem';

/** Programs that are looked for on the PATH, in this order. */
const PROGRAMS = ['terraform', 'tofu'];

/**
 * The program that runs as Terraform: the one that `CALLVAULT_TERRAFORM` or CDKTF's `TERRAFORM_BINARY_NAME` names, or
 * `terraform` or OpenTofu's `tofu` on the PATH.
 */
export function terraformProgram(env: NodeJS.ProcessEnv = process.env): string {
  const named = env.CALLVAULT_TERRAFORM || env.TERRAFORM_BINARY_NAME;
  if (named) return named;
  return PROGRAMS.find((name) => tryFindExecutable(name, env)) ?? 'terraform';
}

/** The refusal of what needs Terraform, where it does not exist or does not work. */
export function terraformMissing(what: string, cause: unknown): RefusedError {
  return RefusedError.of(
    'terraform-missing',
    what,
    'Install Terraform 1.10 or later, or OpenTofu, on the PATH, or name another program in CALLVAULT_TERRAFORM.',
  ).causedBy(cause);
}
