const ALIAS = 'Genesys guide, "Edge Case 2: KMS Key Alias Resolution Failure"';
const FAR = 'Genesys guide, "Edge Case 1: Cross-Region S3 Propagation Delay"';
const CIDRS = 'Genesys guide, section 1, the bucket policy’s address ranges';
const VERSIONS = 'Genesys guide, section 1, "The Trap: Configuring bucket versioning"';

/** The sections of the guide that describe findings of `callvault doctor`. */
export const GENESYS_GUIDES = {
  'vendor-key-alias': ALIAS,
  'key-disabled': ALIAS,
  'key-pending-deletion': ALIAS,
  'key-alias-elsewhere': ALIAS,
  'key-policy-lost': ALIAS,
  'key-policy-changed': ALIAS,
  'default-encryption-alias': ALIAS,
  'bucket-region': FAR,
  'bucket-region-vendor': FAR,
  'upload-not-seen': FAR,
  'versioning-off': VERSIONS,
  'lifecycle-missing': VERSIONS,
  'lifecycle-shorter':
    'Genesys guide, section 4, "The Trap: Setting the S3 expiration window shorter"',
  'network-ranges': CIDRS,
  'network-not-enforced': CIDRS,
  'network-unasked': CIDRS,
};
