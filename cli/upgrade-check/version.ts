import * as fs from 'node:fs';
import * as path from 'node:path';
import { findPackageRoot, ownVersion } from '../../core/package-root';
import { RefusedError } from '../../core/problem';
import { checkOut } from '../plans/base';
import { parseCommit } from '../plans/commit';
import { installPackage, isClone, tryFindApp } from '../plans/project';
import { CommandError } from '../process/run';

/** A version of callvault that can synthesize. */
export interface CallvaultVersion {
  /** What people call it, e.g. `1.2.0`. */
  readonly name: string;
  /** The arguments of Node.js that run its app. */
  readonly app: readonly string[];
}

/** Stand for the callvault that is installed for the project, and for the one that runs this command. */
export const [INSTALLED, RUNNING] = ['installed', 'running'] as const;

/** A version as npm knows it: a number, a range or a tag. */
const OF_NPM = /^(?:callvault@.+|[~^]?\d+(?:\.(?:\d+|x)){0,2}(?:-[\w.-]+)?|latest)$/;

/** Where versions that have to be fetched are installed: an empty temporary folder of the caller. */
export interface VersionPlace {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Finds a version of callvault, and installs it if it has to be fetched.
 *
 * @param written - a version, a tarball, a folder of a project or a clone, or a commit, branch or tag of the project
 * @throws RefusedError when it cannot be found or installed
 */
export async function findVersion(written: string, place: VersionPlace): Promise<CallvaultVersion> {
  if (written === RUNNING) return running();
  if (written === INSTALLED) return versionIn('.', written);
  const isThere = fs.existsSync(written);
  if (isThere && fs.statSync(written).isDirectory()) return versionIn(written, written);
  try {
    if (isThere) return await install(path.resolve(written), written, place);
    if (OF_NPM.test(written)) {
      return await install(written.replace(/^(?:callvault@)?/, 'callvault@'), written, place);
    }
    const app = await checkOut(parseRef(written), place.folder, place.env);
    return { name: `${versionOf(app)} of ${written}`, app };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const fix = 'Name a version that npm has, a tarball of npm pack, or a folder.';
    throw refused(written, `cannot be installed: ${error.message}`, fix).causedBy(error);
  }
}

async function install(
  wanted: string,
  written: string,
  { folder, env }: VersionPlace,
): Promise<CallvaultVersion> {
  await installPackage(wanted, folder, env);
  return versionIn(folder, written);
}

function running(): CallvaultVersion {
  const root = findPackageRoot();
  const app = isClone(root) ? tryFindApp(root) : [path.join(root, 'bin/app.js')];
  return { name: ownVersion(), app: app ?? [] };
}

/** The callvault of a project or of a clone. */
function versionIn(folder: string, written: string): CallvaultVersion {
  const app = tryFindApp(folder);
  if (!app) {
    const fix = 'Install the packages of the project, or name a version.';
    throw refused(written, 'has no callvault', fix);
  }
  return { name: versionOf(app), app };
}

const versionOf = ([file = '']: readonly string[]) => ownVersion(path.dirname(file));

function parseRef(written: string): string {
  try {
    return parseCommit(written);
  } catch (cause) {
    throw refused(
      written,
      'is not a version of callvault, a file, a folder, or a commit of this repository',
      'Write a version such as 1.2.0, a tarball of npm pack, a folder, or a branch or tag.',
    ).causedBy(cause);
  }
}

function refused(written: string, what: string, fix: string): RefusedError {
  return RefusedError.of('upgrade-version', `${JSON.stringify(written)} ${what}`, fix);
}

/**
 * What is compared where an option is missing: the installed version with the one that runs or, if that is the same,
 * with the newest one.
 */
export function defaultVersions({ from, to }: { from?: string; to?: string }): {
  from: string;
  to: string;
} {
  if (from !== undefined) return { from, to: to ?? RUNNING };
  const [installed] = tryFindApp('.') ?? [];
  const [own = ''] = running().app;
  const isSame = installed !== undefined && fs.realpathSync(installed) === fs.realpathSync(own);
  return { from: INSTALLED, to: to ?? (isSame ? 'latest' : RUNNING) };
}
