import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { refuse } from '../core/problem';
import { checkPrefix } from './prefix';
import { checkRetention } from './retention-checks';
import {
  DEFAULT_NONCURRENT_DAYS,
  type RetentionDays,
  retentionDays,
  type RetentionSchedule,
  type Transition,
} from './retention-schedule';

/** Days after which S3 drops the parts of an upload that was never finished. */
const ABORT_UPLOAD_DAYS = 7;

/** What {@link Retention} needs to know. */
export interface RetentionProps {
  /** The bucket the rules apply to. It must be versioned. */
  readonly bucketName: string;

  /** Days after upload until an object stops being readable. */
  readonly days: number;

  /**
   * Days a deleted or replaced object can still be recovered.
   *
   * @default 30
   */
  readonly noncurrentDays?: number;

  /**
   * Moves to cheaper storage classes.
   *
   * @default - objects stay in S3 Standard
   */
  readonly transitions?: readonly Transition[];

  /**
   * Moves of deleted and replaced objects.
   *
   * @default - they stay in the class they were in
   */
  readonly noncurrentTransitions?: readonly Transition[];

  /**
   * Folder the expiry applies to, with a slash at the end.
   *
   * @default - the whole bucket
   */
  readonly prefix?: string;

  /**
   * More folders, of before, to which it applies as well.
   *
   * @default - none
   */
  readonly previousPrefixes?: readonly string[];

  /**
   * What must be there first: the bucket's versioning, or S3 may refuse noncurrent rules.
   *
   * @default - only the bucket itself
   */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * Expires objects on a day that is known beforehand, and clears what expiry leaves behind: old
 * versions, delete markers and unfinished uploads.
 */
export class Retention extends Construct {
  /** The three days that count, from the day of upload. */
  readonly daysFromUpload: RetentionDays;

  /** @throws RefusedError for whatever {@link checkRetention} and {@link checkPrefix} find */
  constructor(scope: Construct, id: string, props: RetentionProps) {
    super(scope, id);
    const schedule: RetentionSchedule = {
      noncurrentDays: DEFAULT_NONCURRENT_DAYS,
      transitions: [],
      noncurrentTransitions: [],
      ...props,
    };
    const prefixes = [props.prefix ?? '', ...(props.previousPrefixes ?? [])];
    refuse([...checkRetention(schedule), ...prefixes.flatMap(checkPrefix)], this.node.path);

    this.daysFromUpload = retentionDays(schedule);
    new S3BucketLifecycleConfiguration(this, 'Lifecycle', {
      bucket: props.bucketName,
      // Sidecar files stay in Standard: each archived object costs 40 KB of overhead.
      transitionDefaultMinimumObjectSize: 'all_storage_classes_128K',
      rule: [
        ...prefixes.map((prefix, index) => expiry(schedule, prefix, index)),
        deleteMarkers(),
        unfinishedUploads(),
      ],
      dependsOn: props.dependsOn,
    });
  }
}

function expiry(schedule: RetentionSchedule, prefix: string, index: number) {
  return {
    id: index === 0 ? 'expire' : `expire-previous-${index}`,
    status: 'Enabled',
    filter: [{ prefix }],
    transition: schedule.transitions.map(({ storageClass, days }) => ({ storageClass, days })),
    expiration: [{ days: schedule.days }],
    noncurrentVersionTransition: schedule.noncurrentTransitions.map(({ storageClass, days }) => ({
      storageClass,
      noncurrentDays: days,
    })),
    noncurrentVersionExpiration: [{ noncurrentDays: schedule.noncurrentDays }],
  };
}

/**
 * The rule that removes delete markers with nothing behind them. A rule that counts days may not do
 * it as well.
 *
 * @see Amazon S3 API Reference, "LifecycleExpiration", `ExpiredObjectDeleteMarker`
 */
export function deleteMarkers() {
  return {
    id: 'remove-expired-delete-markers',
    status: 'Enabled',
    filter: [{ prefix: '' }],
    expiration: [{ expiredObjectDeleteMarker: true }],
  };
}

/** The rule that drops the parts of uploads that were never finished. */
export function unfinishedUploads() {
  return {
    id: 'abort-unfinished-uploads',
    status: 'Enabled',
    filter: [{ prefix: '' }],
    abortIncompleteMultipartUpload: [{ daysAfterInitiation: ABORT_UPLOAD_DAYS }],
  };
}
