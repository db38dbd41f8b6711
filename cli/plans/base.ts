import * as fs from 'node:fs';
import * as path from 'node:path';
import { DEFAULT_FOLDER } from '../../config/files';
import type { EnvironmentFile } from '../../config/load';
import { RefusedError } from '../../core/problem';
import { CommandError, runOrThrow } from '../process/run';

/** What stacks are not made from: texts for people, tests, what runs callvault; and packages, which both sides have from here. */
const NO_CODE = /^(?:docs|test|bench|ci|\.github|node_modules)(?:\/|$)|\.md$/;

/**
 * The commit that a branch came from: what has come to the other branch since is none of this branch's changes.
 *
 * @param ref - the branch that is merged into, e.g. `origin/main`
 * @returns its id, in full
 * @throws RefusedError when there is no such branch, or no git repository
 */
export async function findBase(ref: string): Promise<string> {
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

/**
 * The environment files of a commit, where nothing else that stacks are made from differs from what is here: the code
 * here then makes of them what the code of that commit would.
 *
 * @returns undefined where the code differs, or the files are not in the repository
 */
export async function tryReadBaseFiles(
  commit: string,
  env: NodeJS.ProcessEnv,
): Promise<EnvironmentFile[] | undefined> {
  const folder = path.relative('', env.CALLVAULT_ENVIRONMENTS ?? DEFAULT_FOLDER);
  if (folder === '' || folder.startsWith('..') || path.isAbsolute(folder)) return undefined;
  const differing = [
    ...lines(await git('diff', '--name-only', '--relative', commit, '--')),
    ...lines(await git('ls-files', '--others', '--exclude-standard')),
  ];
  const within = (file: string) => path.dirname(file) === folder;
  if (!differing.every((file) => within(file) || NO_CODE.test(file))) return undefined;
  const names = lines(await git('ls-tree', '--name-only', commit, '--', `${folder}/`)).filter(
    (name) => /\.ya?ml$/.test(name),
  );
  const files = await Promise.all(names.map((file) => readBaseFile(commit, file)));
  return files.length > 0 ? files : undefined;
}

async function readBaseFile(commit: string, file: string): Promise<EnvironmentFile> {
  const { stdout } = await runOrThrow('git', ['show', `${commit}:./${file}`]);
  return { file, text: stdout };
}

/**
 * Synthesizes a commit by the code and the files of that commit, with the packages that are installed here.
 *
 * @param folder - a temporary folder, of the caller's
 * @param meanwhile - is done here while another process synthesizes
 * @returns `cdk.tf.json` of each stack, by its id; undefined where that commit cannot be synthesized
 */
export async function synthesizeBase(
  commit: string,
  { folder, env, meanwhile }: { folder: string; env: NodeJS.ProcessEnv; meanwhile: () => void },
): Promise<ReadonlyMap<string, string> | undefined> {
  const tree = path.join(folder, 'base');
  await git('worktree', 'add', '--quiet', '--detach', tree, commit);
  try {
    const project = path.join(tree, await git('rev-parse', '--show-prefix'));
    const outdir = path.join(folder, 'base.out');
    fs.symlinkSync(path.resolve('node_modules'), path.join(project, 'node_modules'));
    const synthesis = runOrThrow(process.execPath, ['launch/launch.js', 'main.ts'], {
      cwd: project,
      env: { ...env, CDKTF_OUTDIR: outdir, CALLVAULT_STACKS: '' },
    });
    const [there, here] = await Promise.allSettled([synthesis, Promise.resolve().then(meanwhile)]);
    if (here.status === 'rejected') throw here.reason;
    if (there.status === 'fulfilled') return readStacks(outdir);
    if (there.reason instanceof CommandError) return undefined;
    throw there.reason;
  } finally {
    await git('worktree', 'remove', '--force', tree);
  }
}

async function git(...args: readonly string[]): Promise<string> {
  const { stdout } = await runOrThrow('git', ['-c', 'core.quotePath=false', ...args]);
  return stdout.trim();
}

const lines = (text: string) => text.split('\n').filter((line) => line !== '');

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
