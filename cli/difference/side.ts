import * as os from 'node:os';
import * as path from 'node:path';
import { environmentsFolder, MissingFileError, readFolder } from '../../config/files';
import { loadEnvironments } from '../../config/load';
import { RefusedError } from '../../core/problem';
import type { Acceptance } from '../../review/acceptance';
import type { Synthesized } from '../../synth/synthesize';
import { inTemporaryFolder } from '../../synth/temporary-folder';
import { CommandError, runOrThrow } from '../process/run';
import { tryFindApp } from '../plans/project';
import { acceptancesOf } from '../review/acceptances';
import { readOutputFolder } from './output-folder';

/** A synthesis that takes longer than this is ended. */
const MAX_SYNTHESIS_MS = 10 * 60_000;

/**
 * The stacks of one side of a comparison: those of an output folder, or those that a clone of the project synthesizes
 * with its own code, or with the callvault that is installed in it.
 *
 * @throws RefusedError for a folder that is neither, and for a clone that cannot be synthesized
 */
export async function readSide(folder: string, env: NodeJS.ProcessEnv): Promise<Synthesized[]> {
  const app = tryFindApp(folder);
  if (!app) return readOutputFolder(folder);
  return synthesizeWithApp(app, { folder, env }).catch((error: unknown) => {
    if (!(error instanceof CommandError)) throw error;
    throw RefusedError.of(
      'difference-synthesis',
      `${folder} cannot be synthesized: ${error.message}`,
      'Correct it, or install its packages there: npm ci --ignore-scripts.',
    ).causedBy(error);
  });
}

/**
 * Synthesizes the environment files of a folder with an app, without credentials.
 *
 * @param app - the arguments of Node.js that run it
 * @throws CommandError when it fails
 */
export function synthesizeWithApp(
  app: readonly string[],
  { folder, env }: { readonly folder: string; readonly env: NodeJS.ProcessEnv },
): Promise<Synthesized[]> {
  return inTemporaryFolder(async (temporary) => {
    const outdir = path.join(temporary, 'out');
    await runOrThrow(process.execPath, app, {
      cwd: folder,
      env: environmentOf(env, outdir),
      timeoutMs: MAX_SYNTHESIS_MS,
    });
    return readOutputFolder(outdir);
  });
}

/**
 * The findings that environment files accept. Files that this version of callvault cannot read accept nothing: the
 * other side of the comparison may be newer.
 */
export function tryReadAcceptances(folder: string): Acceptance[] {
  try {
    return acceptancesOf(loadEnvironments(readFolder(folder)).environments);
  } catch (error) {
    if (error instanceof MissingFileError) return [];
    throw error;
  }
}

/** The findings that a side of the comparison accepts; undefined for synthesized stacks, which do not contain them. */
export function tryReadAcceptancesOf(
  folder: string,
  env: NodeJS.ProcessEnv,
): Acceptance[] | undefined {
  const environments = environmentsFolder(env);
  const isClone = tryFindApp(folder) !== undefined && !path.isAbsolute(environments);
  return isClone ? tryReadAcceptances(path.join(folder, environments)) : undefined;
}

/** Variables of a synthesis. The code of a clone can be that of a stranger, so it gets no credentials and no token. */
function environmentOf(env: NodeJS.ProcessEnv, outdir: string): NodeJS.ProcessEnv {
  const environments = environmentsFolder(env);
  const { PATH, Path, CALLVAULT_TERRAFORM, TERRAFORM_BINARY_NAME } = env;
  const home = path.dirname(outdir);
  return {
    PATH: PATH ?? Path,
    CALLVAULT_TERRAFORM,
    TERRAFORM_BINARY_NAME,
    HOME: home,
    TMPDIR: os.tmpdir(),
    // The same on Windows.
    USERPROFILE: home,
    TEMP: os.tmpdir(),
    CDKTF_OUTDIR: outdir,
    CHECKPOINT_DISABLE: '1',
    CALLVAULT_CACHE: 'off',
    // Each clone has its own folder; an absolute path would be the same for both.
    ...(path.isAbsolute(environments) ? {} : { CALLVAULT_ENVIRONMENTS: environments }),
  };
}
