import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { runOrThrow } from '../process/run';

/** What starts the CDKTF app of a clone. */
const LAUNCHER = 'launch/launch.js';

/** Files that do not affect the stacks of a clone: texts, tests, workflows. */
const NO_CODE = /^(?:docs|test|bench|ci|\.github|node_modules)(?:\/|$)|\.md$/;

/** Files that decide which version of callvault and of the AWS provider are installed. */
const INSTALLATION =
  /(?:^|\/)(?:package\.json|[\w-]+[-.]lock(?:\.\w+)?|npm-shrinkwrap\.json|\.terraform\.lock(?:\.[\w-]+)?\.hcl)$/;

/** The lock files of package managers, and what installs from them without running scripts. */
const INSTALLS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  'package-lock.json': ['npm', 'ci', '--ignore-scripts', '--prefer-offline', '--no-audit'],
  'npm-shrinkwrap.json': ['npm', 'ci', '--ignore-scripts', '--prefer-offline', '--no-audit'],
  'pnpm-lock.yaml': ['pnpm', 'install', '--frozen-lockfile', '--ignore-scripts'],
  'yarn.lock': ['yarn', 'install', '--frozen-lockfile', '--ignore-scripts'],
};

/** Whether a folder is a clone of callvault, which runs its sources. */
export function isClone(folder: string): boolean {
  return fs.existsSync(path.join(folder, LAUNCHER));
}

/**
 * The arguments of Node.js that run the CDKTF app of a project: a clone with its own code, or a project with the
 * callvault that is installed for it.
 */
export function tryFindApp(folder: string): readonly string[] | undefined {
  if (isClone(folder)) return [path.resolve(folder, LAUNCHER), 'main.ts'];
  const packageFile = path.resolve(folder, 'package.json');
  if (!fs.existsSync(packageFile)) return undefined;
  try {
    return [createRequire(packageFile).resolve('callvault/app')];
  } catch {
    return undefined;
  }
}

/** Whether a change of a file can change stacks, besides the environment files. */
export function isCode(file: string): boolean {
  return isClone('') ? !NO_CODE.test(file) : INSTALLATION.test(file);
}

/** The lock file that decides which callvault a project has: in its folder, or in one above it. */
export function tryFindLock(folder: string, top: string): string | undefined {
  const found = Object.keys(INSTALLS)
    .map((name) => path.join(folder, name))
    .find((file) => fs.existsSync(file));
  if (found !== undefined) return found;
  const isTop = path.relative(top, folder) === '' || path.dirname(folder) === folder;
  return isTop ? undefined : tryFindLock(path.dirname(folder), top);
}

/**
 * Installs the packages that a lock file names, so that a commit runs the callvault that it had.
 *
 * @throws CommandError when they cannot be installed
 */
export async function installLocked(lock: string, env: NodeJS.ProcessEnv): Promise<void> {
  const [command, ...args] = INSTALLS[path.basename(lock)] ?? ['npm', 'install'];
  await runOrThrow(command, args, { cwd: path.dirname(lock), env });
}

/**
 * Installs one package into an empty folder, without running scripts.
 *
 * @throws CommandError when it cannot be installed
 */
export async function installPackage(
  wanted: string,
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
  const options = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
  await runOrThrow('npm', ['install', ...options, wanted], { cwd: folder, env });
}
