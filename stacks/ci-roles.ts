import { TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { ciAccessProps } from '../config/ci';
import { ciStackId, type StackEnvironment } from '../config/environment';
import type { CiSettings } from '../config/schema';
import { CiAccess } from '../modules/ci-access';
import { addProviderAndBackend } from './environment-stack';

/** What {@link CiRoles} are made from. */
export interface CiRolesProps {
  /** The environment that is planned and deployed. */
  readonly environment: StackEnvironment;
  /** Its settings for workflows. */
  readonly ci: CiSettings;
}

/**
 * The roles that the workflows of an environment take on, and where they come in.
 *
 * A person deploys this stack: the deploy role may change neither itself nor the plan role.
 */
export class CiRoles extends TerraformStack {
  constructor(scope: Construct, { environment, ci }: CiRolesProps) {
    const id = ciStackId(environment);
    super(scope, id);
    addProviderAndBackend(this, id, { environment, region: environment.region, tags: {} });

    const access = new CiAccess(this, 'Ci', ciAccessProps(environment, ci));
    new TerraformOutput(this, 'plan_role_arn', { value: access.planRoleArn });
    new TerraformOutput(this, 'deploy_role_arn', { value: access.deployRoleArn });
  }
}
