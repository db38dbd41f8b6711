import {
  CloudBackend,
  LocalBackend,
  NamedCloudWorkspace,
  S3Backend,
  type TerraformStack,
} from 'cdktf';
import type { StackEnvironment } from '../config/environment';
import type { StateSettings } from '../config/schema';
import { localBackendSettings } from './local-aws';

/** Put before the stack id to name its Terraform Cloud workspace. */
export const DEFAULT_WORKSPACE_PREFIX = 'callvault-';

/** Gives a stack its place for Terraform state. */
export function addBackend(stack: TerraformStack, id: string, environment: StackEnvironment): void {
  const { state } = environment;
  if (state.backend === 's3') addS3(stack, id, { environment, state });
  else if (state.backend === 'cloud') addCloud(stack, id, state);
  // Relative to where Terraform runs: the synthesized JSON must be the same on every machine.
  else new LocalBackend(stack, { path: `${id}.tfstate` });
}

/** Where the S3 backend keeps a stack's state. */
export function stateKey(id: string): string {
  return `${id}/terraform.tfstate`;
}

type S3State = Extract<StateSettings, { backend: 's3' }>;

function addS3(
  stack: TerraformStack,
  id: string,
  { environment, state }: { environment: StackEnvironment; state: S3State },
): void {
  const { account, deployer, localAws } = environment;
  const backend = new S3Backend(stack, {
    bucket: state.bucket,
    key: stateKey(id),
    region: state.region ?? environment.region,
    allowedAccountIds: [account],
    // Asked for only with a key: without one, Terraform would ask for AES256 and so refuse the default.
    ...(state.kmsKeyArn !== undefined && { encrypt: true, kmsKeyId: state.kmsKeyArn }),
    ...(deployer && { assumeRole: { sessionName: 'callvault', ...deployer } }),
    ...(localAws && localBackendSettings(localAws.endpoint)),
  });
  // cdktf 0.21 does not know Terraform 1.10's lock file; where it does, this says the same again.
  backend.addOverride('use_lockfile', true);
}

function addCloud(
  stack: TerraformStack,
  id: string,
  state: Extract<StateSettings, { backend: 'cloud' }>,
): void {
  const { organization, project, hostname, workspacePrefix = DEFAULT_WORKSPACE_PREFIX } = state;
  new CloudBackend(stack, {
    organization,
    hostname,
    workspaces: new NamedCloudWorkspace(`${workspacePrefix}${id}`, project),
  });
}
