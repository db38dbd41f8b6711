import { tryFindExecutable } from '../core/executable';
import {
  type PythonCommand,
  type PythonPackages,
  tryUvx,
  tryVirtualEnvironment,
  works,
} from './python-environment';

/** The first version of the AWS CLI is a Python package; the second is not. */
const REQUIREMENTS = ['boto3==1.*', 'awscli==1.*'];

const CLIENTS: PythonPackages = {
  title: 'boto3 and the AWS CLI',
  folder: 'aws-clients-1',
  requirements: REQUIREMENTS,
  args: [],
  check: ['-c', 'import boto3, awscli.clidriver'],
};

/**
 * Finds a Python with boto3 and the AWS CLI: `python3` on the PATH, `uvx`, or a virtual environment that is created once
 * in the project's cache folder.
 *
 * @throws Error that says how to install them if none of these works
 */
export async function findPythonClients(env: NodeJS.ProcessEnv): Promise<PythonCommand> {
  const search = { env, onProgress: () => undefined };
  const command = tryFindExecutable('python3', env);
  const onPath = command === undefined ? undefined : { command, args: [] };
  if (onPath && (await works({ ...onPath, args: CLIENTS.check }, env))) return onPath;
  const options = REQUIREMENTS.flatMap((each) => ['--with', each]);
  const found =
    (await tryUvx([...options, 'python'], CLIENTS, search)) ??
    (await tryVirtualEnvironment(CLIENTS, search));
  if (found) return found;
  throw new Error(
    `boto3 and the AWS CLI were not found and could not be installed. Run \`pip install '${REQUIREMENTS.join("' '")}'\`.`,
  );
}
