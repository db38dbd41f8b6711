import { DescribeKeyCommand, KMSClient, paginateListKeys } from '@aws-sdk/client-kms';
import { HeadBucketCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import { stateStackId } from '../../config/environment';
import { stateKeyDescription } from '../../modules/state-bucket';
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
  /** Id of its key: the one that the alias points to, or one that was created without its alias. @default - none exists */
  readonly keyId?: string | undefined;
  /** Whether the alias of the key exists. */
  readonly alias: boolean;
  /** Ids of other keys that were created for the bucket, by two runs at once. */
  readonly spareKeyIds: readonly string[];
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
  const hasState = bucket && (await hasObject(s3, state.bucket, key));
  const kms = new KMSClient(settings);
  const aliased = await tryFindKey(kms, stateStackId(environment));
  // Without the alias of a bucket with a state, nothing says which of several keys it uses.
  const isUnclear = hasState && aliased === undefined;
  const described = isUnclear ? [] : await findKeys(kms, stateKeyDescription(state.bucket));
  const keyId = aliased ?? described[0];
  return {
    bucket,
    logBucket: await ownsBucket(s3, logBucket, environment.account),
    keyId,
    alias: aliased !== undefined,
    spareKeyIds: described.filter((each) => each !== keyId),
    state: hasState,
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

/** Ids of the enabled keys with a description, the oldest first. A run that was killed may have created one without its alias. */
async function findKeys(kms: KMSClient, description: string): Promise<string[]> {
  const ids: string[] = [];
  const list = async () => {
    for await (const { Keys = [] } of paginateListKeys({ client: kms }, { Limit: 1000 }))
      ids.push(...Keys.map(({ KeyId = '' }) => KeyId));
    return pMap(ids, (KeyId) => kms.send(new DescribeKeyCommand({ KeyId })), { concurrency: 8 });
  };
  const described = await list().catch((error: unknown) => {
    throw unreachable('looking for a key that an interrupted run has created', error);
  });
  return described
    .flatMap(({ KeyMetadata }) => KeyMetadata ?? [])
    .filter(({ Description, KeyState }) => Description === description && KeyState === 'Enabled')
    .sort((a, b) => Number(a.CreationDate) - Number(b.CreationDate))
    .map(({ KeyId = '' }) => KeyId);
}

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}
