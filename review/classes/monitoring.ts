import { COMPUTED, harmless, judged, reported, TAGS, TIMEOUTS, type TypeClass } from './class';

const PREFIX = harmless('computed by AWS or the provider', 'name_prefix');

/** Monitoring resources of callvault's stacks. @see AWS provider 5.100 and 6, resource schemas */
export const MONITORING_USED: Readonly<Record<string, TypeClass>> = {
  aws_cloudwatch_metric_alarm: {
    created: { harmless: 'one more alarm' },
    destroyed: { judgedBy: 'alarm' },
    attributes: {
      ...COMPUTED,
      ...TAGS,
      ...harmless('read by people', 'alarm_description alarm_name'),
      ...judged('alarm', 'actions_enabled alarm_actions'),
      ...harmless('notifications when nothing is wrong', 'ok_actions insufficient_data_actions'),
      ...reported(
        'unwatched',
        'comparison_operator datapoints_to_alarm dimensions evaluate_low_sample_count_percentiles evaluation_periods extended_statistic metric_name namespace period statistic threshold threshold_metric_id treat_missing_data unit metric_query',
      ),
    },
  },
  aws_cloudwatch_dashboard: {
    created: { harmless: 'read by people' },
    destroyed: { harmless: 'read by people' },
    attributes: {
      ...COMPUTED,
      ...harmless('computed by AWS or the provider', 'dashboard_arn'),
      ...harmless('read by people', 'dashboard_name dashboard_body'),
    },
  },
  aws_sns_topic: {
    created: { harmless: 'a topic without subscribers' },
    destroyed: { judgedBy: 'alarm topic' },
    attributes: {
      ...COMPUTED,
      ...TAGS,
      ...PREFIX,
      ...harmless('read by people', 'display_name'),
      ...harmless('how deliveries are logged', 'tracing_config signature_version'),
      ...harmless(
        'how deliveries are logged',
        'application_failure_feedback_role_arn application_success_feedback_role_arn application_success_feedback_sample_rate firehose_failure_feedback_role_arn firehose_success_feedback_role_arn firehose_success_feedback_sample_rate http_failure_feedback_role_arn http_success_feedback_role_arn http_success_feedback_sample_rate lambda_failure_feedback_role_arn lambda_success_feedback_role_arn lambda_success_feedback_sample_rate sqs_failure_feedback_role_arn sqs_success_feedback_role_arn sqs_success_feedback_sample_rate',
      ),
      ...harmless('computed by AWS or the provider', 'owner beginning_archive_time'),
      ...judged('policy', 'policy'),
      ...judged('alarm topic (a change replaces the topic)', 'name fifo_topic'),
      ...reported(
        'unwatched',
        'delivery_policy archive_policy content_based_deduplication fifo_throughput_scope kms_master_key_id',
      ),
    },
  },
  aws_sns_topic_policy: {
    created: { judgedBy: 'policy' },
    destroyed: { judgedBy: 'policy' },
    attributes: {
      ...COMPUTED,
      ...harmless('computed by AWS or the provider', 'owner'),
      ...judged('policy', 'policy'),
    },
  },
  aws_sns_topic_subscription: {
    created: { judgedBy: 'subscription' },
    destroyed: { judgedBy: 'subscription' },
    attributes: {
      ...COMPUTED,
      ...harmless(
        'computed by AWS or the provider',
        'confirmation_timeout_in_minutes confirmation_was_authenticated endpoint_auto_confirms owner_id pending_confirmation',
      ),
      ...judged('subscription', 'endpoint protocol topic_arn'),
      ...reported(
        'unwatched',
        'delivery_policy filter_policy filter_policy_scope raw_message_delivery redrive_policy replay_policy subscription_role_arn',
      ),
    },
  },
  aws_s3_bucket_notification: {
    created: { judgedBy: 'notification' },
    destroyed: { reported: 'unwatched' },
    attributes: {
      ...COMPUTED,
      ...judged('what the setting applies to', 'bucket'),
      ...reported('unwatched', 'eventbridge'),
      ...reported('access', 'lambda_function queue topic'),
    },
  },
  aws_cloudwatch_event_rule: {
    created: { judgedBy: 'schedule' },
    destroyed: { reported: 'unwatched' },
    attributes: {
      ...COMPUTED,
      ...TAGS,
      ...PREFIX,
      ...harmless('read by people', 'description'),
      ...harmless('applies when the rule is destroyed', 'force_destroy'),
      ...reported(
        'unwatched',
        'event_bus_name event_pattern is_enabled name role_arn schedule_expression state',
      ),
    },
  },
  aws_cloudwatch_event_target: {
    created: { judgedBy: 'schedule' },
    destroyed: { reported: 'unwatched' },
    attributes: {
      ...COMPUTED,
      ...harmless('applies when the target is destroyed', 'force_destroy'),
      ...judged('schedule', 'arn'),
      ...reported(
        'unwatched',
        'event_bus_name input input_path role_arn rule target_id dead_letter_config input_transformer retry_policy',
      ),
      ...reported(
        'unclear',
        'appsync_target batch_target ecs_target http_target kinesis_target redshift_target run_command_targets sagemaker_pipeline_target sqs_target',
      ),
    },
  },
  aws_cloudwatch_log_group: {
    created: { harmless: 'receives logs' },
    destroyed: { reported: 'unwatched' },
    attributes: {
      ...COMPUTED,
      ...TAGS,
      ...PREFIX,
      ...harmless('applies when the log group is destroyed', 'skip_destroy'),
      ...reported('access', 'kms_key_id'),
      ...reported(
        'unwatched',
        'name retention_in_days log_group_class deletion_protection_enabled',
      ),
    },
  },
  aws_lambda_function: {
    created: { harmless: 'does nothing without a trigger, and triggers are judged' },
    destroyed: { reported: 'unwatched' },
    attributes: {
      ...COMPUTED,
      ...TAGS,
      ...TIMEOUTS,
      ...harmless(
        'computed by AWS or the provider',
        'code_sha256 invoke_arn last_modified qualified_arn qualified_invoke_arn signing_job_arn signing_profile_version_arn source_code_size version response_streaming_invoke_arn',
      ),
      ...harmless('read by people', 'description'),
      ...harmless(
        'how versions are kept and replaced',
        'skip_destroy publish publish_to replace_security_groups_on_destroy replacement_security_group_ids',
      ),
      ...harmless('the code of callvault, which no plan contains', 'filename'),
      ...reported('unwatched', 'source_code_hash'),
      ...reported('access', 'role environment kms_key_arn layers code_signing_config_arn'),
      ...reported(
        'access',
        'file_system_config vpc_config image_uri image_config s3_bucket s3_key',
      ),
      ...reported(
        'unwatched',
        'architectures function_name handler memory_size package_type reserved_concurrent_executions runtime s3_object_version timeout dead_letter_config ephemeral_storage logging_config snap_start tracing_config capacity_provider_config durable_config tenancy_config source_kms_key_arn',
      ),
    },
  },
  aws_lambda_function_event_invoke_config: {
    created: { harmless: 'retries of failed invocations' },
    destroyed: { reported: 'unwatched' },
    attributes: {
      ...COMPUTED,
      ...reported(
        'unwatched',
        'function_name maximum_event_age_in_seconds maximum_retry_attempts qualifier destination_config',
      ),
    },
  },
  aws_lambda_permission: {
    created: { judgedBy: 'invocation' },
    destroyed: { reported: 'unwatched' },
    attributes: {
      ...COMPUTED,
      ...harmless('a label of the statement', 'statement_id statement_id_prefix'),
      ...reported(
        'access',
        'action event_source_token function_name function_url_auth_type principal principal_org_id qualifier source_account source_arn invoked_via_function_url',
      ),
    },
  },
  aws_sqs_queue: {
    created: { harmless: 'receives failed events' },
    destroyed: { reported: 'unwatched' },
    attributes: {
      ...COMPUTED,
      ...TAGS,
      ...TIMEOUTS,
      ...PREFIX,
      ...harmless('computed by AWS or the provider', 'url'),
      ...judged('policy', 'policy'),
      ...reported('access', 'kms_master_key_id sqs_managed_sse_enabled redrive_allow_policy'),
      ...harmless('how long data keys are used', 'kms_data_key_reuse_period_seconds'),
      ...reported(
        'unwatched',
        'content_based_deduplication deduplication_scope delay_seconds fifo_queue fifo_throughput_limit max_message_size message_retention_seconds name receive_wait_time_seconds redrive_policy visibility_timeout_seconds',
      ),
    },
  },
  aws_sqs_queue_policy: {
    created: { judgedBy: 'policy' },
    destroyed: { judgedBy: 'policy' },
    attributes: { ...COMPUTED, ...judged('policy', 'policy queue_url') },
  },
  aws_sfn_state_machine: {
    created: {
      harmless: 'does nothing without a trigger, and triggers are judged',
    },
    destroyed: { reported: 'unwatched' },
    attributes: {
      ...COMPUTED,
      ...TAGS,
      ...TIMEOUTS,
      ...PREFIX,
      ...harmless(
        'computed by AWS or the provider',
        'creation_date revision_id state_machine_version_arn status',
      ),
      ...harmless('read by people', 'description version_description'),
      ...harmless('whether versions are published', 'publish'),
      ...reported('access', 'role_arn encryption_configuration'),
      ...reported('unwatched', 'definition name type logging_configuration tracing_configuration'),
    },
  },
  terraform_data: {
    created: { judgedBy: 'path' },
    destroyed: { judgedBy: 'path' },
    attributes: {
      ...harmless('computed by Terraform', 'id output'),
      ...harmless('a value that Terraform keeps', 'input'),
      ...judged('path', 'triggers_replace'),
    },
  },
};
