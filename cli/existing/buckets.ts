import {
  GetBucketTaggingCommand,
  HeadBucketCommand,
  ListObjectVersionsCommand,
} from '@aws-sdk/client-s3';
import type { OwnedBucket } from '../doctor/live-bucket';
import type { AwsError } from '../doctor/observed';
import type { LiveResource, ReaderInput } from './reader';
import { tagsFrom } from './tag-list';

/**
 * Reads whose a bucket is, and whether it is empty. S3 answers 404 if no account has a bucket of that name, and 403 if
 * another account has one.
 *
 * @see Amazon S3 API Reference, "HeadBucket"
 */
export async function lookUpBucketOwner(input: ReaderInput): Promise<LiveResource | undefined> {
  const { name: Bucket, account, region, clients } = input;
  const bucket = { Bucket, ExpectedBucketOwner: account.account };
  try {
    const { BucketRegion = region } = await clients.s3.send(new HeadBucketCommand(bucket));
    if (BucketRegion !== region) return { id: Bucket, otherRegion: BucketRegion };
  } catch (error) {
    const status = (error as AwsError).$metadata?.httpStatusCode ?? 500;
    if (![301, 400, 403].includes(status)) throw error;
    return { id: Bucket, inaccessible: true };
  }
  return { id: Bucket, ...(await readContent(input, bucket)) };
}

/** A bucket whose tags and versions cannot be listed may belong to another store, and contain recordings. */
async function readContent(
  { clients: { s3 } }: ReaderInput,
  bucket: OwnedBucket,
): Promise<Pick<LiveResource, 'tags' | 'empty'>> {
  const tagging = s3.send(new GetBucketTaggingCommand(bucket));
  const tags = await ifAllowed(
    tagging.then(({ TagSet }) => tagsFrom(TagSet)),
    {},
  );
  const versions = await ifAllowed(
    s3.send(new ListObjectVersionsCommand({ ...bucket, MaxKeys: 1 })),
  );
  const all = versions && [...(versions.Versions ?? []), ...(versions.DeleteMarkers ?? [])];
  return {
    tags,
    ...(all && { empty: all.length === 0 }),
  };
}

/** The answer; undefined if AWS refuses it. */
async function ifAllowed<T>(answer: Promise<T>, ifMissing?: T): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    const status = (error as AwsError).$metadata?.httpStatusCode;
    if (status === 404) return ifMissing;
    if (status === 403) return undefined;
    throw error;
  }
}
