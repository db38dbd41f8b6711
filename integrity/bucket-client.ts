import type { S3Client } from '@aws-sdk/client-s3';

/** A bucket, and a client for its region. */
export interface BucketClient {
  readonly s3: S3Client;
  readonly bucket: string;
}
