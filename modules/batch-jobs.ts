import { Construct } from 'constructs';
import { type AccountScope, bucketArn } from '../core/arn';
import { checkPolicySize, type Statement } from '../core/policy';
import { refuse, under } from '../core/problem';
import { allow, allowService, unlessForOthers } from '../core/statements';
import { checkIamName } from './iam-name';
import { addRole } from './role';

/** Folders of a log bucket for the files of jobs. */
export const BATCH_FOLDERS = {
  manifests: 'batch-jobs/manifests/',
  reports: 'batch-jobs/reports/',
} as const;

/** A bucket whose objects jobs change. */
export interface BatchTarget {
  readonly bucketName: string;
  /**
   * Bucket of the same region for manifests and completion reports. S3 encrypts it with its own keys: Batch Operations
   * reads no CSV manifest that a KMS key encrypts, and encrypts its reports with S3's keys.
   */
  readonly logBucketName: string;
}

/** Props of {@link BatchJobs}. */
export interface BatchJobsProps extends AccountScope {
  /** Name of the role that jobs assume. */
  readonly roleName: string;
  readonly targets: readonly BatchTarget[];
  /** Folders whose objects jobs change, each with a slash at the end; an empty one for the whole bucket. */
  readonly prefixes: readonly string[];
  /** Whether the buckets have Object Lock, so that jobs can set legal holds. */
  readonly locked: boolean;
}

/**
 * The role of jobs of S3 Batch Operations, which set legal holds and restore archived objects. It can read no object of
 * the buckets and delete none. A job is created by those who may pass the role.
 *
 * @see Amazon S3 User Guide, "Granting permissions for Batch Operations"
 */
export class BatchJobs extends Construct {
  /** @throws RefusedError for a name or a policy IAM would reject */
  constructor(scope: Construct, id: string, props: BatchJobsProps) {
    super(scope, id);
    const problems = [
      ...checkIamName(props.roleName).map(under('roleName')),
      ...checkPolicySize('role policy', batchStatements(props)).map(under('prefixes')),
    ];
    refuse(problems, this.node.path);
    const names = props.targets.map(({ bucketName }) => bucketName).join(' and ');
    addRole(this, {
      name: props.roleName,
      description: `S3 Batch Operations holds and restores objects of ${names}`,
      trust: batchTrust(props),
      policyName: 'batch-jobs',
      statements: batchStatements(props),
    });
  }
}

/** Who assumes the role. @see Amazon S3 User Guide, "Granting permissions for Batch Operations", on the trust policy */
export function batchTrust({ account }: AccountScope): Statement {
  return allowService('BatchOperationsAssumesRole', 'batchoperations.s3.amazonaws.com', {
    Action: 'sts:AssumeRole',
    Condition: unlessForOthers(account),
  });
}

/** What jobs may do. */
export function batchStatements(props: BatchJobsProps): Statement[] {
  const { partition, targets, prefixes, locked } = props;
  const arns = targets.map(({ bucketName }) => bucketArn(partition, bucketName));
  const logs = targets.map(({ logBucketName }) => bucketArn(partition, logBucketName));
  const objects = arns.flatMap((arn) => prefixes.map((prefix) => `${arn}/${prefix}*`));
  const files = (folder: string) => logs.map((arn) => `${arn}/${folder}*`);
  const read = ['s3:GetObject', 's3:GetObjectVersion'];
  return [
    ...(locked
      ? [
          allow('ReadObjectLock', 's3:GetBucketObjectLockConfiguration', arns),
          allow('HoldObjects', 's3:PutObjectLegalHold', objects),
        ]
      : []),
    allow('RestoreObjects', 's3:RestoreObject', objects),
    allow('FindFiles', 's3:GetBucketLocation', logs),
    allow('ReadManifests', read, files(BATCH_FOLDERS.manifests)),
    allow('WriteReports', 's3:PutObject', files(BATCH_FOLDERS.reports)),
  ];
}
