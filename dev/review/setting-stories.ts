import { add, all, change, set, type Values } from './edit';
import type { Story } from './story';

const MEETINGS = 'acme-meetings-prod';
const CALLS = 'acme-calls-prod';
const KEY = 'arn:aws:kms:us-east-1:999999999999:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const OPEN_POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${MEETINGS}/*`,
    },
  ],
});

const encryption = (key: string) => ({
  rule: [
    {
      apply_server_side_encryption_by_default: { sse_algorithm: 'aws:kms', kms_master_key_id: key },
    },
  ],
});

const lifecycleRule = (id: string, values: Values) => ({
  id,
  status: 'Enabled',
  filter: [{ prefix: '' }],
  ...values,
});

const addRules = (...rules: readonly Values[]) =>
  change('aws_s3_bucket_lifecycle_configuration', 'Retention', (values) => {
    (values.rule as Values[]).push(...rules);
  });

/** Settings that other resources configure, that apply to other buckets, or that no callvault stack has. */
export const SETTING_STORIES: readonly Story[] = [
  {
    name: 'settings-in-the-bucket',
    stack: 'meetings-prod',
    code: set('aws_s3_bucket', 'Recordings', {
      lifecycle_rule: [{ id: 'tidy', enabled: true, expiration: [{ days: 1 }] }],
      versioning: { enabled: false },
      request_payer: 'Requester',
      policy: OPEN_POLICY,
      grant: [
        {
          type: 'Group',
          permissions: ['READ'],
          uri: 'http://acs.amazonaws.com/groups/global/AllUsers',
        },
      ],
      logging: { target_bucket: 'another-company' },
    }),
    findings: [
      'access-setting-changed',
      'allow-added',
      'deny-removed',
      'deny-removed',
      'deny-removed',
      'deny-removed',
      'deny-removed',
      'expiry-shortened',
      'logging-removed',
      'requester-pays',
      'retention-extended',
      'tls-weakened',
      'versioning-off',
    ],
  },
  {
    name: 'settings-configured-twice',
    stack: 'calls-prod',
    code: all(
      add('aws_s3_bucket_public_access_block', 'Second', {
        bucket: CALLS,
        block_public_acls: true,
        block_public_policy: true,
        ignore_public_acls: true,
        restrict_public_buckets: false,
      }),
      add('aws_s3_bucket_ownership_controls', 'Second', {
        bucket: CALLS,
        rule: { object_ownership: 'ObjectWriter' },
      }),
      add('aws_s3_bucket_server_side_encryption_configuration', 'Second', {
        bucket: CALLS,
        ...encryption(KEY),
      }),
      add('aws_s3_bucket_object_lock_configuration', 'Second', {
        bucket: CALLS,
        rule: { default_retention: { mode: 'GOVERNANCE', days: 1 } },
      }),
      add('aws_s3_bucket_lifecycle_configuration', 'Second', {
        bucket: CALLS,
        rule: [lifecycleRule('tidy', { expiration: [{ days: 1 }] })],
      }),
      add('aws_s3_bucket_replication_configuration', 'Second', {
        bucket: CALLS,
        role: 'arn:aws:iam::123456789012:role/another',
        rule: [
          {
            id: 'another',
            status: 'Enabled',
            filter: { prefix: '' },
            delete_marker_replication: { status: 'Disabled' },
            destination: { bucket: 'arn:aws:s3:::another-company' },
          },
        ],
      }),
    ),
    findings: [
      'copied-elsewhere',
      'encryption-key-changed',
      'lifecycle-filter-widened',
      'lock-mode-weakened',
      'lock-shortened',
      'ownership-weakened',
      'public-access-opened',
      'replication-removed',
      'replication-removed',
      'replication-role-changed',
      'retention-extended',
      'storage-class-changed',
      'storage-setting-changed',
    ],
  },
  {
    name: 'settings-of-another-bucket',
    stack: 'meetings-prod',
    code: all(
      ...['versioning', 'policy', 'logging', 'server_side_encryption_configuration'].map(
        (setting) => set(`aws_s3_bucket_${setting}`, 'Recordings', { bucket: 'acme-another' }),
      ),
    ),
    findings: [
      'denial-added',
      'denial-added',
      'denial-added',
      'denial-added',
      'denial-added',
      'denial-added',
      'denial-added',
      'deny-removed',
      'encryption-weakened',
      'logging-removed',
      'tls-weakened',
      'versioning-off',
    ],
  },
  {
    name: 'versioning-recreated',
    stack: 'meetings-prod',
    code: set('aws_s3_bucket_versioning', 'Recordings', {
      expected_bucket_owner: '123456789012',
      lifecycle: { create_before_destroy: true },
    }),
    findings: ['versioning-off'],
  },
  {
    name: 'recordings-read-elsewhere',
    stack: 'meetings-prod',
    code: all(
      add('aws_s3_bucket_cors_configuration', 'Cors', {
        bucket: MEETINGS,
        cors_rule: [{ allowed_methods: ['GET'], allowed_origins: ['https://evil.example'] }],
      }),
      add('aws_s3_bucket_notification', 'Events', {
        bucket: MEETINGS,
        lambda_function: [
          {
            lambda_function_arn: 'arn:aws:lambda:us-east-1:999999999999:function:listen',
            events: ['s3:ObjectCreated:*'],
          },
        ],
      }),
      add('aws_s3_bucket_analytics_configuration', 'Analytics', { bucket: MEETINGS, name: 'all' }),
      add('aws_s3_bucket_intelligent_tiering_configuration', 'Tiers', {
        bucket: MEETINGS,
        name: 'all',
        tiering: [{ access_tier: 'DEEP_ARCHIVE_ACCESS', days: 180 }],
      }),
      add('aws_s3_object_copy', 'Copy', {
        bucket: 'another-company',
        key: 'copy.wav',
        source: `${MEETINGS}/recordings/one.wav`,
      }),
      add('aws_s3control_multi_region_access_point', 'Everywhere', {
        details: { name: 'everywhere', region: [{ bucket: MEETINGS }] },
      }),
      add('aws_cloudformation_stack', 'Template', {
        name: 'template',
        template_body: JSON.stringify({ Resources: {} }),
      }),
    ),
    findings: [
      'access-setting-changed',
      'access-setting-changed',
      'access-setting-changed',
      'access-setting-changed',
      'access-setting-changed',
      'attribute-unclassified',
      'storage-setting-changed',
    ],
  },
  {
    name: 'lifecycle-rules-of-other-kinds',
    stack: 'meetings-prod',
    code: addRules(
      lifecycleRule('date', { expiration: [{ date: '2027-01-01T00:00:00Z' }] }),
      lifecycleRule('archive', { transition: [{ days: 0, storage_class: 'DEEP_ARCHIVE' }] }),
      lifecycleRule('old', {
        noncurrent_version_transition: [{ noncurrent_days: 1, storage_class: 'GLACIER' }],
      }),
      lifecycleRule('parts', { abort_incomplete_multipart_upload: [{ days_after_initiation: 1 }] }),
    ),
    findings: ['expiry-added', 'storage-class-changed', 'storage-class-changed', 'uploads-aborted'],
  },
  {
    name: 'lifecycle-known-after-apply',
    stack: 'meetings-prod',
    code: all(
      add('terraform_data', 'Later', { input: 7 }),
      addRules(
        lifecycleRule('later', { expiration: [{ days: '${terraform_data.Later.output}' }] }),
      ),
    ),
    findings: ['value-unknown'],
  },
  {
    name: 'copies-of-another-kind',
    stack: 'calls-prod',
    code: change('aws_s3_bucket_replication_configuration', 'Replication', (values) => {
      values.role = 'arn:aws:iam::123456789012:role/another';
      const [rule] = values.rule as Values[];
      Object.assign(rule ?? {}, {
        delete_marker_replication: { status: 'Enabled' },
        source_selection_criteria: { sse_kms_encrypted_objects: { status: 'Disabled' } },
      });
      Object.assign(rule?.destination as Values, {
        storage_class: 'DEEP_ARCHIVE',
        encryption_configuration: { replica_kms_key_id: KEY },
      });
    }),
    findings: [
      'copied-elsewhere',
      'replication-deletes',
      'replication-removed',
      'replication-role-changed',
      'storage-class-changed',
    ],
  },
];
