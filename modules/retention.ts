import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { refuse } from '../core/problem';
import { addLifecycle, type FolderRule } from './lifecycle';
import { checkPrefix } from './prefix';
import { checkRetention } from './retention-checks';
import {
  DEFAULT_NONCURRENT_DAYS,
  type RetentionDays,
  retentionDays,
  type RetentionSchedule,
  type Transition,
} from './retention-schedule';

/** Props of {@link Retention}. */
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
   * Folder the expiration applies to, with a slash at the end.
   *
   * @default - the whole bucket
   */
  readonly prefix?: string;

  /**
   * Further folders to which it applies: additional ones and those of previous paths.
   *
   * @default - none
   */
  readonly otherPrefixes?: readonly string[];

  /**
   * The bucket's versioning, without which S3 can refuse rules for noncurrent versions.
   *
   * @default - only the bucket itself
   */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * Expires objects on a day that is known in advance, and clears what expiration leaves behind: old
 * versions, delete markers and incomplete uploads.
 */
export class Retention extends Construct {
  readonly daysFromUpload: RetentionDays;

  /** @throws RefusedError for what {@link checkRetention} and {@link checkPrefix} find */
  constructor(scope: Construct, id: string, props: RetentionProps) {
    super(scope, id);
    const schedule: RetentionSchedule = {
      noncurrentDays: DEFAULT_NONCURRENT_DAYS,
      transitions: [],
      noncurrentTransitions: [],
      ...props,
    };
    const prefixes = [props.prefix ?? '', ...(props.otherPrefixes ?? [])];
    refuse([...checkRetention(schedule), ...prefixes.flatMap(checkPrefix)], this.node.path);

    this.daysFromUpload = retentionDays(schedule);
    addLifecycle(this, {
      bucketName: props.bucketName,
      rules: prefixes.map((prefix, index) => expiration(schedule, prefix, index)),
      dependsOn: props.dependsOn,
    });
  }
}

function expiration(schedule: RetentionSchedule, prefix: string, index: number): FolderRule {
  return {
    id: index === 0 ? 'expire' : `expire-previous-${index}`,
    prefix,
    transition: [...schedule.transitions],
    expiration: [{ days: schedule.days }],
    noncurrentVersionTransition: schedule.noncurrentTransitions.map(({ storageClass, days }) => ({
      storageClass,
      noncurrentDays: days,
    })),
    noncurrentVersionExpiration: [{ noncurrentDays: schedule.noncurrentDays }],
  };
}
