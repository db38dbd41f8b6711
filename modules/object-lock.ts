import { S3BucketObjectLockConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-object-lock-configuration';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { type Problem, refuse } from '../core/problem';

/** How long a version cannot be deleted, and by whom. */
export interface DefaultRetention {
  /**
   * `governance`: principals with the permission to bypass it can delete. `compliance`: no principal can, the root
   * user included, and neither mode nor days of a version can be reduced; only closing the account deletes it.
   *
   * @see Amazon S3 User Guide, "Locking objects with Object Lock"
   */
  readonly mode: 'governance' | 'compliance';
  /** Days from upload. @default - years are given */
  readonly days?: number;
  /** Years from upload. @default - days are given */
  readonly years?: number;
}

/** S3's maximum: a hundred years. */
const MAX = { days: 36_500, years: 100 } as const;

/** S3 counts a year as 365 days, leap years included. */
const DAYS_PER_YEAR = 365;

/** Days a version is locked from its upload. */
export function lockedDays({ days, years }: DefaultRetention): number {
  return days ?? (years ?? 0) * DAYS_PER_YEAR;
}

/** Refuses a default retention that S3 would reject. */
export function checkObjectLock({ days, years }: DefaultRetention): Problem[] {
  if ((days === undefined) === (years === undefined)) {
    return [
      {
        rule: 'object-lock-days-or-years',
        path: [],
        what: `${days === undefined ? 'neither days nor years is' : 'both days and years are'} set; S3 accepts exactly one of them`,
        fix: 'Set either days or years.',
      },
    ];
  }
  const unit = days === undefined ? 'years' : 'days';
  const value = days ?? years ?? 0;
  if (Number.isInteger(value) && value >= 1 && value <= MAX[unit]) return [];
  return [
    {
      rule: 'object-lock-whole-days',
      path: [unit],
      what: `${value} is not a whole number of ${unit} from 1 to ${MAX[unit]}, which is what S3 accepts`,
      fix: `Write whole ${unit}.`,
    },
  ];
}

/** Props of {@link ObjectLock}. */
export interface ObjectLockProps extends DefaultRetention {
  /** The bucket must be versioned. */
  readonly bucketName: string;
  /** The bucket's versioning, which S3 requires first. */
  readonly dependsOn: ITerraformDependable[];
  /** Whether it is destroyed with an empty bucket. @default false */
  readonly destroyable?: boolean | undefined;
}

/**
 * Locks every version that is uploaded from now on. It can be enabled on a bucket that already contains
 * recordings, whose versions stay unlocked. It can never be disabled.
 *
 * @see Amazon S3 User Guide, "Configuring Object Lock on an existing bucket"
 */
export class ObjectLock extends Construct {
  /** @throws RefusedError for what {@link checkObjectLock} finds */
  constructor(scope: Construct, id: string, props: ObjectLockProps) {
    super(scope, id);
    const { bucketName, mode, days, years, dependsOn } = props;
    refuse(checkObjectLock(props), this.node.path);
    new S3BucketObjectLockConfigurationA(this, 'Configuration', {
      bucket: bucketName,
      objectLockEnabled: 'Enabled',
      rule: { defaultRetention: { mode: mode.toUpperCase(), days, years } },
      lifecycle: { preventDestroy: !props.destroyable },
      dependsOn,
    });
  }
}
