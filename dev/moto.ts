import { tryFindExecutable } from '../core/executable';
import {
  type OnProgress,
  type PythonCommand,
  type PythonPackages,
  type PythonSearch,
  tryUvx,
  tryVirtualEnvironment,
  works,
} from './python-environment';

const MOTO_VARIABLE = 'CALLVAULT_MOTO_SERVER';

/** The release that callvault is tested with, as a pip requirement. */
const REQUIREMENT = 'moto[server]==5.2.*';

const MOTO: PythonPackages = {
  title: 'moto',
  folder: 'moto-5.2',
  requirements: [REQUIREMENT],
  args: ['-m', 'moto.server'],
  // This loads the whole server, and moto has no --version.
  check: ['--help'],
};

/**
 * Finds moto's server: the command in `CALLVAULT_MOTO_SERVER`, `moto_server` on the PATH, `uvx`,
 * or a virtual environment that is created once in the project's cache folder.
 *
 * @throws Error that says how to install it if none of these works
 */
export async function findMoto(
  env: NodeJS.ProcessEnv,
  onProgress: OnProgress = () => undefined,
): Promise<PythonCommand> {
  const explicit = env[MOTO_VARIABLE];
  if (explicit) return explicitMoto(explicit, env);
  const search = { env, onProgress };
  const found =
    (await onPath(search)) ??
    (await tryUvx(['--from', REQUIREMENT, 'moto_server'], MOTO, search)) ??
    (await tryVirtualEnvironment(MOTO, search));
  if (found) return found;
  throw new Error(
    'moto_server, which the local AWS runs on, was not found and could not be installed. ' +
      `Run \`pipx install '${REQUIREMENT}'\`, or set ${MOTO_VARIABLE} to the command's path.`,
  );
}

function explicitMoto(name: string, env: NodeJS.ProcessEnv): PythonCommand {
  const command = tryFindExecutable(name, env);
  if (command !== undefined) return { command, args: [] };
  throw new Error(
    `${MOTO_VARIABLE} is ${name}, which is not an executable command. ` +
      `Set it to the path of moto_server, or unset it so that callvault finds one.`,
  );
}

async function onPath({ env, onProgress }: PythonSearch): Promise<PythonCommand | undefined> {
  const command = tryFindExecutable('moto_server', env);
  if (command === undefined) return undefined;
  // The command can be a version manager's shim for a Python without moto.
  if (await works({ command, args: MOTO.check }, env)) return { command, args: [] };
  onProgress(`${command} does not work, trying the next option`);
  return undefined;
}
