import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { addLifecycle } from './lifecycle';

/** Days an old version of a state can be restored. */
const NONCURRENT_DAYS = 90;

/** Old versions of a state that are kept at any age. */
const KEPT_VERSIONS = 20;

/** Props of {@link StateRetention}. */
export interface StateRetentionProps {
  /** The bucket the rules apply to. It must be versioned. */
  readonly bucketName: string;
  /** The bucket's versioning. */
  readonly dependsOn: ITerraformDependable[];
}

/** Keeps the current state without limit, and old versions for 90 days or as one of the 20 newest. */
export class StateRetention extends Construct {
  constructor(scope: Construct, id: string, props: StateRetentionProps) {
    super(scope, id);
    addLifecycle(this, {
      ...props,
      rules: [
        {
          id: 'expire-old-versions',
          prefix: '',
          noncurrentVersionExpiration: [
            { noncurrentDays: NONCURRENT_DAYS, newerNoncurrentVersions: KEPT_VERSIONS },
          ],
        },
      ],
    });
  }
}
