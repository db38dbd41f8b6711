import type { PutObjectCommandInput } from '@aws-sdk/client-s3';
import type { Store } from '../../store/store';

/** One way in which a vendor may say how an upload is encrypted. */
export interface Upload {
  /** In words. */
  readonly name: string;
  /** The headers it says it with. */
  readonly headers: Pick<PutObjectCommandInput, 'ServerSideEncryption' | 'SSEKMSKeyId'>;
  /** Whether the bucket policy lets it pass. */
  readonly allowed: boolean;
  /** Whether it ends up under the store's own key. */
  readonly ownKey: boolean;
}

/** Every way, and what the store makes of it. @see denyOtherKeys in modules/bucket-statements.ts */
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
