import * as fs from 'node:fs';
import * as path from 'node:path';
import { type RunResult, run, runOrThrow } from '../../cli/process/run';
import type { Workspace } from './workspace';

export type StackOutputs = Readonly<Record<string, unknown>>;

const CDKTF = path.join('node_modules', '.bin', 'cdktf');

/** Deploys stacks with the real `cdktf deploy` and returns their outputs. */
export async function deploy(
  workspace: Workspace,
  stacks: readonly string[],
  onLine?: (line: string) => void,
): Promise<Readonly<Record<string, StackOutputs>>> {
  const outputs = path.join(workspace.folder, 'outputs.json');
  await cdktf(workspace, 'deploy', {
    stacks,
    args: ['--auto-approve', '--outputs-file', outputs],
    onLine,
  });
  return JSON.parse(fs.readFileSync(outputs, 'utf8')) as Record<string, StackOutputs>;
}

/** Destroys stacks with the real `cdktf destroy`. */
export async function destroy(workspace: Workspace, stacks: readonly string[]): Promise<void> {
  await cdktf(workspace, 'destroy', { stacks, args: ['--auto-approve'] });
}

async function cdktf(
  workspace: Workspace,
  command: 'deploy' | 'destroy',
  options: {
    readonly stacks: readonly string[];
    readonly args: readonly string[];
    readonly onLine?: (line: string) => void;
  },
): Promise<void> {
  const { stacks, args, onLine } = options;
  // Without this, cdktf would download the provider's checksums for every platform.
  const fixed = ['--output', workspace.output, '--skip-provider-lock', '--parallelism', '4'];
  await runOrThrow(CDKTF, [command, ...stacks, ...fixed, ...args], {
    env: { ...workspace.env, CALLVAULT_STACKS: stacks.join(','), CI: '1', FORCE_COLOR: '0' },
    onLine,
  });
}

/** Whether a plan of the deployed stack has no changes. */
export async function planIsEmpty(
  workspace: Workspace,
  stack: string,
  options?: readonly string[],
): Promise<boolean> {
  const { code, stdout, stderr } = await plan(workspace, stack, options);
  if (code === 0 || code === 2) return code === 0;
  throw new Error(`terraform plan of ${stack} failed:\n${stdout}\n${stderr}`);
}

/**
 * Plans a deployed stack. Exit code 0 means no changes, 2 means changes, 1 is an error.
 *
 * @param options - of `terraform plan`, for example `-lock=false`
 */
export function plan(
  workspace: Workspace,
  stack: string,
  options: readonly string[] = [],
): Promise<RunResult> {
  return run('terraform', ['plan', '-no-color', '-input=false', '-detailed-exitcode', ...options], {
    cwd: path.join(workspace.output, 'stacks', stack),
    env: workspace.env,
  });
}
