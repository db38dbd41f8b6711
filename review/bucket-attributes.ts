import { type Attributes, block, blocks, text } from './attributes';

/** A setting of a bucket that a separate resource configures and that the provider reads back into the bucket. */
export interface BucketSetting {
  /** The type of the separate resource. */
  readonly type: string;
  /** The attribute or block of the bucket. */
  readonly key: string;
  /** The attributes that the separate resource would have; empty when nothing is set. */
  readonly as: (bucket: Attributes) => Attributes;
}

const ENABLED = { true: 'Enabled', false: 'Disabled' } as const;

/** @see AWS provider documentation, `aws_s3_bucket`: "Attribute Reference", and the deprecated blocks */
export const SETTINGS: readonly BucketSetting[] = [
  {
    type: 'aws_s3_bucket_versioning',
    key: 'versioning',
    as: (bucket) => {
      const { enabled } = block(bucket, 'versioning');
      if (typeof enabled !== 'boolean') return {};
      return { versioning_configuration: [{ status: enabled ? 'Enabled' : 'Suspended' }] };
    },
  },
  { type: 'aws_s3_bucket_policy', key: 'policy', as: ({ policy }) => (policy ? { policy } : {}) },
  { type: 'aws_s3_bucket_logging', key: 'logging', as: (bucket) => block(bucket, 'logging') },
  {
    type: 'aws_s3_bucket_server_side_encryption_configuration',
    key: 'server_side_encryption_configuration',
    as: (bucket) => block(bucket, 'server_side_encryption_configuration'),
  },
  {
    type: 'aws_s3_bucket_replication_configuration',
    key: 'replication_configuration',
    as: replicationOf,
  },
  {
    type: 'aws_s3_bucket_object_lock_configuration',
    key: 'object_lock_configuration',
    as: (bucket) => block(bucket, 'object_lock_configuration'),
  },
  {
    type: 'aws_s3_bucket_lifecycle_configuration',
    key: 'lifecycle_rule',
    as: (bucket) => {
      const rule = blocks(bucket, 'lifecycle_rule').map(lifecycleRuleOf);
      return rule.length === 0 ? {} : { rule };
    },
  },
  {
    type: 'aws_s3_bucket_request_payment_configuration',
    key: 'request_payer',
    as: ({ request_payer: payer }) => ({ payer: payer ?? 'BucketOwner' }),
  },
  {
    type: 'aws_s3_bucket_website_configuration',
    key: 'website',
    as: (bucket) => block(bucket, 'website'),
  },
  {
    type: 'aws_s3_bucket_cors_configuration',
    key: 'cors_rule',
    as: (bucket) => {
      const rules = blocks(bucket, 'cors_rule');
      return rules.length === 0 ? {} : { cors_rule: rules };
    },
  },
];

/** The type of the separate resource for an attribute of a bucket. @returns undefined for any other attribute */
export function settingTypeOf(key: string): string | undefined {
  return SETTINGS.find((each) => each.key === key)?.type;
}

function replicationOf(bucket: Attributes): Attributes {
  const { role, rules } = block(bucket, 'replication_configuration');
  if (!Array.isArray(rules)) return {};
  const rule = blocks({ rules }, 'rules').map((each) => ({
    ...each,
    destination: blocks(each, 'destination').map((destination) => ({
      ...destination,
      encryption_configuration: [{ replica_kms_key_id: destination.replica_kms_key_id }],
    })),
  }));
  return { role, rule };
}

function lifecycleRuleOf(rule: Attributes): Attributes {
  const days = text(rule, 'abort_incomplete_multipart_upload_days');
  return {
    id: rule.id,
    status: ENABLED[rule.enabled === true ? 'true' : 'false'],
    filter: [{ prefix: text(rule, 'prefix'), and: [{ tags: rule.tags }] }],
    expiration: rule.expiration,
    transition: rule.transition,
    noncurrent_version_expiration: blocks(rule, 'noncurrent_version_expiration').map(
      ({ days: noncurrent_days }) => ({ noncurrent_days }),
    ),
    noncurrent_version_transition: blocks(rule, 'noncurrent_version_transition').map(
      ({ days: noncurrent_days, storage_class }) => ({ noncurrent_days, storage_class }),
    ),
    abort_incomplete_multipart_upload: days === '' ? [] : [{ days_after_initiation: days }],
  };
}

/** The settings of every new bucket. @see Amazon S3 User Guide, "Default settings for new S3 buckets" (April 2023) */
const DEFAULTS: Readonly<Record<string, Attributes>> = {
  aws_s3_bucket_public_access_block: {
    block_public_acls: true,
    block_public_policy: true,
    ignore_public_acls: true,
    restrict_public_buckets: true,
  },
  aws_s3_bucket_ownership_controls: { rule: [{ object_ownership: 'BucketOwnerEnforced' }] },
  aws_s3_bucket_request_payment_configuration: { payer: 'BucketOwner' },
};

/**
 * A setting of a bucket, with the attributes that the separate resource would have.
 *
 * @returns nothing when it is not set; undefined when the plan does not show it
 */
export function readBack(bucket: Attributes, type: string): Attributes | undefined {
  const setting = SETTINGS.find((each) => each.type === type);
  if (!setting) return DEFAULTS[type] && withBucket(DEFAULTS[type], bucket);
  // A complete record of a bucket has at least one of them.
  if (SETTINGS.every(({ key }) => bucket[key] === undefined)) return undefined;
  return withBucket(setting.as(bucket), bucket);
}

/** The attributes of a separate resource, with the name of its bucket; nothing when nothing is set. */
export function withBucket(values: Attributes, { bucket }: Attributes): Attributes {
  return Object.keys(values).length === 0 ? values : { ...values, bucket };
}
