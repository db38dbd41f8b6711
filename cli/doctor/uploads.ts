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
