import { ciAccessProps, ciNames } from '../../config/ci';
import type { Environment } from '../../config/environment';
import { principalArn } from '../../core/arn';

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

/** The environments that workflows plan and deploy. */
export function workflowEnvironments(environments: readonly Environment[]): WorkflowEnvironment[] {
  return environments.flatMap((environment) => {
    const { ci, name, region, stores } = environment;
    if (!ci) return [];
    const props = ciAccessProps(environment, ci, ciNames(ci, stores));
    return {
      name,
      region,
      githubEnvironment: props.github.environment,
      planRoleArn: principalArn(props, 'role', props.planRoleName),
      deployRoleArn: principalArn(props, 'role', props.deployRoleName),
      ranges: stores.filter(({ settings }) => 'sourceIp' in settings).map(({ id }) => id),
    };
  });
}
