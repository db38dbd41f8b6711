import type { ExternalId, VendorProfile } from '../store/profile';

/**
 * Daily's AWS account, from which its resellers write as well.
 *
 * @see daily-co/daily-recordings-bucket; WorqHat guide, "IAM role specification for WorqHat call recording storage"
 */
const TRUSTED_ACCOUNT = '291871421005';

/** @see WorqHat guide, "Maximum session duration: 12 hours" */
const SESSION_SECONDS = 43_200;

/**
 * The eight actions of the vendor's own set-up script, by the resource they apply to.
 *
 * @see WorqHat/worqhat-recordings-bucket, the role's policy; the list is missing in the guide's text
 */
const GRANTS: VendorProfile['grants'] = {
  bucket: {
    sid: 'ListRecordings',
    actions: ['s3:ListBucket', 's3:ListBucketVersions', 's3:ListBucketMultipartUploads'],
  },
  object: {
    sid: 'WriteAndReadRecordings',
    actions: [
      's3:PutObject',
      's3:GetObject',
      's3:GetObjectVersion',
      's3:AbortMultipartUpload',
      's3:ListMultipartUploadParts',
    ],
  },
  // The guide does not mention a key. S3 calls KMS as the role, so without these every upload would fail.
  key: { sid: 'UseRecordingsKey', actions: ['kms:GenerateDataKey', 'kms:Decrypt'] },
};

/** What vendors built on Daily have in common: the account, the session and the actions. */
export function dailyPlatformProfile(
  externalId: ExternalId,
  vendor: Pick<VendorProfile, 'title' | 'sources' | 'registration'>,
): VendorProfile {
  return {
    ...vendor,
    evidence: 'vendor-documentation',
    access: {
      kind: 'assume-role',
      principals: { aws: [`arn:aws:iam::${TRUSTED_ACCOUNT}:root`] },
      externalId,
      sessionSeconds: SESSION_SECONDS,
    },
    grants: GRANTS,
    encryption: ['sse-kms', 'sse-s3'],
    keys: { prefix: '' },
    writes: { deletes: false, overwrites: 'unknown', checksumHeader: 'unknown' },
  };
}
