import type { VendorProfile } from '../../store/profile';

/** Where callvault has Twilio write unless told otherwise. */
export const DEFAULT_PREFIX = 'recordings/';

/**
 * What Twilio Video needs: to put objects into one folder, with a key.
 *
 * @see Twilio guide, "Uploading to buckets with Server-Side Encryption", for the Sids, the KMS actions
 *   and SSE-KMS being all it supports; "Step 4" for the test file
 */
export const twilioProfile: VendorProfile = {
  title: 'Twilio Video',
  sources: ['Twilio guide, "Storing into AWS S3"'],
  evidence: 'vendor-documentation',
  access: { kind: 'iam-user' },
  grants: {
    object: {
      sid: 'UploadUserAllowPutObject',
      // Aborting is the initiator's right anyway, unless a Deny takes it away, as ours would.
      actions: ['s3:PutObject', 's3:AbortMultipartUpload'],
    },
    key: {
      sid: 'AccessToKmsForEncryption',
      actions: [
        'kms:Encrypt',
        'kms:Decrypt',
        'kms:ReEncrypt*',
        'kms:GenerateDataKey*',
        'kms:DescribeKey',
      ],
    },
  },
  encryption: ['sse-kms'],
  keys: {
    prefix: DEFAULT_PREFIX,
    testObject: 'a small .txt file, when storage is switched on',
    testSuffix: '.txt',
  },
  writes: { deletes: false, overwrites: 'unknown', checksumHeader: 'unknown' },
  registration: {
    mode: 'rest',
    where: 'Console, Video, Settings; or the Recording Settings and Composition Settings APIs',
  },
};
