import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findCacheFolder } from '../core/cache-folder';
import { tryFindExecutable } from '../core/executable';
import { run, runOrThrow } from '../cli/process/run';

/** The command that starts moto's server; its options follow. */
export interface MotoCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** Called with a sentence about the current step. */
export type OnProgress = (sentence: string) => void;

const MOTO_VARIABLE = 'CALLVAULT_MOTO_SERVER';

/** The release that callvault is tested with, as a pip requirement. */
const REQUIREMENT = 'moto[server]==5.2.*';

const CHECK_TIMEOUT_MS = 60_000;
const INSTALL_TIMEOUT_MS = 600_000;

interface Search {
  readonly env: NodeJS.ProcessEnv;
  readonly onProgress: OnProgress;
}

/**
 * Finds moto's server: the command in `CALLVAULT_MOTO_SERVER`, `moto_server` on the PATH, `uvx`,
 * or a virtual environment that is created once in the project's cache folder.
 *
 * @throws Error that says how to install it if none of these works
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
    'moto_server, which the local AWS runs on, was not found and could not be installed. ' +
      `Run \`pipx install '${REQUIREMENT}'\`, or set ${MOTO_VARIABLE} to the command's path.`,
  );
}

function explicitMoto(name: string, env: NodeJS.ProcessEnv): MotoCommand {
  const command = tryFindExecutable(name, env);
  if (command !== undefined) return { command, args: [] };
  throw new Error(
    `${MOTO_VARIABLE} is ${name}, which is not an executable command. ` +
      `Set it to the path of moto_server, or unset it so that callvault finds one.`,
  );
}

async function onPath({ env, onProgress }: Search): Promise<MotoCommand | undefined> {
  const command = tryFindExecutable('moto_server', env);
  if (command === undefined) return undefined;
  // The command can be a version manager's shim for a Python without moto.
  if (await works({ command, args: [] }, env)) return { command, args: [] };
  onProgress(`${command} does not work, trying the next option`);
  return undefined;
}

async function throughUvx({ env, onProgress }: Search): Promise<MotoCommand | undefined> {
  const command = tryFindExecutable('uvx', env);
  if (command === undefined) return undefined;
  onProgress('downloading moto with uvx (once)');
  const moto = { command, args: ['--from', REQUIREMENT, 'moto_server'] };
  return (await works(moto, env, INSTALL_TIMEOUT_MS)) ? moto : undefined;
}

async function inVirtualEnvironment(search: Search): Promise<MotoCommand | undefined> {
  const python = tryFindExecutable('python3', search.env);
  if (python === undefined) return undefined;
  const folder = join(findCacheFolder(), 'moto-5.2');
  // Not its moto_server script, which contains the path the environment was created at.
  const moto = { command: join(folder, 'bin', 'python'), args: ['-m', 'moto.server'] };
  if (await works(moto, search.env)) return moto;
  // An existing environment belongs to a Python that no longer exists.
  rmSync(folder, { recursive: true, force: true });
  search.onProgress('installing moto into a virtual environment (once)');
  try {
    await install(python, folder, search);
  } catch (error) {
    search.onProgress(`moto could not be installed: ${lastLine(String(error))}`);
  }
  return (await works(moto, search.env)) ? moto : undefined;
}

/** Installs into a temporary folder and renames it, so that concurrent installations cannot leave half of one. */
async function install(python: string, folder: string, { env }: Search): Promise<void> {
  const options = { env, timeoutMs: INSTALL_TIMEOUT_MS };
  const unfinished = mkdtempSync(`${folder}-`);
  try {
    await runOrThrow(python, ['-m', 'venv', unfinished], options);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', REQUIREMENT];
    await runOrThrow(join(unfinished, 'bin', 'python'), pip, options);
    // Another process may have been faster.
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

function lastLine(text: string): string {
  return text.split('\n').at(-1)?.trim() ?? '';
}

/** Whether the command starts: `--help` loads the whole server, and moto has no `--version`. */
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
