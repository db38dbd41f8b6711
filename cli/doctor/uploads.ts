import type { PutObjectCommandInput } from '@aws-sdk/client-s3';
import type { Store } from '../../store/store';

/** A set of encryption headers that a vendor may send with an upload. */
export interface Upload {
  /** The headers in words. */
  readonly name: string;
  readonly headers: Pick<PutObjectCommandInput, 'ServerSideEncryption' | 'SSEKMSKeyId'>;
  /** Whether the bucket policy allows it. */
  readonly allowed: boolean;
  /** Whether the store's own key then encrypts the object. */
  readonly ownKey: boolean;
  /** Size in bytes. @default - a few lines of text */
  readonly bytes?: number;
}

const MEBIBYTE = 1_048_576;

/** Bytes of a large upload. */
export const LARGE_BYTES = 6 * MEBIBYTE;

/** Bytes of every part but the last. @see Amazon S3 User Guide, "Amazon S3 multipart upload limits": 5 MiB at least */
export const PART_BYTES = 5 * MEBIBYTE;

/** A large upload in one request, without encryption headers. */
export function largeUpload({ encryption }: Store): Upload {
  const ownKey = encryption === 'sse-kms';
  return {
    name: '6 MiB in one request',
    headers: {},
    allowed: true,
    ownKey,
    bytes: LARGE_BYTES,
  };
}

/**
 * Whether the vendor may upload in parts.
 *
 * @see Amazon S3 User Guide, "Multipart upload API and permissions": S3 decrypts the parts before it joins them
 */
export function mayUploadParts({ encryption, profile }: Store): boolean {
  const { key } = profile.grants;
  return encryption !== 'sse-kms' || key?.actions.includes('kms:Decrypt') === true;
}

/** Every set of headers that is tried. @see denyOtherKeys in modules/bucket-statements.ts */
export function uploadsOf({ encryption, settings }: Store, keyArn: string | undefined): Upload[] {
  const kms = encryption === 'sse-kms';
  const withKey = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: keyArn } as const;
  return [
    { name: 'no encryption header', headers: {}, allowed: true, ownKey: kms },
    ...(kms && keyArn !== undefined
      ? [{ name: 'aws:kms with the key’s ARN', headers: withKey, allowed: true, ownKey: true }]
      : []),
    {
      name: 'aws:kms without a key',
      headers: { ServerSideEncryption: 'aws:kms' },
      allowed: kms && settings.allowKmsWithoutKey === true,
      ownKey: false,
    },
    {
      name: 'AES256',
      headers: { ServerSideEncryption: 'AES256' },
      allowed: !kms,
      ownKey: false,
    },
  ];
}
