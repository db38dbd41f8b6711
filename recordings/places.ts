import { S3Client } from '@aws-sdk/client-s3';
import type { BucketClient } from '../integrity/bucket-client';
import type { AwsEndpoint } from '../lambda/clients';
import type { Store } from '../store/store';

/** A bucket with recordings of a store. */
export interface StoredPlace extends BucketClient {
  readonly kind: 'recordings' | 'replica';
}

/** Times a request is sent at most. S3 answers SlowDown for minutes when a bucket is used much. */
const ATTEMPTS = 12;

/**
 * The store's bucket and its replica, with the credentials of the process unless others are given. The clients slow down
 * when S3 asks for it.
 */
export function openPlaces(store: Store, endpoint: AwsEndpoint = {}): StoredPlace[] {
  const open = (region: string) =>
    new S3Client({ region, maxAttempts: ATTEMPTS, retryMode: 'adaptive', ...endpoint });
  const { replica, region, bucketName } = store;
  return [
    { kind: 'recordings', s3: open(region), bucket: bucketName },
    ...(replica
      ? [{ kind: 'replica' as const, s3: open(replica.region), bucket: replica.bucketName }]
      : []),
  ];
}
