import { COMPUTED, harmless, judged, reported, TAGS, TIMEOUTS, type TypeClass } from './class';

const IDS = harmless('computed by AWS or the provider', 'create_date unique_id name_prefix');
const NAME = judged('principal', 'name');
const POLICY: TypeClass = {
  created: { judgedBy: 'permissions' },
  destroyed: { judgedBy: 'permissions' },
  attributes: {
    ...COMPUTED,
    ...judged('permissions', 'policy role user group'),
    ...harmless('a label of the policy', 'name name_prefix'),
  },
};

/** Identities, keys and secrets that callvault's stacks use. @see AWS provider 5.100 and 6, resource schemas */
export const IDENTITY_USED: Readonly<Record<string, TypeClass>> = {
  aws_iam_role: {
    created: { judgedBy: 'principal' },
    destroyed: { judgedBy: 'principal' },
    attributes: {
      ...COMPUTED,
      ...TAGS,
      ...IDS,
      ...NAME,
      ...harmless('read by people', 'description'),
      ...harmless('applies when the role is destroyed', 'force_detach_policies'),
      ...judged('policy', 'assume_role_policy'),
      ...judged('principal', 'max_session_duration path'),
      ...judged('permissions', 'permissions_boundary inline_policy managed_policy_arns'),
    },
  },
  aws_iam_user: {
    created: { judgedBy: 'principal' },
    destroyed: { judgedBy: 'principal' },
    attributes: {
      ...COMPUTED,
      ...TAGS,
      ...IDS,
      ...NAME,
      ...judged('principal', 'path'),
      ...judged('permissions', 'permissions_boundary'),
      ...reported('writes-stop', 'force_destroy'),
    },
  },
  aws_iam_group: {
    created: { harmless: 'grants nothing without members and policies' },
    destroyed: { harmless: 'its policies and members are judged' },
    attributes: {
      ...COMPUTED,
      ...IDS,
      ...harmless('members and policies stay when the group is renamed', 'name path'),
    },
  },
  aws_iam_group_membership: {
    created: { judgedBy: 'permissions' },
    destroyed: { judgedBy: 'permissions' },
    attributes: {
      ...COMPUTED,
      ...judged('permissions', 'group users'),
      ...harmless('a label of the membership', 'name'),
    },
  },
  aws_iam_role_policy: POLICY,
  aws_iam_user_policy: POLICY,
  aws_iam_group_policy: POLICY,
  aws_iam_openid_connect_provider: {
    created: { judgedBy: 'principal' },
    destroyed: { judgedBy: 'principal' },
    attributes: {
      ...COMPUTED,
      ...TAGS,
      ...judged('principal', 'url'),
      ...reported('access', 'client_id_list thumbprint_list'),
    },
  },
  aws_kms_key: {
    created: { judgedBy: 'key' },
    destroyed: { judgedBy: 'key' },
    attributes: {
      ...COMPUTED,
      ...TAGS,
      ...TIMEOUTS,
      ...harmless('computed by AWS or the provider', 'key_id'),
      ...harmless('read by people', 'description'),
      ...judged('key', 'deletion_window_in_days is_enabled'),
      ...judged('policy', 'policy'),
      ...judged(
        'key (a change replaces the key)',
        'customer_master_key_spec key_usage multi_region',
      ),
      ...judged('key (a change replaces the key)', 'custom_key_store_id xks_key_id'),
      ...reported(
        'access',
        'bypass_policy_lockout_safety_check enable_key_rotation rotation_period_in_days',
      ),
    },
  },
  aws_kms_alias: {
    created: { harmless: 'policies of callvault refer to keys by ARN' },
    destroyed: { harmless: 'policies of callvault refer to keys by ARN' },
    attributes: {
      ...COMPUTED,
      ...harmless('computed by AWS or the provider', 'target_key_arn name_prefix'),
      ...harmless('policies of callvault refer to keys by ARN', 'name target_key_id'),
    },
  },
  aws_secretsmanager_secret: {
    created: { harmless: 'empty until a value is stored' },
    destroyed: { judgedBy: 'credential' },
    attributes: {
      ...COMPUTED,
      ...TAGS,
      ...harmless('read by people', 'description'),
      ...harmless('computed by AWS or the provider', 'name_prefix'),
      ...judged('credential (a change replaces the secret)', 'name'),
      ...judged('policy', 'policy'),
      ...reported('access', 'kms_key_id replica force_overwrite_replica_secret'),
      ...reported('data-loss', 'recovery_window_in_days'),
    },
  },
  aws_secretsmanager_secret_policy: {
    created: { judgedBy: 'policy' },
    destroyed: { judgedBy: 'policy' },
    attributes: {
      ...COMPUTED,
      ...judged('policy', 'policy secret_arn'),
      ...reported('access', 'block_public_policy'),
    },
  },
};
