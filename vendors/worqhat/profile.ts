import type { VendorProfile } from '../../store/profile';

/** @see WorqHat guide, "IAM role specification for WorqHat call recording storage" */
export const TRUSTED_ACCOUNT = '291871421005';

/**
 * The guide writes it once as `worqhat` and once as `WorqHat`; STS compares to the letter. The lower
 * case form is the specification table's, and the vendor's own set-up script uses lower case.
 *
 * @see WorqHat guide, "IAM role specification" and "IAM role creation walkthrough"
 */
export const DEFAULT_EXTERNAL_ID = 'worqhat';

/** @see WorqHat guide, "Maximum session duration: 12 hours" */
const SESSION_SECONDS = 43_200;

/**
 * The eight actions of the vendor's own set-up script, by the resource they apply to.
 *
 * @see WorqHat/worqhat-recordings-bucket, the role's policy; the guide's text has lost its list
 */
const GRANTS = {
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
  // The guide knows no key. S3 calls KMS as the role, so without these nothing could be written.
  key: { sid: 'UseRecordingsKey', actions: ['kms:GenerateDataKey', 'kms:Decrypt'] },
};

/** What WorqHat needs, for the external id its workspace uses. */
export function worqhatProfile(externalId: string): VendorProfile {
  return {
    title: 'WorqHat',
    sources: ['WorqHat guide', 'WorqHat/worqhat-recordings-bucket'],
    evidence: 'vendor-documentation',
    access: {
      kind: 'assume-role',
      principals: { aws: [`arn:aws:iam::${TRUSTED_ACCOUNT}:root`] },
      externalId: { value: externalId, source: 'fixed', setting: ['externalId'] },
      sessionSeconds: SESSION_SECONDS,
    },
    grants: GRANTS,
    encryption: ['sse-kms', 'sse-s3'],
    keys: { prefix: '' },
    writes: { deletes: false, overwrites: 'unknown', checksumHeader: 'unknown' },
    registration: {
      mode: 'manual',
      where: 'Virtual Meeting Settings, "Store in your own S3 Bucket", then Update',
    },
  };
}
