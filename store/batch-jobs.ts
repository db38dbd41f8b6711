import { bucketArn } from '../core/arn';
import { checkPolicySize, type Statement } from '../core/policy';
import { type Problem, under } from '../core/problem';
import { allow } from '../core/statements';
import { BATCH_FOLDERS, type BatchJobsProps, batchStatements } from '../modules/batch-jobs';
import { checkIamName } from '../modules/iam-name';
import type { Store } from './store';

/** What the role of a store's jobs is made for; undefined for a store without one. */
export function batchScope(store: Store): BatchJobsProps | undefined {
  const { batchJobs, bucketName, logBucketName, replica, settings } = store;
  if (!batchJobs) return undefined;
  const { roleName } = batchJobs;
  const targets = [{ bucketName, logBucketName }, ...(replica ? [replica] : [])];
  const prefixes = [...new Set([store.prefix, ...store.expiringPrefixes])];
  return { ...store, roleName, targets, prefixes, locked: settings.objectLock !== undefined };
}

/** The rules of `batchJobs`. */
export function checkBatchJobs(store: Store): Problem[] {
  const scope = batchScope(store);
  if (!scope) return [];
  return [
    ...checkIamName(scope.roleName),
    ...checkPolicySize('role policy', batchStatements(scope)),
  ].map(under('batchJobs'));
}

/**
 * What a user needs to create the jobs of one operation, to watch them, and to read their completion reports.
 *
 * @see Service Authorization Reference, "Actions defined by Amazon S3", CreateJob and DescribeJob
 */
export function batchUserStatements(
  store: Store,
  operation: 'S3PutObjectLegalHold' | 'S3InitiateRestoreObject',
): Statement[] {
  const { batchJobs, partition, account, logBucketName, replica } = store;
  if (!batchJobs) return [];
  const logs = [logBucketName, ...(replica ? [replica.logBucketName] : [])];
  const files = (folder: string) => logs.map((name) => `${bucketArn(partition, name)}/${folder}*`);
  return [
    {
      ...allow('CreateJobs', 's3:CreateJob', '*'),
      Condition: { StringEquals: { 's3:RequestJobOperation': operation } },
    },
    allow('WatchJobs', 's3:DescribeJob', `arn:${partition}:s3:*:${account}:job/*`),
    {
      ...allow('PassRoleToJobs', 'iam:PassRole', batchJobs.roleArn),
      Condition: { StringEquals: { 'iam:PassedToService': 'batchoperations.s3.amazonaws.com' } },
    },
    allow('WriteManifests', ['s3:GetObject', 's3:PutObject'], files(BATCH_FOLDERS.manifests)),
    allow('ReadCompletionReports', 's3:GetObject', files(BATCH_FOLDERS.reports)),
    // Without it, S3 refuses to say that a file does not exist.
    allow(
      'FindJobFiles',
      's3:ListBucket',
      logs.map((name) => bucketArn(partition, name)),
    ),
  ];
}
