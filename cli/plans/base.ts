import * as fs from 'node:fs';
import * as path from 'node:path';
import { environmentsFolder } from '../../config/files';
import { type EnvironmentFile, loadEnvironments } from '../../config/load';
import { readLockedVersion } from '../../config/provider-lock';
import { RefusedError } from '../../core/problem';
import type { Acceptance } from '../../review/acceptance';
import { readStacks, type Synthesized } from '../../synth/synthesize';
import { CommandError, runOrThrow } from '../process/run';
import { acceptancesOf } from '../review/acceptances';
import { tryFindGitProblem } from './commit';
import { installLocked, isClone, isCode, tryFindApp, tryFindLock } from './project';

/**
 * The merge base of HEAD and another branch. Later commits of the other branch are not changes of this branch.
 *
 * @param ref - the branch that the change is merged into, e.g. `origin/main`
 * @returns its full id
 * @throws RefusedError when the branch does not exist, or outside a git repository
 */
export async function findBase(ref: string): Promise<string> {
  try {
    return await git('merge-base', ref, 'HEAD');
  } catch (cause) {
    const { what, fix } = tryFindGitProblem() ?? {
      what: await whyNoBase(ref),
      fix: 'Name a branch that exists here, e.g. --base origin/main, and fetch its history (fetch-depth: 0).',
    };
    throw RefusedError.of('review-base', `--base ${JSON.stringify(ref)} ${what}`, fix).causedBy(
      cause,
    );
  }
}

async function whyNoBase(ref: string): Promise<string> {
  const isCommit = (name: string) =>
    git('rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`).then(
      () => true,
      () => false,
    );
  if (!(await isCommit('HEAD'))) return 'needs a Git repository with a commit';
  return (await isCommit(ref))
    ? 'and HEAD have no commit in common here'
    : 'is not a commit, branch or tag of this repository';
}

/**
 * The environment files of a commit, if nothing else that affects stacks differs from the working tree. The code here
 * then synthesizes the same from them as the code of that commit.
 *
 * @returns undefined if the code differs, or if the files are not in the repository
 */
export async function tryReadBaseFiles(
  commit: string,
  env: NodeJS.ProcessEnv,
): Promise<EnvironmentFile[] | undefined> {
  const folder = tryFindFolder(env);
  if (folder === undefined) return undefined;
  const differing = [
    ...lines(await git('diff', '--name-only', '--relative', commit, '--')),
    ...lines(await git('ls-files', '--others', '--exclude-standard')),
    ...(await differingLock(commit)),
  ];
  const within = (file: string) => path.posix.dirname(file) === folder;
  if (differing.some((file) => !within(file) && isCode(file))) return undefined;
  const files = await readBaseFiles(commit, folder);
  return files.length > 0 ? files : undefined;
}

/** The folder of environment files in the repository, as Git writes it. */
function tryFindFolder(env: NodeJS.ProcessEnv): string | undefined {
  const folder = path.relative('', environmentsFolder(env));
  const isOutside = folder === '' || folder.startsWith('..') || path.isAbsolute(folder);
  return isOutside ? undefined : asGit(folder);
}

async function readBaseFiles(commit: string, folder: string): Promise<EnvironmentFile[]> {
  const names = lines(await git('ls-tree', '--name-only', commit, '--', `${folder}/`)).filter(
    (name) => /\.ya?ml$/.test(name),
  );
  return Promise.all(names.map((file) => readBaseFile(commit, file)));
}

/**
 * The findings that the environment files of a commit accept. Files that cannot be read accept nothing, so that what is
 * accepted now counts as new.
 */
export async function readAcceptedAt(
  commit: string,
  env: NodeJS.ProcessEnv,
): Promise<readonly Acceptance[]> {
  const folder = tryFindFolder(env);
  if (folder === undefined) return [];
  try {
    return acceptancesOf(loadEnvironments(await readBaseFiles(commit, folder)).environments);
  } catch (error) {
    if (error instanceof CommandError) return [];
    throw error;
  }
}

/** The lock file of the packages, if it differs: in a workspace it is above the project. */
async function differingLock(commit: string): Promise<string[]> {
  const lock = tryFindLock(process.cwd(), await git('rev-parse', '--show-toplevel'));
  return lock === undefined ? [] : lines(await git('diff', '--name-only', commit, '--', lock));
}

async function readBaseFile(commit: string, file: string): Promise<EnvironmentFile> {
  const { stdout } = await runOrThrow('git', ['show', `${commit}:./${file}`]);
  // The lock files are equal: otherwise the commit is synthesized with its own.
  return { file, text: stdout, lockedProvider: readLockedVersion(path.parse(file).name) };
}

/**
 * Synthesizes a commit with its own code and environment files: a clone of callvault with the packages that are
 * installed here, another project with the callvault that its lock file names.
 *
 * @param folder - a temporary folder of the caller
 * @param meanwhile - runs here while another process synthesizes
 * @returns the stacks; undefined if that commit cannot be synthesized
 */
export async function synthesizeBase(
  commit: string,
  { folder, env, meanwhile }: { folder: string; env: NodeJS.ProcessEnv; meanwhile: () => void },
): Promise<Synthesized[] | undefined> {
  const tree = path.join(folder, 'base');
  await writeTree(commit, tree);
  const project = path.join(tree, await git('rev-parse', '--show-prefix'));
  const outdir = path.join(folder, 'base.out');
  const synthesis = synthesizeProject(project, tree, {
    ...env,
    CDKTF_OUTDIR: outdir,
    CALLVAULT_STACKS: '',
  });
  const [there, here] = await Promise.allSettled([synthesis, Promise.resolve().then(meanwhile)]);
  if (here.status === 'rejected') throw here.reason;
  if (there.status === 'fulfilled') return readStacks(outdir);
  if (there.reason instanceof CommandError) return undefined;
  throw there.reason;
}

/** Writes the files of a commit. A worktree would leave its entry in the repository if this process were killed. */
async function writeTree(commit: string, tree: string): Promise<void> {
  const options = {
    cwd: await git('rev-parse', '--show-toplevel'),
    env: { ...process.env, GIT_INDEX_FILE: `${tree}.index` },
  };
  await runOrThrow('git', ['read-tree', commit], options);
  await runOrThrow('git', ['checkout-index', '--all', `--prefix=${asGit(tree)}/`], options);
}

async function synthesizeProject(project: string, tree: string, env: NodeJS.ProcessEnv) {
  const app = await prepareProject(project, tree, env);
  await runOrThrow(process.execPath, app, { cwd: project, env });
}

/**
 * Gives a project that was checked out its packages: a clone of callvault those that are installed here, another project
 * those that its lock file names.
 *
 * @returns the arguments of Node.js that run its app
 * @throws CommandError when its packages cannot be installed, or it has no callvault
 */
async function prepareProject(
  project: string,
  tree: string,
  env: NodeJS.ProcessEnv,
): Promise<readonly string[]> {
  const lock = tryFindLock(project, tree);
  if (isClone(project) || lock === undefined) {
    fs.symlinkSync(path.resolve('node_modules'), path.join(project, 'node_modules'), 'junction');
  } else await installLocked(lock, env);
  const app = tryFindApp(project);
  if (!app) {
    throw new CommandError('That commit has no callvault.', { code: 1, stdout: '', stderr: '' });
  }
  return app;
}

/**
 * Checks a commit out, with the callvault that it has.
 *
 * @param folder - a temporary folder of the caller
 * @returns the arguments of Node.js that run its app
 * @throws CommandError when its packages cannot be installed, or it has no callvault
 */
export async function checkOut(
  commit: string,
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<readonly string[]> {
  const tree = path.join(folder, 'tree');
  await writeTree(commit, tree);
  return prepareProject(path.join(tree, await git('rev-parse', '--show-prefix')), tree, env);
}

async function git(...args: readonly string[]): Promise<string> {
  const { stdout } = await runOrThrow('git', ['-c', 'core.quotePath=false', ...args]);
  return stdout.trim();
}

/** A path with slashes, also on Windows. */
const asGit = (file: string) => file.replaceAll(path.sep, '/');

const lines = (text: string) => text.split('\n').filter((line) => line !== '');
