import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { HeadBucketCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { stateStackId } from '../../config/environment';
import { stateKey } from '../../stacks/backend';
import { asDeployer, unreachable } from '../deployer';
import { AwsRefusedError } from '../exit';
import type { StateTarget } from './target';

/** What already exists in the account before a bootstrap. */
export interface FoundBucket {
  /** Whether the bucket exists and belongs to this account. */
  readonly bucket: boolean;
  /** Whether its log bucket does. */
  readonly logBucket: boolean;
  /** Id of the key that its alias points to; undefined if the alias does not exist. */
  readonly keyId?: string;
  /** Whether the bucket contains the state of its own stack: then it was bootstrapped before. */
  readonly state: boolean;
}

/**
 * Looks for existing resources in the account, as the deployer.
 *
 * @throws AwsRefusedError for credentials of another account, for a bucket of another account, or without permission
 */
export async function lookAtAccount(target: StateTarget, logBucket: string): Promise<FoundBucket> {
  const { environment, state } = target;
  const settings = await asDeployer(environment, state.region ?? environment.region);
  const s3 = new S3Client(settings);
  const bucket = await ownsBucket(s3, state.bucket, environment.account);
  const key = stateKey(stateStackId(environment));
  return {
    bucket,
    logBucket: await ownsBucket(s3, logBucket, environment.account),
    keyId: await tryFindKey(new KMSClient(settings), stateStackId(environment)),
    state: bucket && (await hasObject(s3, state.bucket, key)),
  };
}

/** S3 answers 200 for our bucket, 404 if it does not exist, and 403 or 301 if it is not ours or is in another region. */
async function ownsBucket(s3: S3Client, bucket: string, account: string): Promise<boolean> {
  try {
    await s3.send(new HeadBucketCommand({ Bucket: bucket, ExpectedBucketOwner: account }));
    return true;
  } catch (error) {
    const status = statusOf(error);
    if (status === 404) return false;
    if (status === 403 || status === 301) {
      throw new AwsRefusedError(
        `The bucket ${bucket} exists, but not in this account and region: another account owns it, it is in another region, or these credentials have no access to it.`,
        'Choose another state.bucket, or use credentials with access to it.',
        { cause: error },
      );
    }
    throw unreachable(`looking for the bucket ${bucket}`, error);
  }
}

async function hasObject(s3: S3Client, bucket: string, key: string): Promise<boolean> {
  try {
    await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return true;
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw unreachable(`looking for ${key} in ${bucket}`, error);
  }
}

async function tryFindKey(kms: KMSClient, alias: string): Promise<string | undefined> {
  try {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: `alias/${alias}` }));
    return KeyMetadata?.KeyId;
  } catch (error) {
    if ((error as Error).name === 'NotFoundException') return undefined;
    throw unreachable(`looking for alias/${alias}`, error);
  }
}

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}
