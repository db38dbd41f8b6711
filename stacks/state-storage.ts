import { TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { type StackEnvironment, stateStackId } from '../config/environment';
import type { StateSettings } from '../config/schema';
import { StateBucket } from '../modules/state-bucket';
import { addProviderAndBackend } from './environment-stack';

/** Props of {@link StateStorage}. */
export interface StateStorageProps {
  readonly environment: StackEnvironment;
  readonly state: Extract<StateSettings, { backend: 's3' }>;
}

/** The bucket for the Terraform state of an environment's stacks, including this one. */
export class StateStorage extends TerraformStack {
  constructor(scope: Construct, { environment, state }: StateStorageProps) {
    const id = stateStackId(environment);
    super(scope, id);
    const region = state.region ?? environment.region;
    addProviderAndBackend(this, id, { environment, region, tags: {} });

    const bucket = new StateBucket(this, 'State', {
      ...environment,
      name: state.bucket,
      region,
      keyAlias: id,
      administratorArns: environment.administrators,
      disposable: environment.type === 'throw-away',
    });
    new TerraformOutput(this, 'state_bucket', { value: bucket.name });
    new TerraformOutput(this, 'state_key_arn', { value: bucket.keyArn });
  }
}
