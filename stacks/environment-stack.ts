import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamUser } from '@cdktf/provider-aws/lib/iam-user';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import type { TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';
import type { StackEnvironment } from '../config/environment';
import { AWS_PROVIDER_VERSIONS } from '../config/provider-version';
import { isRecentRegion } from '../core/region';
import { addBackend } from './backend';
import { localProviderSettings } from './local-aws';

/** What decides how a stack reaches AWS. */
export interface EnvironmentStackProps {
  readonly environment: StackEnvironment;
  readonly region: string;
  /** Tags on all its resources, in addition to the environment's. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Adds what every stack of an environment has: provider, account guard, tags and state backend. */
export function addProviderAndBackend(
  stack: TerraformStack,
  id: string,
  { environment, region, tags }: EnvironmentStackProps,
): void {
  new AwsProvider(stack, 'aws', providerSettings({ environment, region, tags }));
  const { providerVersion = AWS_PROVIDER_VERSIONS } = environment;
  stack.addOverride('terraform.required_providers.aws.version', providerVersion);
  addBackend(stack, id, environment);
}

/** Adds the provider for a stack's resources in a second region. */
export function addRegion(stack: TerraformStack, props: EnvironmentStackProps): AwsProvider {
  return new AwsProvider(stack, 'replica', { ...providerSettings(props), alias: 'replica' });
}

/** Gives every role and user of a stack a permissions boundary. */
export function limitIdentities(stack: TerraformStack, boundaryArn: string | undefined): void {
  if (boundaryArn === undefined) return;
  for (const construct of stack.node.findAll()) {
    if (isIdentity(construct)) construct.permissionsBoundary = boundaryArn;
  }
}

function isIdentity(construct: IConstruct): construct is IamRole | IamUser {
  const { terraformResourceType } = construct as Partial<IamRole>;
  return [IamRole, IamUser].some(({ tfResourceType }) => tfResourceType === terraformResourceType);
}

function providerSettings({ environment, region, tags }: EnvironmentStackProps) {
  const { account, deployer, localAws, name } = environment;
  return {
    region,
    allowedAccountIds: [account],
    ...(isRecentRegion(region) && { skipRegionValidation: true }),
    defaultTags: [
      { tags: { ...environment.tags, ...tags, environment: name, 'managed-by': 'callvault' } },
    ],
    ...(deployer && { assumeRole: [{ sessionName: 'callvault', ...deployer }] }),
    ...(localAws && localProviderSettings(localAws.endpoint)),
  };
}
