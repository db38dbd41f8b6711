import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run, runOrThrow } from '../cli/process/run';
import { findCacheFolder } from '../core/cache-folder';
import { tryFindExecutable } from '../core/executable';

/** A command; more options can follow. */
export interface PythonCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** Called with a sentence about the current step. */
export type OnProgress = (sentence: string) => void;

/** Where a command is searched for. */
export interface PythonSearch {
  readonly env: NodeJS.ProcessEnv;
  readonly onProgress: OnProgress;
}

/** Python packages that are installed if they are missing. */
export interface PythonPackages {
  /** As a progress message names them. */
  readonly title: string;
  /** The virtual environment's folder in the project's cache folder. */
  readonly folder: string;
  /** As `pip` names them, with their versions. */
  readonly requirements: readonly string[];
  /** Runs what is installed; options of Python. */
  readonly args: readonly string[];
  /** More options, with which it only starts. */
  readonly check: readonly string[];
}

const CHECK_TIMEOUT_MS = 60_000;
const INSTALL_TIMEOUT_MS = 600_000;

/** Whether a command starts. */
export async function works(
  { command, args }: PythonCommand,
  env: NodeJS.ProcessEnv,
  timeoutMs = CHECK_TIMEOUT_MS,
): Promise<boolean> {
  try {
    return (await run(command, args, { env, timeoutMs })).code === 0;
  } catch {
    return false;
  }
}

const checking = ({ command, args }: PythonCommand, { check }: Pick<PythonPackages, 'check'>) => ({
  command,
  args: [...args, ...check],
});

/** Runs packages with `uvx`, which downloads them once; undefined without it. */
export async function tryUvx(
  options: readonly string[],
  packages: PythonPackages,
  { env, onProgress }: PythonSearch,
): Promise<PythonCommand | undefined> {
  const command = tryFindExecutable('uvx', env);
  if (command === undefined) return undefined;
  onProgress(`downloading ${packages.title} with uvx (once)`);
  const found = { command, args: options };
  return (await works(checking(found, packages), env, INSTALL_TIMEOUT_MS)) ? found : undefined;
}

/** Runs packages in a virtual environment that is made once; undefined without Python or the package index. */
export async function tryVirtualEnvironment(
  packages: PythonPackages,
  search: PythonSearch,
): Promise<PythonCommand | undefined> {
  const { env, onProgress } = search;
  const python = tryFindExecutable('python3', env);
  if (python === undefined) return undefined;
  const folder = join(findCacheFolder(), packages.folder);
  // Not its scripts, which contain the path the environment was created at.
  const found = { command: join(folder, 'bin', 'python'), args: packages.args };
  if (await works(checking(found, packages), env)) return found;
  // An existing environment belongs to a Python that no longer exists.
  rmSync(folder, { recursive: true, force: true });
  onProgress(`installing ${packages.title} into a virtual environment (once)`);
  try {
    await install(python, folder, { packages, env });
  } catch (error) {
    onProgress(`${packages.title} could not be installed: ${lastLine(String(error))}`);
  }
  return (await works(checking(found, packages), env)) ? found : undefined;
}

/** Installs into a temporary folder and renames it, so that concurrent installations cannot leave half of one. */
async function install(
  python: string,
  folder: string,
  { packages, env }: { readonly packages: PythonPackages; readonly env: NodeJS.ProcessEnv },
): Promise<void> {
  const options = { env, timeoutMs: INSTALL_TIMEOUT_MS };
  const unfinished = mkdtempSync(`${folder}-`);
  try {
    await runOrThrow(python, ['-m', 'venv', unfinished], options);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
    await runOrThrow(
      join(unfinished, 'bin', 'python'),
      [...pip, ...packages.requirements],
      options,
    );
    // Another process may have been faster.
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

function lastLine(text: string): string {
  return text.split('\n').at(-1)?.trim() ?? '';
}
