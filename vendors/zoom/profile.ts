import type { VendorProfile } from '../../store/profile';
import type { ZoomSettings } from './settings';

/** @see Zoom, "Bring your own storage": keys are cmr/byos/YYYY/MM/DD/GUID/cmr_byos/ */
const ZOOM_PREFIX = 'cmr/byos/';

/**
 * What the Zoom Video SDK needs: to list and find the bucket, and to write, read and delete in it.
 *
 * @see Zoom, "Bring your own storage", on the policy; "Video SDK API", on keys: the API takes an access key only
 */
export function zoomProfile({
  encryption = 'sse-kms',
  vendorMayDelete = true,
}: ZoomSettings): VendorProfile {
  const key = { sid: 'UseRecordingsKey', actions: ['kms:GenerateDataKey', 'kms:Decrypt'] };
  return {
    title: 'Zoom Video SDK',
    sources: [
      'Zoom, "Bring your own storage", https://developers.zoom.us/docs/build/storage-get-started/',
      'npm @zoom/rivet, Video SDK, BYOS storage',
    ],
    evidence: 'vendor-documentation',
    access: { kind: 'iam-user' },
    grants: {
      bucket: { sid: 'FindBucket', actions: ['s3:ListBucket', 's3:GetBucketLocation'] },
      object: {
        sid: 'WriteRecordings',
        actions: ['s3:PutObject', 's3:GetObject', ...(vendorMayDelete ? ['s3:DeleteObject'] : [])],
      },
      ...(encryption === 'sse-kms' && { key }),
    },
    encryption: [encryption],
    keys: { prefix: ZOOM_PREFIX, pattern: `${ZOOM_PREFIX}{yyyy}/{mm}/{dd}/{guid}/cmr_byos/{file}` },
    writes: {
      deletes: vendorMayDelete,
      withoutDeletion: 'vendorMayDelete: false',
      overwrites: 'unknown',
      checksumHeader: 'unknown',
    },
    registration: {
      mode: 'rest',
      where: 'Account Settings, General, Communications Content Storage Location',
    },
  };
}
