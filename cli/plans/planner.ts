import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Environment } from '../../config/environment';
import { buildApp } from '../../synth/app';
import { inTemporaryFolder } from '../../synth/temporary-folder';
import { type Changes, findChanges } from './changes';
import { NAMES } from './manifest';
import { withEachStack } from './planning';
import { planStack, type StackFolder } from './terraform';

/** Which stacks are planned, and how. */
export interface PlannerOptions {
  readonly environments: readonly Environment[];
  /** A branch or commit that the stacks are compared with. @default - they are not compared */
  readonly base?: string | undefined;
  /** Ids of the stacks to plan, given how they differ from the base. */
  readonly select: (changes: Changes | undefined) => readonly string[];
  /** Whether the state is locked while it is read. */
  readonly lock: boolean;
  /** Environment variables of git, Node.js and Terraform. */
  readonly env: NodeJS.ProcessEnv;
  readonly onProgress?: ((what: string) => void) | undefined;
}

/** A stack with its plan, {@link NAMES.plan}, in its folder. */
export interface StackPlan extends StackFolder {
  /** Whether an apply would do anything. */
  readonly hasChanges: boolean;
  /** Addresses of resources that lose `prevent_destroy`, which no plan shows. */
  readonly unguarded: readonly string[];
}

/**
 * Synthesizes stacks and plans them with Terraform, at most 2 concurrently, in a temporary folder.
 *
 * @param read - reads a plan, before its folder is removed
 * @returns what `read` returned for each stack, and how the stacks differ from the base
 * @throws RefusedError for a base that does not exist
 * @throws AwsRefusedError when Terraform fails
 */
export function planSelected<T>(
  options: PlannerOptions,
  read: (plan: StackPlan) => Promise<T>,
): Promise<{ results: T[]; changes: Changes | undefined }> {
  const { environments, base, env, lock, onProgress } = options;
  return inTemporaryFolder(async (folder) => {
    const outdir = path.join(folder, 'head.out');
    const folderOf = (id: string) => path.join(outdir, 'stacks', id);
    onProgress?.('synthesizing');
    const changes =
      base === undefined
        ? undefined
        : await findChanges({ environments, env, folder, outdir }, base);
    const ids = options.select(changes);
    // Stacks that differ from the base were synthesized by the comparison.
    const missing = ids.filter((id) => !fs.existsSync(folderOf(id)));
    if (missing.length > 0) buildApp({ environments, stacks: missing, outdir }).synth();

    let done = 0;
    const report = () => onProgress?.(`${done} of ${ids.length} stacks planned`);
    report();
    const stacks = ids.map((id) => ({ id, folder: folderOf(id), env }));
    const results = await withEachStack(stacks, async (stack) => {
      const hasChanges = await planStack(stack, NAMES.plan, lock);
      const unguarded = changes?.unguarded.get(stack.id) ?? [];
      const result = await read({ ...stack, hasChanges, unguarded });
      done += 1;
      report();
      return result;
    });
    return { results, changes };
  });
}
