import {
  CloudBackend,
  LocalBackend,
  NamedCloudWorkspace,
  S3Backend,
  type TerraformStack,
} from 'cdktf';
import { DEFAULT_WORKSPACE_PREFIX, type StackEnvironment } from '../config/environment';
import type { StateSettings } from '../config/schema';
import { isRecentRegion } from '../core/region';
import { localBackendSettings } from './local-aws';

/** Adds the backend for a stack's Terraform state. */
export function addBackend(stack: TerraformStack, id: string, environment: StackEnvironment): void {
  const { state } = environment;
  if (state.backend === 's3') addS3(stack, id, { environment, state });
  else if (state.backend === 'cloud') addCloud(stack, id, state);
  // Relative to where Terraform runs, so the synthesized JSON is the same on every machine.
  else new LocalBackend(stack, { path: `${id}.tfstate` });
}

type StateOf<B extends StateSettings['backend']> = Extract<StateSettings, { backend: B }>;

/** The key of a stack's state in the bucket of the S3 backend. */
export function stateKey(id: string): string {
  return `${id}/terraform.tfstate`;
}

function addS3(
  stack: TerraformStack,
  id: string,
  { environment, state }: { environment: StackEnvironment; state: StateOf<'s3'> },
): void {
  const { account, deployer, localAws } = environment;
  const region = state.region ?? environment.region;
  const backend = new S3Backend(stack, {
    bucket: state.bucket,
    key: stateKey(id),
    region,
    allowedAccountIds: [account],
    ...(isRecentRegion(region) && { skipRegionValidation: true }),
    // Only with a key: without one, `encrypt` makes Terraform request AES256 instead of the bucket's default.
    ...(state.kmsKeyArn !== undefined && { encrypt: true, kmsKeyId: state.kmsKeyArn }),
    ...(deployer && { assumeRole: { sessionName: 'callvault', ...deployer } }),
    ...(localAws && localBackendSettings(localAws.endpoint)),
  });
  // cdktf 0.21 has no option for Terraform 1.10's lock file; where it has one, this sets the same.
  backend.addOverride('use_lockfile', true);
}

function addCloud(stack: TerraformStack, id: string, state: StateOf<'cloud'>): void {
  const { organization, project, hostname, workspacePrefix = DEFAULT_WORKSPACE_PREFIX } = state;
  new CloudBackend(stack, {
    organization,
    hostname,
    workspaces: new NamedCloudWorkspace(`${workspacePrefix}${id}`, project),
  });
}
