import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Store } from '../../store/store';
import type { LocalAws } from '../local-aws';
import type { StackOutputs } from './deploy';
import { openVendorClient } from './vendor-client';

/** A recording that was written as the vendor would write it. */
export interface Recording {
  readonly key: string;
  /** S3's encryption of it, e.g. `aws:kms`. */
  readonly encryption: string;
  readonly keyArn: string;
}

/** Writes one recording as the store's vendor would: with its role and external id, or its user's key. */
export async function record(
  store: Store,
  outputs: StackOutputs,
  aws: LocalAws,
): Promise<Recording> {
  const vendor = await openVendorClient(store, outputs, aws);
  const s3 = await vendor.from();
  const Key = recordingKey(store);
  const answer = await s3.send(
    new PutObjectCommand({
      Bucket: store.bucketName,
      Key,
      Body: Buffer.from('RIFF'.padEnd(1_024)),
    }),
  );
  return {
    key: Key,
    encryption: answer.ServerSideEncryption ?? 'none',
    keyArn: answer.SSEKMSKeyId ?? 'none',
  };
}

/** The key of a recording that the vendor would write today. */
export function recordingKey({ settings, prefix }: Store): string {
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
  const name =
    settings.vendor === 'genesys'
      ? `${day}/a1b2c3d4-e5f6-4890-abcd-ef1234567890.wav`
      : 'example-recording.mp4';
  return `${prefix}${name}`;
}
