import { all, change, policy, remove, set, unprotected, type Values, withoutOutputs } from './edit';
import type { Story } from './story';

/** Changes after which the vendor may no longer be able to write. */
export const WRITES_STOP_STORIES: readonly Story[] = [
  {
    name: 'role-renamed',
    stack: 'meetings-prod',
    yaml: [
      [
        'bucket: acme-meetings-prod',
        'bucket: acme-meetings-prod\n    principalName: worqhat-writer',
      ],
    ],
    findings: ['principal-replaced'],
  },
  {
    name: 'user-renamed',
    stack: 'video-prod',
    yaml: [
      ['bucket: acme-video-prod', 'bucket: acme-video-prod\n    principalName: twilio-writer'],
    ],
    findings: ['principal-replaced'],
  },
  {
    name: 'store-retired',
    stack: 'calls-prod',
    yaml: [
      [
        'bucket: acme-calls-prod',
        'bucket: acme-calls-prod\n    retire: { since: 2026-11-20, reason: The contract has ended }',
      ],
    ],
    findings: [
      'denial-added',
      'denial-added',
      'denial-added',
      'denial-added',
      'permission-removed',
      'permission-removed',
      'permission-removed',
      'permission-removed',
      'permission-removed',
      'permission-removed',
      'store-retired',
    ],
  },
  {
    name: 'replication-switched-off',
    stack: 'calls-prod',
    yaml: [
      [
        'region: eu-central-1',
        'region: eu-central-1\n      off: { since: 2026-11-20, reason: One region is enough }',
      ],
    ],
    findings: [
      'alarms-unheard',
      'monitoring-changed',
      'permission-removed',
      'permission-removed',
      'replication-alarm-removed',
      'replication-alarm-removed',
      'replication-off',
      'replication-removed',
      'replication-role-changed',
    ],
  },
  {
    name: 'user-retired',
    stack: 'video-prod',
    yaml: [
      [
        'bucket: acme-video-prod',
        'bucket: acme-video-prod\n    retire: { since: 2026-11-20, reason: The contract has ended }',
      ],
    ],
    findings: [
      'denial-added',
      'denial-added',
      'denial-added',
      'permission-removed',
      'permission-removed',
      'permission-removed',
      'store-retired',
    ],
  },
  {
    name: 'role-removed',
    stack: 'meetings-prod',
    code: all(withoutOutputs, remove('Access_')),
    findings: ['principal-destroyed'],
  },
  {
    name: 'external-id-changed',
    stack: 'calls-prod',
    yaml: [['7c9e6679-7425-40de-944b-e07fc1f90ae7', '3f2504e0-4f89-41d3-9a0c-0305e82c3301']],
    findings: ['external-id-changed'],
  },
  {
    name: 'cidr-removed',
    stack: 'calls-prod',
    yaml: [['        - 198.51.100.0/24\n', '']],
    findings: ['cidr-removed', 'cidr-removed'],
  },
  {
    name: 'vendor-may-not-delete',
    stack: 'calls-prod',
    yaml: [['vendorRetentionDays: 730', 'vendorRetentionDays: 730\n    vendorMayDelete: false']],
    findings: ['permission-removed'],
  },
  {
    name: 'uploads-denied',
    stack: 'video-prod',
    code: policy(['aws_s3_bucket_policy', 'Recordings', 'policy'], (statements) => [
      ...statements,
      {
        Sid: 'Freeze',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:PutObject',
        Resource: (statements[0]?.Resource as string[])[1],
      },
    ]),
    findings: ['denial-added'],
  },
  {
    name: 'tls-newer',
    stack: 'meetings-prod',
    yaml: [['bucket: acme-meetings-prod', "bucket: acme-meetings-prod\n    minimumTls: '1.3'"]],
    findings: ['denial-added'],
  },
  {
    name: 'path-moved',
    stack: 'video-prod',
    yaml: [['prefix: twilio/prod/', 'prefix: twilio/new/']],
    code: unprotected,
    findings: ['path-moved', 'retention-extended', 'retention-extended'],
  },
  {
    name: 'path-migrated',
    stack: 'calls-prod',
    yaml: [
      [
        'bucket: acme-calls-prod',
        `bucket: acme-calls-prod
    prefix: calls/
    pathPattern: calls/{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}
    previousPaths:
      - prefix: recordings/`,
      ],
    ],
    findings: ['allow-widened', 'allow-widened', 'allow-widened', 'allow-widened', 'path-moved'],
  },
  {
    name: 'region-moved',
    stack: 'video-prod',
    yaml: [['bucket: acme-video-prod', 'bucket: acme-video-prod\n    region: eu-central-1']],
    code: unprotected,
    refreshed: true,
    findings: [
      'key-missing',
      'key-missing',
      'region-moved',
      'region-moved',
      'value-unknown',
      'value-unknown',
    ],
  },
  {
    name: 'session-shorter',
    stack: 'meetings-prod',
    code: set('aws_iam_role', 'Access', { max_session_duration: 3600 }),
    findings: ['session-shortened'],
  },
  {
    name: 'key-disabled',
    stack: 'meetings-prod',
    code: set('aws_kms_key', 'RecordingsKey', { is_enabled: false }),
    findings: ['key-disabled'],
  },
  {
    name: 'credential-removed',
    stack: 'video-prod',
    code: all(withoutOutputs, unprotected, remove('Credential_')),
    findings: ['credential-destroyed'],
  },
  {
    name: 'another-key',
    stack: 'meetings-prod',
    code: change(
      'aws_s3_bucket_server_side_encryption_configuration',
      'Recordings',
      (values: Values) => {
        const arn = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
        const encryption = { sse_algorithm: 'aws:kms', kms_master_key_id: arn };
        values.rule = [
          { apply_server_side_encryption_by_default: encryption, bucket_key_enabled: true },
        ];
      },
    ),
    findings: ['encryption-key-changed'],
  },
  {
    name: 'vendor-loses-the-key',
    stack: 'meetings-prod',
    code: policy(['aws_kms_key', 'RecordingsKey', 'policy'], (statements) =>
      statements.filter(({ Sid }) => Sid !== 'VendorUsesKeyThroughS3'),
    ),
    findings: ['permission-removed'],
  },
];
