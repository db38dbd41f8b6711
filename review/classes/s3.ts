import { COMPUTED, harmless, judged, reported, TAGS, TIMEOUTS, type TypeClass } from './class';

const SETTINGS = { created: { judgedBy: 'the setting' }, destroyed: { judgedBy: 'the setting' } };
const TARGET = {
  ...judged('what the setting applies to', 'bucket'),
  ...harmless('makes an apply in another account fail', 'expected_bucket_owner'),
};

/** Resources that callvault's stacks use. @see AWS provider 5.100 and 6, resource schemas */
export const S3_USED: Readonly<Record<string, TypeClass>> = {
  aws_s3_bucket: {
    created: { judgedBy: 'bucket' },
    destroyed: { judgedBy: 'bucket' },
    attributes: {
      ...COMPUTED,
      ...TAGS,
      ...TIMEOUTS,
      ...harmless(
        'computed by AWS or the provider',
        'bucket_domain_name bucket_regional_domain_name hosted_zone_id website_domain website_endpoint bucket_region',
      ),
      ...judged('bucket', 'bucket bucket_prefix force_destroy object_lock_enabled region'),
      ...judged(
        'the separate resource of the block',
        'cors_rule lifecycle_rule logging object_lock_configuration policy replication_configuration request_payer server_side_encryption_configuration versioning website',
      ),
      ...reported('access', 'acl grant'),
      ...harmless('speed and cost of transfers only', 'acceleration_status'),
    },
  },
  aws_s3_bucket_lifecycle_configuration: {
    ...SETTINGS,
    attributes: {
      ...COMPUTED,
      ...TARGET,
      ...TIMEOUTS,
      ...judged('lifecycle', 'rule'),
      ...reported('retention', 'transition_default_minimum_object_size'),
    },
  },
  aws_s3_bucket_logging: {
    ...SETTINGS,
    attributes: {
      ...COMPUTED,
      ...TARGET,
      ...judged('logging', 'target_bucket target_prefix'),
      ...reported('access', 'target_grant'),
      ...harmless('names of log files only', 'target_object_key_format'),
    },
  },
  aws_s3_bucket_ownership_controls: {
    ...SETTINGS,
    attributes: { ...COMPUTED, ...TARGET, ...judged('ownership', 'rule') },
  },
  aws_s3_bucket_policy: {
    ...SETTINGS,
    attributes: { ...COMPUTED, ...TARGET, ...judged('policy', 'policy') },
  },
  aws_s3_bucket_public_access_block: {
    ...SETTINGS,
    attributes: {
      ...COMPUTED,
      ...TARGET,
      ...judged(
        'publicAccess',
        'block_public_acls block_public_policy ignore_public_acls restrict_public_buckets',
      ),
      ...harmless('applies when the block is destroyed', 'skip_destroy'),
    },
  },
  aws_s3_bucket_server_side_encryption_configuration: {
    ...SETTINGS,
    attributes: { ...COMPUTED, ...TARGET, ...judged('encryption', 'rule') },
  },
  aws_s3_bucket_versioning: {
    ...SETTINGS,
    attributes: {
      ...COMPUTED,
      ...TARGET,
      ...judged('versioning', 'versioning_configuration'),
      ...harmless('the code of the MFA device is used once', 'mfa'),
    },
  },
  aws_s3_bucket_object_lock_configuration: {
    ...SETTINGS,
    attributes: {
      ...COMPUTED,
      ...TARGET,
      ...judged('lock', 'rule object_lock_enabled'),
      ...harmless('used once, to enable it', 'token'),
    },
  },
  aws_s3_bucket_replication_configuration: {
    ...SETTINGS,
    attributes: {
      ...COMPUTED,
      ...TARGET,
      ...judged('replication', 'rule role'),
      ...harmless('used once, to enable it', 'token'),
    },
  },
  aws_s3_bucket_inventory: {
    created: { judgedBy: 'inventory' },
    destroyed: { reported: 'unwatched' },
    attributes: {
      ...COMPUTED,
      ...judged('inventory', 'bucket destination'),
      ...reported(
        'unwatched',
        'enabled included_object_versions name optional_fields filter schedule',
      ),
    },
  },
};
