import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { deleteMarkers, unfinishedUploads } from './retention';

/** Days an old version of a state can be gone back to. */
const NONCURRENT_DAYS = 90;

/** Old versions of a state that are kept however old they are. */
const KEPT_VERSIONS = 20;

/** What {@link StateRetention} needs to know. */
export interface StateRetentionProps {
  /** The bucket the rules apply to. It must be versioned. */
  readonly bucketName: string;
  /** What must be there first: the bucket's versioning. */
  readonly dependsOn: ITerraformDependable[];
}

/** Keeps the current state for ever, and old versions for 90 days or as the 20 newest. */
export class StateRetention extends Construct {
  constructor(scope: Construct, id: string, { bucketName, dependsOn }: StateRetentionProps) {
    super(scope, id);
    new S3BucketLifecycleConfiguration(this, 'Lifecycle', {
      bucket: bucketName,
      transitionDefaultMinimumObjectSize: 'all_storage_classes_128K',
      rule: [
        {
          id: 'expire-old-versions',
          status: 'Enabled',
          filter: [{ prefix: '' }],
          noncurrentVersionExpiration: [
            { noncurrentDays: NONCURRENT_DAYS, newerNoncurrentVersions: KEPT_VERSIONS },
          ],
        },
        deleteMarkers(),
        unfinishedUploads(),
      ],
      dependsOn,
    });
  }
}
