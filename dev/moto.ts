import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findCacheFolder } from '../core/cache-folder';
import { tryFindExecutable } from './executable';
import { run, runOrThrow } from '../cli/process/run';

/** How to start moto's server; its own options follow. */
export interface MotoCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** Takes a sentence about what is being done now. */
export type OnProgress = (sentence: string) => void;

/** The variable that names the command. */
const MOTO_VARIABLE = 'CALLVAULT_MOTO_SERVER';

/** The release that callvault's tests know; as pip and uv write it. */
const REQUIREMENT = 'moto[server]==5.2.*';

const CHECK_TIMEOUT_MS = 60_000;
const INSTALL_TIMEOUT_MS = 600_000;

interface Search {
  readonly env: NodeJS.ProcessEnv;
  readonly onProgress: OnProgress;
}

/**
 * Finds moto's server: the command `CALLVAULT_MOTO_SERVER` names, `moto_server` on the PATH, `uvx`,
 * or a virtual environment that is made once in the project's cache folder.
 *
 * @throws Error that says how to get it if none of these works
 */
export async function findMoto(
  env: NodeJS.ProcessEnv,
  onProgress: OnProgress = () => undefined,
): Promise<MotoCommand> {
  const explicit = env[MOTO_VARIABLE];
  if (explicit) return explicitMoto(explicit, env);
  for (const tryFind of [onPath, throughUvx, inVirtualEnvironment]) {
    const found = await tryFind({ env, onProgress });
    if (found) return found;
  }
  throw new Error(
    'moto_server, the local AWS, was found nowhere and could not be installed: ' +
      `run \`pipx install '${REQUIREMENT}'\`, or set ${MOTO_VARIABLE} to the command's path.`,
  );
}

function explicitMoto(name: string, env: NodeJS.ProcessEnv): MotoCommand {
  const command = tryFindExecutable(name, env);
  if (command !== undefined) return { command, args: [] };
  throw new Error(
    `${MOTO_VARIABLE} is ${name}, which is no command that can be run. ` +
      `Set it to the path of moto_server, or unset it to have one found.`,
  );
}

async function onPath({ env, onProgress }: Search): Promise<MotoCommand | undefined> {
  const command = tryFindExecutable('moto_server', env);
  if (command === undefined) return undefined;
  // What is found may be a version manager's stand-in for a Python that has no moto.
  if (await works({ command, args: [] }, env)) return { command, args: [] };
  onProgress(`${command} does not work, looking further`);
  return undefined;
}

async function throughUvx({ env, onProgress }: Search): Promise<MotoCommand | undefined> {
  const command = tryFindExecutable('uvx', env);
  if (command === undefined) return undefined;
  onProgress('getting moto through uvx (once)');
  const moto = { command, args: ['--from', REQUIREMENT, 'moto_server'] };
  return (await works(moto, env, INSTALL_TIMEOUT_MS)) ? moto : undefined;
}

async function inVirtualEnvironment(search: Search): Promise<MotoCommand | undefined> {
  const python = tryFindExecutable('python3', search.env);
  if (python === undefined) return undefined;
  const folder = join(findCacheFolder(), 'moto-5.2');
  // Not its moto_server script, which has the path in it under which the environment was made.
  const moto = { command: join(folder, 'bin', 'python'), args: ['-m', 'moto.server'] };
  if (await works(moto, search.env)) return moto;
  // One that is there belonged to a Python that is gone.
  rmSync(folder, { recursive: true, force: true });
  search.onProgress('installing moto into a virtual environment (once)');
  try {
    await install(python, folder, search);
  } catch (error) {
    search.onProgress(`moto could not be installed: ${lastLine(String(error))}`);
  }
  return (await works(moto, search.env)) ? moto : undefined;
}

/** Installs beside the folder and renames, so that it is whole or absent, whoever else tries. */
async function install(python: string, folder: string, { env }: Search): Promise<void> {
  const options = { env, timeoutMs: INSTALL_TIMEOUT_MS };
  const unfinished = mkdtempSync(`${folder}-`);
  try {
    await runOrThrow(python, ['-m', 'venv', unfinished], options);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', REQUIREMENT];
    await runOrThrow(join(unfinished, 'bin', 'python'), pip, options);
    // Somebody else may have been faster; theirs is as good.
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

function lastLine(text: string): string {
  return text.split('\n').at(-1)?.trim() ?? '';
}

/** Whether the command starts: `--help` loads all of the server, and there is no `--version`. */
async function works(
  { command, args }: MotoCommand,
  env: NodeJS.ProcessEnv,
  timeoutMs = CHECK_TIMEOUT_MS,
): Promise<boolean> {
  try {
    const { code } = await run(command, [...args, '--help'], { env, timeoutMs });
    return code === 0;
  } catch {
    return false;
  }
}
