import {
  S3BucketLifecycleConfiguration,
  type S3BucketLifecycleConfigurationRule,
} from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';

/** Days after which S3 drops the parts of an upload that was never completed. */
const ABORT_UPLOAD_DAYS = 7;

/** A lifecycle rule for one folder; the empty folder is the whole bucket. */
export interface FolderRule extends Omit<S3BucketLifecycleConfigurationRule, 'status' | 'filter'> {
  readonly prefix: string;
}

interface LifecycleProps {
  readonly bucketName: string;
  readonly rules: readonly FolderRule[];
  /** The bucket's versioning, without which S3 can refuse rules for noncurrent versions. */
  readonly dependsOn: ITerraformDependable[] | undefined;
}

/** Adds a bucket's lifecycle: the given rules, and those that clear what expiration leaves behind. */
export function addLifecycle(
  scope: Construct,
  { bucketName, rules, dependsOn }: LifecycleProps,
): void {
  new S3BucketLifecycleConfiguration(scope, 'Lifecycle', {
    bucket: bucketName,
    // Sidecar files stay in Standard: each archived object costs 40 KB of overhead.
    transitionDefaultMinimumObjectSize: 'all_storage_classes_128K',
    rule: [...rules, DELETE_MARKERS, UNFINISHED_UPLOADS].map(({ prefix, ...rule }) => ({
      ...rule,
      status: 'Enabled',
      filter: [{ prefix }],
    })),
    dependsOn,
  });
}

/**
 * Removes delete markers that no version is left behind. A rule with an expiration in days cannot also do this.
 *
 * @see Amazon S3 API Reference, "LifecycleExpiration", `ExpiredObjectDeleteMarker`
 */
const DELETE_MARKERS: FolderRule = {
  id: 'remove-expired-delete-markers',
  prefix: '',
  expiration: [{ expiredObjectDeleteMarker: true }],
};

const UNFINISHED_UPLOADS: FolderRule = {
  id: 'abort-unfinished-uploads',
  prefix: '',
  abortIncompleteMultipartUpload: [{ daysAfterInitiation: ABORT_UPLOAD_DAYS }],
};
