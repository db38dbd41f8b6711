import { TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { ciAccessProps } from '../config/ci';
import { ciStackId, type StackEnvironment } from '../config/environment';
import type { CiSettings } from '../config/schema';
import { CiAccess } from '../modules/ci-access';
import type { CiNames } from '../modules/ci-scope';
import { addProviderAndBackend } from './environment-stack';

/** Props of {@link CiRoles}. */
export interface CiRolesProps {
  readonly environment: StackEnvironment;
  readonly ci: CiSettings;
  readonly names: CiNames;
}

/**
 * The roles that the workflows of an environment assume, and the identity provider they trust.
 *
 * This stack must be deployed by hand: the deploy role cannot change itself or the plan role.
 */
export class CiRoles extends TerraformStack {
  constructor(scope: Construct, { environment, ci, names }: CiRolesProps) {
    const id = ciStackId(environment);
    super(scope, id);
    addProviderAndBackend(this, id, { environment, region: environment.region, tags: {} });

    const access = new CiAccess(this, 'Ci', ciAccessProps(environment, ci, names));
    new TerraformOutput(this, 'plan_role_arn', { value: access.planRoleArn });
    new TerraformOutput(this, 'deploy_role_arn', { value: access.deployRoleArn });
  }
}
