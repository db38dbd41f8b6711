import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Environment } from '../../config/environment';
import { localBackendSettings } from '../../stacks/local-aws';
import { DEFAULT_WORKSPACE_PREFIX } from '../../config/environment';
import { stateKey } from '../../stacks/backend';
import { inTemporaryFolder } from '../../synth/temporary-folder';
import type { Outputs } from '../../vendors/outputs';
import { localStateFile } from '../deploy/output-folder';
import { AwsRefusedError } from '../exit';
import { explainTerraform, type FailedStack } from '../plans/terraform-problem';
import { CommandError, runOrThrow } from '../process/run';
import { runTerraform } from '../process/run-terraform';

/** What Terraform prints about a stack that was never deployed. */
const NO_STATE = /No stored state was found/;

/**
 * Reads a stack's outputs from its state with Terraform itself: a configuration that consists of one
 * `terraform_remote_state`, in a temporary folder. It needs no provider, and locks nothing.
 *
 * @returns no outputs for a stack that is not deployed
 * @see Terraform documentation, "The terraform_remote_state data source"
 * @throws AwsRefusedError when Terraform cannot read the state
 */
export async function readState(
  id: string,
  environment: Environment,
  env: NodeJS.ProcessEnv,
): Promise<Outputs> {
  const configuration = {
    data: { terraform_remote_state: { stack: remoteState(id, environment, env) } },
    output: { outputs: { value: '${data.terraform_remote_state.stack.outputs}' } },
  };
  try {
    return await inTemporaryFolder(async (cwd) => {
      const terraform = (...args: string[]) =>
        runTerraform(args, { cwd, env: { ...env, TF_IN_AUTOMATION: '1' } }, runOrThrow);
      fs.writeFileSync(path.join(cwd, 'main.tf.json'), JSON.stringify(configuration));
      await terraform('init', '-input=false', '-no-color');
      await terraform('apply', '-auto-approve', '-input=false', '-no-color');
      const { stdout } = await terraform('output', '-json', 'outputs');
      return JSON.parse(stdout) as Outputs;
    });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    if (NO_STATE.test(error.message)) return {};
    throw cannotRead({ id, environment: environment.name, folder: '' }, error);
  }
}

function remoteState(id: string, environment: Environment, env: NodeJS.ProcessEnv): object {
  const { state } = environment;
  switch (state.backend) {
    case 's3':
      return { backend: 's3', config: s3Config(id, environment) };
    case 'cloud': {
      const { organization, hostname, workspacePrefix = DEFAULT_WORKSPACE_PREFIX } = state;
      const workspaces = { name: `${workspacePrefix}${id}` };
      return { backend: 'remote', config: { organization, hostname, workspaces } };
    }
    case 'local':
      return { backend: 'local', config: { path: localStateFile(id, env) } };
  }
}

function s3Config(id: string, { state, region, deployer, localAws }: Environment): object {
  if (state.backend !== 's3') return {};
  const local = localAws && localBackendSettings(localAws.endpoint);
  return {
    bucket: state.bucket,
    key: stateKey(id),
    region: state.region ?? region,
    ...(deployer && {
      assume_role: {
        role_arn: deployer.roleArn,
        session_name: deployer.sessionName ?? 'callvault',
        ...(deployer.externalId !== undefined && { external_id: deployer.externalId }),
      },
    }),
    ...(local && {
      access_key: local.accessKey,
      secret_key: local.secretKey,
      use_path_style: true,
      skip_credentials_validation: true,
      skip_metadata_api_check: true,
      endpoints: local.endpoints,
    }),
  };
}

/** The error with Terraform's own error message, without the rest of its output. */
function cannotRead(stack: FailedStack, error: CommandError): AwsRefusedError {
  const what = `Terraform cannot read the state of ${stack.id}`;
  const known = explainTerraform(stack, error.result.stderr);
  if (known) return new AwsRefusedError(`${what}: ${known.what}`, known.fix, { cause: error });
  const lines = error.result.stderr.split('\n').map((line) => line.replace(/^[│╷╵\s]+/, ''));
  const first = lines.findIndex((line) => line.startsWith('Error:'));
  const why = lines.slice(Math.max(first, 0)).filter((line) => line !== '');
  return new AwsRefusedError(
    `${what}: ${why.join(' ')}`,
    'Use credentials that may read it, or pass the file of cdktf deploy --outputs-file with --outputs.',
    { cause: error },
  );
}
