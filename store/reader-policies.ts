import { bucketArn, type RegionScope } from '../core/arn';
import { mergeConditions, type Statement } from '../core/policy';
import { viaService } from '../core/region';
import { allow } from '../core/statements';
import { s3EncryptionContext } from '../modules/key';
import { batchUserStatements } from './batch-jobs';
import type { Store } from './store';

/** What people do with recordings, each with a policy of its own. */
export const READER_TASKS = ['find', 'listen', 'restore', 'hold', 'erase'] as const;

/** One of {@link READER_TASKS}. */
export type ReaderTask = (typeof READER_TASKS)[number];

/**
 * What the policy of a role needs to do a task with the recordings of a store, and nothing else. To listen, and for links
 * to restored recordings, the role must also be one of `readers`.
 *
 * @see Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3"
 */
export function readerStatements(store: Store, task: ReaderTask): Statement[] {
  return [...findRecordings(store), ...OWN[task](store)];
}

const OWN: Readonly<Record<ReaderTask, (store: Store) => Statement[]>> = {
  find: () => [],
  listen: decryptRecordings,
  restore: (store) => [
    allow(
      'RestoreRecordings',
      ['s3:RestoreObject', 's3:DeleteObjectVersion'],
      objectsOf(bucketsOf(store)),
    ),
    ...decryptRecordings(store),
    ...writeReports(store, ['journal/*'], ['s3:GetObject', 's3:PutObject']),
    ...batchUserStatements(store, 'S3InitiateRestoreObject'),
  ],
  hold: (store) => [
    allow('HoldRecordings', 's3:PutObjectLegalHold', objectsOf(bucketsOf(store))),
    allow('ReadObjectLock', 's3:GetBucketObjectLockConfiguration', bucketsOf(store)),
    ...writeReports(
      store,
      ['journal/*', 'holds/*'],
      ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
    ),
    ...batchUserStatements(store, 'S3PutObjectLegalHold'),
  ],
  erase: (store) => [
    allow(
      'EraseRecordings',
      ['s3:DeleteObjectVersion', 's3:AbortMultipartUpload'],
      objectsOf(bucketsOf(store)),
    ),
    allow('ListUploads', 's3:ListBucketMultipartUploads', bucketsOf(store)),
    ...writeReports(store, ['journal/*'], ['s3:GetObject', 's3:PutObject']),
  ],
};

const bucketsOf = ({ bucketArn: own, replica }: Store) => [
  own,
  ...(replica ? [replica.bucketArn] : []),
];

const objectsOf = (arns: readonly string[]) => arns.map((arn) => `${arn}/*`);

function findRecordings(store: Store): Statement[] {
  const buckets = bucketsOf(store);
  const reports = tryReportsArn(store);
  return [
    allow(
      'ListRecordings',
      ['s3:ListBucket', 's3:ListBucketVersions', 's3:GetLifecycleConfiguration'],
      buckets,
    ),
    // S3 requires it for the metadata of a version. Without the key, it does not give the content.
    allow(
      'DescribeRecordings',
      ['s3:GetObject', 's3:GetObjectVersion', 's3:GetObjectRetention', 's3:GetObjectLegalHold'],
      objectsOf(buckets),
    ),
    // The register of holds, whose file names are the cases.
    ...(reports === undefined ? [] : [allow('ListReports', 's3:ListBucket', reports)]),
  ];
}

function tryReportsArn({ integrity, partition }: Store): string | undefined {
  return integrity && bucketArn(partition, integrity.reportBucketName);
}

function decryptRecordings(store: Store): Statement[] {
  if (store.encryption !== 'sse-kms') return [];
  const { replica } = store;
  const places = [store, ...(replica ? [{ ...store, ...replica }] : [])];
  return places.map((place, index) =>
    useKey(index === 0 ? 'DecryptRecordings' : 'DecryptCopies', ['kms:Decrypt'], place),
  );
}

/** The register of holds and the log of commands are in the bucket of reports. */
function writeReports(
  store: Store,
  folders: readonly string[],
  actions: readonly string[],
): Statement[] {
  const reports = tryReportsArn(store);
  if (reports === undefined) return [];
  return [
    allow(
      'WriteReports',
      actions,
      folders.map((folder) => `${reports}/${folder}`),
    ),
    useKey('EncryptReports', ['kms:GenerateDataKey', 'kms:Decrypt'], {
      ...store,
      bucketArn: reports,
    }),
  ];
}

/** A key's ARN is known only after the deployment; the bucket in the encryption context says which one it is. */
function useKey(
  sid: string,
  actions: readonly string[],
  { partition, region, account, bucketArn: arn }: RegionScope & { readonly bucketArn: string },
): Statement {
  const Condition = mergeConditions(
    { StringEquals: { 'kms:ViaService': viaService('s3', region) } },
    s3EncryptionContext(arn),
  );
  const keys = `arn:${partition}:kms:${region}:${account}:key/*`;
  return { ...allow(sid, actions, keys), ...(Condition && { Condition }) };
}
