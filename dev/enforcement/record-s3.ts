import type { ApiCall } from '../api-call';
import { OWNER_ENFORCED } from './access-control-lists';
import type { Deployed, DeployedBucket } from './deployed';
import { headersOf } from './questions/s3-permissions';
import { element } from './record';

type Change = (before: DeployedBucket, body: string) => DeployedBucket;

/** How operations change what is known of a bucket. */
const CHANGES: Readonly<Record<string, Change>> = {
  PutBucketEncryption: (before, body) => ({
    ...before,
    keyArn: element(body, 'KMSMasterKeyID') || undefined,
  }),
  DeleteBucketEncryption: (before) => ({ ...before, keyArn: undefined }),
  PutBucketOwnershipControls: (before, body) => ({
    ...before,
    ownerEnforced: element(body, 'ObjectOwnership') === OWNER_ENFORCED,
  }),
  DeleteBucketOwnershipControls: (before) => ({ ...before, ownerEnforced: false }),
};

/** Whether the body of a call changes what decisions depend on. */
export const isBodyRecorded = ({ operation = '' }: ApiCall) => operation in CHANGES;

/** Records how a call to S3 that succeeded changed what decisions depend on. */
export function recordS3Change(deployed: Deployed, call: ApiCall, body: string): void {
  const { operation = '', request } = call;
  const { bucket = '' } = request.s3 ?? {};
  const { buckets } = deployed;
  if (operation === 'CreateBucket') {
    const ownership = headersOf(call)('x-amz-object-ownership') ?? OWNER_ENFORCED;
    buckets.set(bucket, { ownerEnforced: ownership === OWNER_ENFORCED });
  }
  if (operation === 'DeleteBucket') buckets.delete(bucket);
  const before = buckets.get(bucket);
  const after = before && CHANGES[operation]?.(before, body);
  if (after) buckets.set(bucket, after);
  recordTags(deployed, call);
}

/** Operations that replace an object, and with it its tags. */
const REPLACES = new Set(['PutObject', 'CopyObject', 'CreateMultipartUpload']);

function recordTags({ tagged }: Deployed, call: ApiCall): void {
  const { operation = '', request } = call;
  const { bucket = '', key = '' } = request.s3 ?? {};
  const object = `${bucket}/${key}`;
  const replaced = REPLACES.has(operation);
  const tags = replaced && headersOf(call)('x-amz-tagging') !== undefined;
  if (operation === 'PutObjectTagging' || tags) tagged.add(object);
  else if (operation === 'DeleteObjectTagging' || replaced) tagged.delete(object);
}
