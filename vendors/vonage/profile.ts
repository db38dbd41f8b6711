import type { VendorProfile } from '../../store/profile';
import type { VonageSettings } from './settings';

/**
 * What the Vonage Video API needs: to list the bucket and to write to the folder of the project. Its page also asks for
 * `s3:ListAllMyBuckets`, which shows the names of all buckets of the account: its dashboard offers them for a choice, and
 * the API is given the name.
 *
 * @see Vonage, "Archiving using AWS S3", the user's policy and the folder; "Amazon S3 server-side encryption": SSE-S3 only
 */
export function vonageProfile({ project }: VonageSettings): VendorProfile {
  return {
    title: 'Vonage Video API',
    sources: [
      'https://developer.vonage.com/en/video/guides/archiving/using-s3',
      'https://tokbox.com/developer/guides/archiving/amazon-s3-encryption.html',
      'https://developer.vonage.com/en/opentok/rest/',
    ],
    evidence: 'vendor-documentation',
    access: { kind: 'iam-user' },
    grants: {
      bucket: { sid: 'ListBucket', actions: ['s3:ListBucket'] },
      object: {
        sid: 'WriteArchives',
        actions: ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
      },
    },
    encryption: ['sse-s3'],
    keys: { prefix: `${project}/` },
    writes: { deletes: false, overwrites: 'unknown', checksumHeader: 'unknown' },
    registration: { mode: 'rest', where: "the project's page, Archiving, cloud storage" },
  };
}
