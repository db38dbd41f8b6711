import { add, all, policy, set, statement } from './edit';
import type { Story } from './story';

const TRUST = ['aws_iam_role', 'Access', 'assume_role_policy'] as const;
const ROLE = 'recordings-meetings-prod';
const USER = 'recordings-video-prod';
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';
const EVERYTHING = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

/** Permissions that no policy of the stack shows, and conditions that let everyone through. */
export const PERMISSION_STORIES: readonly Story[] = [
  {
    name: 'role-limited-otherwise',
    stack: 'meetings-prod',
    code: all(
      set('aws_iam_role', 'Access', {
        permissions_boundary: 'arn:aws:iam::123456789012:policy/boundary',
        managed_policy_arns: [ADMINISTRATOR],
      }),
      add('aws_iam_role_policies_exclusive', 'Only', { role_name: ROLE, policy_names: [] }),
    ),
    findings: ['permission-removed', 'permissions-boundary-added', 'policy-attached'],
  },
  {
    name: 'inline-policies-emptied',
    stack: 'meetings-prod',
    code: set('aws_iam_role', 'Access', { inline_policy: [{}] }),
    findings: ['permission-removed'],
  },
  {
    name: 'user-in-other-groups',
    stack: 'video-prod',
    code: all(
      set('aws_iam_group_membership', 'Access', { users: ['someone'] }),
      add('aws_iam_group', 'Everything', { name: 'everything' }),
      add('aws_iam_group_policy', 'Everything', {
        group: '${aws_iam_group.Everything.name}',
        policy: EVERYTHING,
      }),
      add('aws_iam_user_group_membership', 'Also', {
        user: USER,
        groups: ['${aws_iam_group.Everything.name}'],
      }),
      add('aws_iam_user_policy_attachments_exclusive', 'Only', {
        user_name: USER,
        policy_arns: [ADMINISTRATOR],
      }),
      set('aws_iam_user', 'Access', { force_destroy: true }),
    ),
    findings: [
      'member-added',
      'member-added',
      'permission-removed',
      'permission-removed',
      'policy-attached',
      'writer-setting-changed',
    ],
  },
  {
    name: 'external-id-optional',
    stack: 'meetings-prod',
    code: policy(
      TRUST,
      statement('VendorAssumesRole', (found) => ({
        ...found,
        Condition: { 'ForAllValues:StringEquals': { 'sts:ExternalId': 'worqhat' } },
      })),
    ),
    findings: ['condition-loosened'],
  },
  {
    name: 'everyone-but-one',
    stack: 'meetings-prod',
    code: policy(TRUST, (statements) => [
      ...statements,
      {
        Effect: 'Allow',
        NotPrincipal: { AWS: 'arn:aws:iam::123456789012:role/a' },
        Action: 'sts:AssumeRole',
      },
    ]),
    findings: ['allow-added'],
  },
  {
    name: 'key-kept-otherwise',
    stack: 'meetings-prod',
    code: all(
      set('aws_kms_key', 'RecordingsKey', {
        enable_key_rotation: false,
        bypass_policy_lockout_safety_check: true,
      }),
      set('aws_s3_bucket_server_side_encryption_configuration', 'Recordings', {
        rule: [{ apply_server_side_encryption_by_default: { sse_algorithm: 'aws:kms:dsse' } }],
      }),
    ),
    findings: ['access-setting-changed', 'access-setting-changed', 'encryption-key-changed'],
  },
  {
    name: 'secret-shared',
    stack: 'video-prod',
    code: all(
      set('aws_secretsmanager_secret_policy', 'Credential', { block_public_policy: false }),
      set('aws_secretsmanager_secret', 'Credential', {
        replica: [{ region: 'eu-west-1' }],
        kms_key_id: 'alias/aws/secretsmanager',
        recovery_window_in_days: 7,
      }),
    ),
    findings: [
      'access-setting-changed',
      'access-setting-changed',
      'access-setting-changed',
      'recordings-setting-changed',
    ],
  },
  {
    name: 'alarms-silenced',
    stack: 'calls-prod',
    code: all(
      set('aws_cloudwatch_metric_alarm', 'ReplicationAlarms_Failed', { actions_enabled: false }),
      set('aws_cloudwatch_metric_alarm', 'ReplicationAlarms_Late', { threshold: 1_000_000 }),
      add('aws_sns_topic_subscription', 'Stranger', {
        topic_arn: '${aws_sns_topic.AlarmTopic_AD6681D3.arn}',
        protocol: 'sqs',
        endpoint: 'arn:aws:sqs:us-east-1:999999999999:listen',
      }),
    ),
    findings: ['allow-added', 'monitoring-changed', 'replication-alarm-removed'],
  },
];
