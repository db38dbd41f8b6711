import { ciAccessProps, ciNames } from '../../config/ci';
import type { Environment } from '../../config/environment';
import { principalArn } from '../../core/arn';
import type { OidcTrust } from '../../modules/oidc-trust';

/** What a workflow needs to know about an environment. */
export interface WorkflowEnvironment {
  readonly name: string;
  readonly region: string;
  /** The GitHub environment whose jobs deploy. */
  readonly githubEnvironment: string;
  readonly planRoleArn: string;
  readonly deployRoleArn: string;
  /** Ids of the stacks whose address ranges can be refreshed. */
  readonly ranges: readonly string[];
}

/** The environment that a subject of GitHub Enterprise names. */
function environmentOf(oidc: OidcTrust | undefined): string | undefined {
  const [deploy = ''] = oidc?.subjects.deploy ?? [];
  return /:environment:([^:]+)$/.exec(deploy)?.[1];
}

/** The environments that workflows plan and deploy. */
export function workflowEnvironments(environments: readonly Environment[]): WorkflowEnvironment[] {
  return environments.flatMap((environment) => {
    const { ci, name, region, stores } = environment;
    if (!ci) return [];
    const props = ciAccessProps(environment, ci, ciNames(ci, stores));
    return {
      name,
      region,
      githubEnvironment: props.github?.environment ?? environmentOf(props.oidc) ?? name,
      planRoleArn: principalArn(props, 'role', props.planRoleName),
      deployRoleArn: principalArn(props, 'role', props.deployRoleName),
      ranges: stores.filter(({ settings }) => 'sourceIp' in settings).map(({ id }) => id),
    };
  });
}
