import * as fs from 'node:fs';
import * as path from 'node:path';
import { RefusedError } from '../../core/problem';
import { CommandError, runOrThrow } from '../process/run';

/** The stacks of another commit. */
export interface Base {
  /** `cdk.tf.json` of each stack, by its id. @default - that commit cannot be synthesized */
  readonly stacks: ReadonlyMap<string, string> | undefined;
  /** The commit, in full. */
  readonly commit: string;
}

/**
 * Synthesizes the commit that a branch came from, by the code and the files of that commit, with the packages that are
 * installed here.
 *
 * @param ref - the branch that is merged into, e.g. `origin/main`
 * @param folder - a temporary folder, of the caller's
 * @throws RefusedError when there is no such branch, or no git repository
 */
export async function synthesizeBase(
  ref: string,
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<Base> {
  const commit = await mergeBase(ref);
  const tree = path.join(folder, 'base');
  await git('worktree', 'add', '--quiet', '--detach', tree, commit);
  try {
    const project = path.join(tree, await git('rev-parse', '--show-prefix'));
    const outdir = path.join(folder, 'base.out');
    fs.symlinkSync(path.resolve('node_modules'), path.join(project, 'node_modules'));
    await runOrThrow(process.execPath, ['launch.js', 'main.ts'], {
      cwd: project,
      env: { ...env, CDKTF_OUTDIR: outdir, CALLVAULT_STACKS: '' },
    });
    return { commit, stacks: readStacks(outdir) };
  } catch (error) {
    if (error instanceof CommandError) return { commit, stacks: undefined };
    throw error;
  } finally {
    await git('worktree', 'remove', '--force', tree);
  }
}

/** What has come to the other branch since is none of this branch's changes. */
async function mergeBase(ref: string): Promise<string> {
  try {
    return await git('merge-base', ref, 'HEAD');
  } catch (cause) {
    const problem = {
      ...{ rule: 'review-base', path: [] },
      what: `--base ${JSON.stringify(ref)} and HEAD have no commit in common here`,
      fix: 'Name a branch that is there, e.g. --base origin/main, and fetch its history (fetch-depth: 0).',
    };
    const error = new RefusedError([problem]);
    error.cause = cause;
    throw error;
  }
}

async function git(...args: readonly string[]): Promise<string> {
  const { stdout } = await runOrThrow('git', args);
  return stdout.trim();
}

/** `cdk.tf.json` of each stack below an output folder, by its id. */
export function readStacks(outdir: string): ReadonlyMap<string, string> {
  const stacks = path.join(outdir, 'stacks');
  if (!fs.existsSync(stacks)) return new Map();
  return new Map(
    fs
      .readdirSync(stacks)
      .sort()
      .map((id) => [id, fs.readFileSync(path.join(stacks, id, 'cdk.tf.json'), 'utf8')]),
  );
}
