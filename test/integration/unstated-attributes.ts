/** A resource or attribute without a computed value: the provider plans to remove what was set by hand. */
const SHOWN = 'not computed, so a plan shows its removal';
const FIXED = 'AWS does not change it after the creation';
const OTHER = 'another resource of the stack states it';
const FIFO = 'applies to FIFO only';
const WHOLE = 'the provider compares the rules as a whole';
const NO_ACL = 'ACLs are disabled';
/** No value says that there is none: a refresh-only plan shows it, and the review judges it. */
const REFRESH_ONLY = 'no value states its absence; a refresh-only plan shows it';

const each = (why: string, names: string): Record<string, string> =>
  Object.fromEntries(names.split(' ').map((name) => [name, why]));

/**
 * Attributes and blocks that stacks leave to the provider, although the review does not class them as harmless, and why
 * a change outside Terraform does not go unnoticed or does not matter.
 *
 * @see AWS provider 5.100, resource schemas
 */
export const UNSTATED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  aws_cloudwatch_event_target: {
    ...each(FIXED, 'target_id'),
    ...each(
      SHOWN,
      'appsync_target batch_target ecs_target http_target kinesis_target redshift_target retry_policy run_command_targets sagemaker_pipeline_target sqs_target',
    ),
  },
  aws_cloudwatch_log_group: each(FIXED, 'log_group_class'),
  aws_cloudwatch_metric_alarm: {
    ...each('applies to percentiles only', 'evaluate_low_sample_count_percentiles'),
    ...each(SHOWN, 'metric_query'),
  },
  aws_s3_bucket_notification: each(SHOWN, 'lambda_function queue topic'),
  aws_iam_openid_connect_provider: each(
    'AWS trusts the certificate authorities of issuers, and compares thumbprints only for others',
    'thumbprint_list',
  ),
  aws_iam_role: each(
    `${REFRESH_ONLY}; doctor reports further-policies`,
    'managed_policy_arns inline_policy',
  ),
  aws_kms_key: {
    ...each(FIXED, 'multi_region'),
    ...each('AWS accepts 2,560 days at most', 'rotation_period_in_days'),
  },
  aws_lambda_function: {
    ...each(
      SHOWN,
      'dead_letter_config environment file_system_config image_config snap_start vpc_config',
    ),
    ...each('the function needs less than the smallest', 'ephemeral_storage'),
    ...each(REFRESH_ONLY, 'logging_config'),
  },
  aws_lambda_function_event_invoke_config: each(SHOWN, 'destination_config.on_success'),
  aws_s3_bucket: {
    ...each(NO_ACL, 'acl grant'),
    ...each(FIXED, 'bucket_prefix'),
    ...each('only permits a lock, which doctor reads', 'object_lock_enabled'),
    ...each(OTHER, 'policy lifecycle_rule server_side_encryption_configuration versioning'),
    ...each(
      `${OTHER}, or: ${REFRESH_ONLY}; doctor reads it`,
      'logging object_lock_configuration replication_configuration request_payer',
    ),
    ...each(REFRESH_ONLY, 'cors_rule website'),
  },
  aws_s3_bucket_inventory: each(SHOWN, 'destination.bucket.encryption.sse_s3'),
  aws_s3_bucket_lifecycle_configuration: each(
    WHOLE,
    'rule.prefix rule.abort_incomplete_multipart_upload rule.filter.and rule.filter.tag rule.noncurrent_version_transition rule.transition rule.noncurrent_version_expiration rule.expiration rule.expiration.expired_object_delete_marker rule.filter.object_size_greater_than rule.filter.object_size_less_than rule.noncurrent_version_expiration.newer_noncurrent_versions rule.expiration.days',
  ),
  aws_s3_bucket_logging: each(SHOWN, 'target_grant'),
  aws_s3_bucket_replication_configuration: each(
    WHOLE,
    'rule.destination.access_control_translation rule.destination.metrics.event_threshold rule.destination.replication_time rule.existing_object_replication rule.filter.and rule.filter.tag rule.source_selection_criteria.replica_modifications',
  ),
  aws_s3_bucket_versioning: each(
    'only the root user can change it, and it protects versions',
    'versioning_configuration.mfa_delete',
  ),
  aws_secretsmanager_secret: { ...each(OTHER, 'policy'), ...each(REFRESH_ONLY, 'replica') },
  aws_sns_topic: { ...each(FIFO, 'fifo_throughput_scope'), ...each(OTHER, 'policy') },
  aws_sns_topic_subscription: each(
    'applies to a filter policy, which a plan shows',
    'filter_policy_scope',
  ),
  aws_sqs_queue: {
    ...each(FIFO, 'deduplication_scope fifo_throughput_limit'),
    ...each(OTHER, 'policy'),
    ...each(REFRESH_ONLY, 'redrive_allow_policy redrive_policy'),
    ...each('replaces kms_master_key_id, which a plan shows', 'sqs_managed_sse_enabled'),
  },
};

/**
 * Attributes that are not computed, and whose difference the provider ignores unless they are stated.
 *
 * @see AWS provider 5.100 and 6, `aws_cloudwatch_event_rule`, the difference suppression of `state`
 */
export const SUPPRESSED: Readonly<Record<string, readonly string[]>> = {
  aws_cloudwatch_event_rule: ['state'],
};
