import type { VendorProfile } from '../../store/profile';

/**
 * What Twilio Video needs: to put objects into one folder, encrypted with a key.
 *
 * @see Twilio guide, "Uploading to buckets with Server-Side Encryption", on the Sids, the KMS actions
 *   and that it supports SSE-KMS only; "Step 4" on the test file
 */
export const twilioProfile: VendorProfile = {
  title: 'Twilio Video',
  sources: ['Twilio guide, "Storing into AWS S3"'],
  evidence: 'vendor-documentation',
  access: { kind: 'iam-user' },
  grants: {
    object: {
      sid: 'UploadUserAllowPutObject',
      // The initiator of an upload may always abort it, unless a Deny forbids it, as ours would.
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
    prefix: 'recordings/',
    testObject: 'a small .txt file, when storage is switched on',
    testSuffix: '.txt',
  },
  writes: { deletes: false, overwrites: 'unknown', checksumHeader: 'unknown' },
  registration: {
    mode: 'rest',
    where: 'Console, Video, Settings; or the Recording Settings and Composition Settings APIs',
  },
};
