import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  type LifecycleRule,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Store } from '../../store/store';
import type { ClientSettings } from '../deployer';
import type { Link } from './finding';
import type { StoredPolicy } from './live-access';
import { look, type Seen } from './seen';
import type { LivePolicy } from './statements';

/** What S3 encrypts with where an upload names nothing. */
export interface LiveEncryption {
  /** `aws:kms` or `AES256`. */
  readonly algorithm: string;
  /** The key, as somebody wrote it: an ARN, an id or an alias. @default - S3's own, or the account's `aws/s3` */
  readonly keyId?: string | undefined;
}

/** How long versions are locked from their upload. */
export interface LiveLock {
  /** In lower case, as in the environment file. */
  readonly mode: string;
  /** Days, if it is said in days. */
  readonly days?: number | undefined;
  /** Years, if it is said in years. */
  readonly years?: number | undefined;
}

/** The bucket for the recordings. */
export interface LiveBucket {
  /** Region it stands in. */
  readonly region: Seen<string>;
  /** Its policy. */
  readonly policy: Seen<StoredPolicy>;
  /** Its default encryption. */
  readonly encryption: Seen<LiveEncryption>;
  /** Which of the four blocks of public access are off. */
  readonly openTo: Seen<readonly string[]>;
  /** `Enabled`, or `Suspended`; missing if it was never on. */
  readonly versioning: Seen<string>;
  /** Who owns what is uploaded. */
  readonly ownership: Seen<string>;
  /** Its default retention. */
  readonly lock: Seen<LiveLock>;
  /** Its lifecycle rules. */
  readonly lifecycle: Seen<readonly LifecycleRule[]>;
}

/** A client for the region that a bucket really stands in. */
export async function lookForBucket(
  store: Pick<Store, 'bucketName' | 'account' | 'region'>,
  settings: ClientSettings,
): Promise<{ readonly region: Seen<string>; readonly s3: S3Client }> {
  const s3 = new S3Client({ ...settings, followRegionRedirects: true });
  const { bucketName: Bucket, account: ExpectedBucketOwner, region: assumed } = store;
  const sight = { asked: `s3:ListBucket ${Bucket}`, link: 'bucket' } as const;
  const region = await look(sight, async () => {
    const head = await s3.send(new HeadBucketCommand({ Bucket, ExpectedBucketOwner }));
    return head.BucketRegion ?? assumed;
  });
  if (region.kind !== 'value' || region.value === assumed) return { region, s3 };
  return { region, s3: new S3Client({ ...settings, region: region.value }) };
}

/** Reads how the bucket is set up. */
export async function lookAtBucket(
  { bucketName: Bucket, account: ExpectedBucketOwner }: Pick<Store, 'bucketName' | 'account'>,
  s3: S3Client,
): Promise<Omit<LiveBucket, 'region'>> {
  const of = { Bucket, ExpectedBucketOwner };
  const see = <T>(link: Link, call: string, read: () => Promise<T | undefined>) =>
    look({ asked: `s3:${call} ${Bucket}`, link }, read);
  return {
    policy: await see('bucket', 'GetBucketPolicy', async () => {
      const { Policy = '' } = await s3.send(new GetBucketPolicyCommand(of));
      const policy = JSON.parse(Policy) as LivePolicy;
      return { policy, size: JSON.stringify(policy).length };
    }),
    encryption: await see('key', 'GetEncryptionConfiguration', () => readEncryption(s3, of)),
    openTo: await see('bucket', 'GetBucketPublicAccessBlock', () => readOpenings(s3, of)),
    versioning: await see(
      'bucket',
      'GetBucketVersioning',
      async () => (await s3.send(new GetBucketVersioningCommand(of))).Status,
    ),
    ownership: await see('bucket', 'GetBucketOwnershipControls', async () => {
      const { OwnershipControls } = await s3.send(new GetBucketOwnershipControlsCommand(of));
      return OwnershipControls?.Rules?.[0]?.ObjectOwnership;
    }),
    lock: await see('lock', 'GetBucketObjectLockConfiguration', () => readLock(s3, of)),
    lifecycle: await see('lifecycle', 'GetLifecycleConfiguration', async () => {
      const { Rules } = await s3.send(new GetBucketLifecycleConfigurationCommand(of));
      return Rules;
    }),
  };
}

interface OwnedBucket {
  readonly Bucket: string;
  readonly ExpectedBucketOwner: string;
}

async function readEncryption(s3: S3Client, of: OwnedBucket): Promise<LiveEncryption | undefined> {
  const { ServerSideEncryptionConfiguration: configuration } = await s3.send(
    new GetBucketEncryptionCommand(of),
  );
  const [rule] = configuration?.Rules ?? [];
  const said = rule?.ApplyServerSideEncryptionByDefault;
  return said && { algorithm: said.SSEAlgorithm ?? '', keyId: said.KMSMasterKeyID };
}

const BLOCKS = [
  ...(['BlockPublicAcls', 'IgnorePublicAcls'] as const),
  ...(['BlockPublicPolicy', 'RestrictPublicBuckets'] as const),
];

async function readOpenings(s3: S3Client, of: OwnedBucket): Promise<string[]> {
  const { PublicAccessBlockConfiguration: blocks } = await s3.send(
    new GetPublicAccessBlockCommand(of),
  );
  return BLOCKS.filter((block) => blocks?.[block] !== true);
}

async function readLock(s3: S3Client, of: OwnedBucket): Promise<LiveLock | undefined> {
  const { ObjectLockConfiguration } = await s3.send(new GetObjectLockConfigurationCommand(of));
  const said = ObjectLockConfiguration?.Rule?.DefaultRetention;
  return said && { mode: (said.Mode ?? '').toLowerCase(), days: said.Days, years: said.Years };
}
