import {
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketReplicationCommand,
  GetBucketRequestPaymentCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  type LifecycleRule,
  type LoggingEnabled,
  type ReplicationConfiguration,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Link } from '../../core/links';
import type { Store } from '../../store/store';
import type { ClientSettings } from '../deployer';
import { lookUp, type Observed, readStoredPolicy, type StoredPolicy } from './observed';

/** How S3 encrypts an upload without encryption headers. */
export interface LiveEncryption {
  /** `aws:kms` or `AES256`. */
  readonly algorithm: string;
  /** The key as configured: an ARN, an id or an alias. @default - S3's own, or the account's `aws/s3` */
  readonly keyId?: string | undefined;
}

/** How long versions are locked from their upload: in days or in years. */
export interface LiveLock {
  /** In lower case, as in the environment file. */
  readonly mode: string;
  readonly days?: number | undefined;
  readonly years?: number | undefined;
}

/** The recordings' bucket. */
export interface LiveBucket {
  readonly region: Observed<string>;
  readonly policy: Observed<StoredPolicy>;
  /** Its default encryption. */
  readonly encryption: Observed<LiveEncryption>;
  /** The settings of the public access block that are off. */
  readonly openTo: Observed<readonly string[]>;
  /** `Enabled`, or `Suspended`; missing if it was never on. */
  readonly versioning: Observed<string>;
  /** Its object ownership, e.g. `BucketOwnerEnforced`. */
  readonly ownership: Observed<string>;
  /** Its default retention. */
  readonly lock: Observed<LiveLock>;
  readonly lifecycle: Observed<readonly LifecycleRule[]>;
  /** Where its access logs go. */
  readonly logging: Observed<LoggingEnabled>;
  /** `BucketOwner` or `Requester`. */
  readonly payer: Observed<string>;
  readonly replication: Observed<ReplicationConfiguration>;
}

/** The actual region of a bucket, and a client for it. */
export async function findBucket(
  {
    bucketName: Bucket,
    account,
    region: assumed,
  }: Pick<Store, 'bucketName' | 'account' | 'region'>,
  settings: ClientSettings,
): Promise<{ readonly region: Observed<string>; readonly s3: S3Client }> {
  const s3 = new S3Client({ ...settings, followRegionRedirects: true });
  const region = await lookUp({ call: `s3:ListBucket ${Bucket}`, link: 'bucket' }, async () => {
    const head = await s3.send(new HeadBucketCommand({ Bucket, ExpectedBucketOwner: account }));
    return head.BucketRegion ?? assumed;
  });
  if (region.kind !== 'value' || region.value === assumed) return { region, s3 };
  return { region, s3: new S3Client({ ...settings, region: region.value }) };
}

/** Reads the configuration of the bucket. */
export async function readBucket(
  { bucketName: Bucket, account: ExpectedBucketOwner }: Pick<Store, 'bucketName' | 'account'>,
  s3: S3Client,
): Promise<Omit<LiveBucket, 'region'>> {
  const bucket = { Bucket, ExpectedBucketOwner };
  const read: Read = (link, call, send) => lookUp({ call: `s3:${call} ${Bucket}`, link }, send);
  return {
    policy: await read('bucket', 'GetBucketPolicy', async () => {
      const { Policy = '' } = await s3.send(new GetBucketPolicyCommand(bucket));
      return readStoredPolicy(Policy);
    }),
    encryption: await read('key', 'GetEncryptionConfiguration', () => readEncryption(s3, bucket)),
    openTo: await read('bucket', 'GetBucketPublicAccessBlock', async () => {
      const answer = await s3.send(new GetPublicAccessBlockCommand(bucket));
      return BLOCKS.filter((block) => answer.PublicAccessBlockConfiguration?.[block] !== true);
    }),
    versioning: await read(
      'bucket',
      'GetBucketVersioning',
      async () => (await s3.send(new GetBucketVersioningCommand(bucket))).Status,
    ),
    ownership: await read('bucket', 'GetBucketOwnershipControls', async () => {
      const { OwnershipControls } = await s3.send(new GetBucketOwnershipControlsCommand(bucket));
      return OwnershipControls?.Rules?.[0]?.ObjectOwnership;
    }),
    lock: await read('lock', 'GetBucketObjectLockConfiguration', () => readLock(s3, bucket)),
    lifecycle: await read('lifecycle', 'GetLifecycleConfiguration', async () => {
      const { Rules } = await s3.send(new GetBucketLifecycleConfigurationCommand(bucket));
      return Rules;
    }),
    ...(await readUse(s3, bucket, read)),
  };
}

type Read = <T>(
  link: Link,
  call: string,
  send: () => Promise<T | undefined>,
) => Promise<Observed<T>>;

/** Reads who pays for requests, and where they and the recordings are copied. */
async function readUse(
  s3: S3Client,
  bucket: OwnedBucket,
  read: Read,
): Promise<Pick<LiveBucket, 'logging' | 'payer' | 'replication'>> {
  return {
    logging: await read('bucket', 'GetBucketLogging', async () => {
      const answer = await s3.send(new GetBucketLoggingCommand(bucket));
      return answer.LoggingEnabled;
    }),
    payer: await read('bucket', 'GetBucketRequestPayment', async () => {
      const answer = await s3.send(new GetBucketRequestPaymentCommand(bucket));
      return answer.Payer;
    }),
    replication: await read('replication', 'GetReplicationConfiguration', async () => {
      const answer = await s3.send(new GetBucketReplicationCommand(bucket));
      return answer.ReplicationConfiguration;
    }),
  };
}

/** Whether deleting a version requires MFA. */
export async function readMfaDelete(s3: S3Client, bucket: OwnedBucket): Promise<true | undefined> {
  const { MFADelete } = await s3.send(new GetBucketVersioningCommand(bucket));
  return MFADelete === 'Enabled' ? true : undefined;
}

/** Grantees of a bucket's ACL besides its owner, each with its permission. */
export async function readGrants(s3: S3Client, bucket: OwnedBucket): Promise<string[]> {
  const { Owner, Grants = [] } = await s3.send(new GetBucketAclCommand(bucket));
  return Grants.filter(({ Grantee }) => Grantee?.ID === undefined || Grantee.ID !== Owner?.ID).map(
    ({ Grantee, Permission }) => `${Grantee?.URI ?? Grantee?.ID ?? ''} ${Permission ?? ''}`,
  );
}

/** A bucket, and the account that must own it: otherwise S3 refuses. */
export interface OwnedBucket {
  readonly Bucket: string;
  readonly ExpectedBucketOwner: string;
}

async function readEncryption(s3: S3Client, bucket: OwnedBucket) {
  const answer = await s3.send(new GetBucketEncryptionCommand(bucket));
  const [rule] = answer.ServerSideEncryptionConfiguration?.Rules ?? [];
  const encryption = rule?.ApplyServerSideEncryptionByDefault;
  const { SSEAlgorithm: algorithm = '', KMSMasterKeyID: keyId } = encryption ?? {};
  return encryption && { algorithm, keyId };
}

async function readLock(s3: S3Client, bucket: OwnedBucket) {
  const answer = await s3.send(new GetObjectLockConfigurationCommand(bucket));
  const retention = answer.ObjectLockConfiguration?.Rule?.DefaultRetention;
  const { Mode = '', Days: days, Years: years } = retention ?? {};
  return retention && { mode: Mode.toLowerCase(), days, years };
}

const BLOCKS = [
  'BlockPublicAcls',
  'IgnorePublicAcls',
  'BlockPublicPolicy',
  'RestrictPublicBuckets',
] as const;
