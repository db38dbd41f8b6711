/** What a value of AWS can be. */
export interface Limit {
  /** Characters of a text, or the number. */
  readonly min?: number;
  readonly max?: number;
  /** What the whole text matches. */
  readonly pattern?: string;
  /** All values. */
  readonly values?: readonly (string | number)[];
}

const S3_LIFECYCLE = 's3 PutBucketLifecycleConfiguration LifecycleConfiguration.Rules.[]';
const S3_REPLICATION = 's3 PutBucketReplication ReplicationConfiguration.Rules.[]';
const S3_INVENTORY = 's3 PutBucketInventoryConfiguration InventoryConfiguration';

/** The tags of the provider are set on resources of all these services. */
const TAGGED = [
  'cloudwatch PutMetricAlarm Tags.[].',
  'events PutRule Tags.[].',
  'iam TagRole Tags.[].',
  'kms CreateKey Tags.[].Tag',
  'secretsmanager CreateSecret Tags.[].',
  'sns CreateTopic Tags.[].',
];

/**
 * The parameters of AWS's APIs that the attributes of stacks become, as service, operation and path. `{key}` and `{value}`
 * are those of a map.
 */
export const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  'aws_cloudwatch_dashboard.dashboard_body': ['cloudwatch PutDashboard DashboardBody'],
  'aws_cloudwatch_dashboard.dashboard_name': ['cloudwatch PutDashboard DashboardName'],
  'aws_cloudwatch_event_rule.description': ['events PutRule Description'],
  'aws_cloudwatch_event_rule.event_pattern': ['events PutRule EventPattern'],
  'aws_cloudwatch_event_rule.name': ['events PutRule Name'],
  'aws_cloudwatch_event_rule.schedule_expression': ['events PutRule ScheduleExpression'],
  'aws_cloudwatch_event_rule.state': ['events PutRule State'],
  'aws_cloudwatch_event_target.input_transformer.input_paths.{key}': [
    'events PutTargets Targets.[].InputTransformer.InputPathsMap.{key}',
  ],
  'aws_cloudwatch_event_target.input_transformer.input_paths.{value}': [
    'events PutTargets Targets.[].InputTransformer.InputPathsMap.{value}',
  ],
  'aws_cloudwatch_event_target.input_transformer.input_template': [
    'events PutTargets Targets.[].InputTransformer.InputTemplate',
  ],
  'aws_cloudwatch_log_group.name': ['logs CreateLogGroup logGroupName'],
  'aws_cloudwatch_metric_alarm.alarm_description': ['cloudwatch PutMetricAlarm AlarmDescription'],
  'aws_cloudwatch_metric_alarm.alarm_name': ['cloudwatch PutMetricAlarm AlarmName'],
  'aws_cloudwatch_metric_alarm.comparison_operator': [
    'cloudwatch PutMetricAlarm ComparisonOperator',
  ],
  'aws_cloudwatch_metric_alarm.dimensions.{key}': ['cloudwatch PutMetricAlarm Dimensions.[].Name'],
  'aws_cloudwatch_metric_alarm.dimensions.{value}': [
    'cloudwatch PutMetricAlarm Dimensions.[].Value',
  ],
  'aws_cloudwatch_metric_alarm.evaluation_periods': ['cloudwatch PutMetricAlarm EvaluationPeriods'],
  'aws_cloudwatch_metric_alarm.metric_name': ['cloudwatch PutMetricAlarm MetricName'],
  'aws_cloudwatch_metric_alarm.namespace': ['cloudwatch PutMetricAlarm Namespace'],
  'aws_cloudwatch_metric_alarm.period': ['cloudwatch PutMetricAlarm Period'],
  'aws_cloudwatch_metric_alarm.statistic': ['cloudwatch PutMetricAlarm Statistic'],
  'aws_cloudwatch_metric_alarm.treat_missing_data': ['cloudwatch PutMetricAlarm TreatMissingData'],
  'aws_iam_group.name': ['iam CreateGroup GroupName'],
  'aws_iam_group_policy.name': ['iam PutGroupPolicy PolicyName'],
  'aws_iam_group_policy.policy': ['iam PutGroupPolicy PolicyDocument'],
  'aws_iam_openid_connect_provider.client_id_list[]': [
    'iam CreateOpenIDConnectProvider ClientIDList.[]',
  ],
  'aws_iam_openid_connect_provider.url': ['iam CreateOpenIDConnectProvider Url'],
  'aws_iam_policy.description': ['iam CreatePolicy Description'],
  'aws_iam_policy.name': ['iam CreatePolicy PolicyName'],
  'aws_iam_policy.policy': ['iam CreatePolicy PolicyDocument'],
  'aws_iam_role.assume_role_policy': ['iam CreateRole AssumeRolePolicyDocument'],
  'aws_iam_role.description': ['iam CreateRole Description'],
  'aws_iam_role.max_session_duration': ['iam CreateRole MaxSessionDuration'],
  'aws_iam_role.name': ['iam CreateRole RoleName'],
  'aws_iam_role.permissions_boundary': ['iam CreateRole PermissionsBoundary'],
  'aws_iam_role_policy.name': ['iam PutRolePolicy PolicyName'],
  'aws_iam_role_policy.policy': ['iam PutRolePolicy PolicyDocument'],
  'aws_iam_user.name': ['iam CreateUser UserName'],
  'aws_iam_user.permissions_boundary': ['iam CreateUser PermissionsBoundary'],
  'aws_kms_alias.name': ['kms CreateAlias AliasName'],
  'aws_kms_key.deletion_window_in_days': ['kms ScheduleKeyDeletion PendingWindowInDays'],
  'aws_kms_key.description': ['kms CreateKey Description'],
  'aws_kms_key.policy': ['kms CreateKey Policy'],
  'aws_lambda_function.architectures[]': ['lambda CreateFunction Architectures.[]'],
  'aws_lambda_function.description': ['lambda CreateFunction Description'],
  'aws_lambda_function.function_name': ['lambda CreateFunction FunctionName'],
  'aws_lambda_function.handler': ['lambda CreateFunction Handler'],
  'aws_lambda_function.memory_size': ['lambda CreateFunction MemorySize'],
  'aws_lambda_function.reserved_concurrent_executions': [
    'lambda PutFunctionConcurrency ReservedConcurrentExecutions',
  ],
  'aws_lambda_function.runtime': ['lambda CreateFunction Runtime'],
  'aws_lambda_function.timeout': ['lambda CreateFunction Timeout'],
  'aws_lambda_function.tracing_config.mode': ['lambda CreateFunction TracingConfig.Mode'],
  'aws_lambda_function_event_invoke_config.maximum_retry_attempts': [
    'lambda PutFunctionEventInvokeConfig MaximumRetryAttempts',
  ],
  'aws_lambda_permission.action': ['lambda AddPermission Action'],
  'aws_lambda_permission.principal': ['lambda AddPermission Principal'],
  'aws_lambda_permission.statement_id': ['lambda AddPermission StatementId'],
  'aws_s3_bucket.tags.{value}': ['s3 PutBucketTagging Tagging.TagSet.[].Value'],
  'aws_s3_bucket.tags.{key}': ['s3 PutBucketTagging Tagging.TagSet.[].Key'],
  'aws_s3_bucket_inventory.destination.bucket.format': [
    `${S3_INVENTORY}.Destination.S3BucketDestination.Format`,
  ],
  'aws_s3_bucket_inventory.included_object_versions': [`${S3_INVENTORY}.IncludedObjectVersions`],
  'aws_s3_bucket_inventory.optional_fields[]': [`${S3_INVENTORY}.OptionalFields.[]`],
  'aws_s3_bucket_inventory.schedule.frequency': [`${S3_INVENTORY}.Schedule.Frequency`],
  'aws_s3_bucket_lifecycle_configuration.rule[].noncurrent_version_transition[].storage_class': [
    `${S3_LIFECYCLE}.NoncurrentVersionTransitions.[].StorageClass`,
  ],
  'aws_s3_bucket_lifecycle_configuration.rule[].status': [`${S3_LIFECYCLE}.Status`],
  'aws_s3_bucket_lifecycle_configuration.rule[].transition[].storage_class': [
    `${S3_LIFECYCLE}.Transitions.[].StorageClass`,
  ],
  'aws_s3_bucket_lifecycle_configuration.transition_default_minimum_object_size': [
    's3 PutBucketLifecycleConfiguration TransitionDefaultMinimumObjectSize',
  ],
  'aws_s3_bucket_object_lock_configuration.object_lock_enabled': [
    's3 PutObjectLockConfiguration ObjectLockConfiguration.ObjectLockEnabled',
  ],
  'aws_s3_bucket_object_lock_configuration.rule.default_retention.mode': [
    's3 PutObjectLockConfiguration ObjectLockConfiguration.Rule.DefaultRetention.Mode',
  ],
  'aws_s3_bucket_ownership_controls.rule.object_ownership': [
    's3 PutBucketOwnershipControls OwnershipControls.Rules.[].ObjectOwnership',
  ],
  'aws_s3_bucket_replication_configuration.rule[].delete_marker_replication.status': [
    `${S3_REPLICATION}.DeleteMarkerReplication.Status`,
  ],
  'aws_s3_bucket_replication_configuration.rule[].destination.metrics.status': [
    `${S3_REPLICATION}.Destination.Metrics.Status`,
  ],
  'aws_s3_bucket_replication_configuration.rule[].source_selection_criteria.sse_kms_encrypted_objects.status':
    [`${S3_REPLICATION}.SourceSelectionCriteria.SseKmsEncryptedObjects.Status`],
  'aws_s3_bucket_replication_configuration.rule[].status': [`${S3_REPLICATION}.Status`],
  'aws_s3_bucket_server_side_encryption_configuration.rule[].apply_server_side_encryption_by_default.sse_algorithm':
    [
      's3 PutBucketEncryption ServerSideEncryptionConfiguration.Rules.[].ApplyServerSideEncryptionByDefault.SSEAlgorithm',
    ],
  'aws_s3_bucket_versioning.versioning_configuration.status': [
    's3 PutBucketVersioning VersioningConfiguration.Status',
  ],
  'aws_secretsmanager_secret.description': ['secretsmanager CreateSecret Description'],
  'aws_secretsmanager_secret.name': ['secretsmanager CreateSecret Name'],
  'aws_secretsmanager_secret_policy.policy': ['secretsmanager PutResourcePolicy ResourcePolicy'],
  'aws_sfn_state_machine.definition': ['stepfunctions CreateStateMachine definition'],
  'aws_sfn_state_machine.encryption_configuration.type': [
    'stepfunctions CreateStateMachine encryptionConfiguration.type',
  ],
  'aws_sfn_state_machine.logging_configuration.level': [
    'stepfunctions CreateStateMachine loggingConfiguration.level',
  ],
  'aws_sfn_state_machine.name': ['stepfunctions CreateStateMachine name'],
  'provider.default_tags[].tags.{key}': [
    ...TAGGED.map((tag) => `${tag}Key`),
    'lambda CreateFunction Tags.{key}',
    'logs CreateLogGroup tags.{key}',
    's3 PutBucketTagging Tagging.TagSet.[].Key',
    'sqs CreateQueue tags.{key}',
    'stepfunctions CreateStateMachine tags.[].key',
  ],
  'provider.default_tags[].tags.{value}': [
    ...TAGGED.map((tag) => `${tag}Value`),
    'lambda CreateFunction Tags.{value}',
    'logs CreateLogGroup tags.{value}',
    's3 PutBucketTagging Tagging.TagSet.[].Value',
    'sqs CreateQueue tags.{value}',
    'stepfunctions CreateStateMachine tags.[].value',
  ],
};

const DAYS = { min: 1, max: 2_147_483_647 };
const PREFIX = { max: 1_024 };

/**
 * Limits that only the text of the documentation has.
 *
 * @see Amazon S3 User Guide, "Bucket naming rules", "Lifecycle configuration elements"; Amazon S3 API Reference,
 * "LifecycleRule", "ReplicationRule", "InventoryConfiguration", "DefaultRetention"; Amazon SNS API Reference,
 * "CreateTopic"; Amazon SQS API Reference, "CreateQueue"; AWS KMS API Reference, "ScheduleKeyDeletion"; AWS Secrets
 * Manager API Reference, "CreateSecret", "DeleteSecret"; AWS Step Functions API Reference, "CreateStateMachine"; AWS
 * Lambda API Reference, "CreateFunction"; Amazon CloudWatch Logs API Reference, "PutRetentionPolicy"
 */
export const DOCUMENTED: Readonly<Record<string, Limit>> = {
  'aws_cloudwatch_log_group.retention_in_days': {
    values: [
      1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
      3288, 3653,
    ],
  },
  'aws_kms_key.deletion_window_in_days': { min: 7, max: 30 },
  'aws_lambda_function.function_name': { max: 64 },
  'aws_lambda_function.memory_size': { max: 10_240 },
  'aws_lambda_function.timeout': { max: 900 },
  'aws_s3_bucket.bucket': { min: 3, max: 63, pattern: '[a-z0-9][a-z0-9.-]*[a-z0-9]' },
  'aws_s3_bucket_replication_configuration.bucket': { min: 3, max: 63 },
  'aws_s3_bucket_inventory.destination.bucket.prefix': PREFIX,
  'aws_s3_bucket_inventory.filter.prefix': PREFIX,
  'aws_s3_bucket_inventory.name': { min: 1, max: 64, pattern: '[A-Za-z0-9._-]+' },
  'aws_s3_bucket_lifecycle_configuration.rule[].abort_incomplete_multipart_upload[].days_after_initiation':
    DAYS,
  'aws_s3_bucket_lifecycle_configuration.rule[].expiration[].days': DAYS,
  'aws_s3_bucket_lifecycle_configuration.rule[].filter[].prefix': PREFIX,
  'aws_s3_bucket_lifecycle_configuration.rule[].id': { min: 1, max: 255 },
  'aws_s3_bucket_lifecycle_configuration.rule[].noncurrent_version_expiration[].newer_noncurrent_versions':
    { min: 1, max: 100 },
  'aws_s3_bucket_lifecycle_configuration.rule[].noncurrent_version_expiration[].noncurrent_days':
    DAYS,
  'aws_s3_bucket_lifecycle_configuration.rule[].noncurrent_version_transition[].noncurrent_days':
    DAYS,
  'aws_s3_bucket_lifecycle_configuration.rule[].transition[].days': { ...DAYS, min: 0 },
  'aws_s3_bucket_logging.target_prefix': PREFIX,
  'aws_s3_bucket_object_lock_configuration.rule.default_retention.days': { min: 1, max: 36_500 },
  'aws_s3_bucket_object_lock_configuration.rule.default_retention.years': { min: 1, max: 100 },
  'aws_s3_bucket_replication_configuration.rule[].filter.prefix': PREFIX,
  'aws_s3_bucket_replication_configuration.rule[].id': { min: 1, max: 255 },
  'aws_s3_bucket_replication_configuration.rule[].priority': { min: 0, max: 2_147_483_647 },
  'aws_secretsmanager_secret.name': { pattern: '[A-Za-z0-9/_+=.@-]+' },
  'aws_secretsmanager_secret.recovery_window_in_days': {
    values: [0, ...Array.from({ length: 24 }, (_, index) => index + 7)],
  },
  'aws_sfn_state_machine.name': { pattern: '[A-Za-z0-9_-]+' },
  'aws_sns_topic.name': { min: 1, max: 256, pattern: '[A-Za-z0-9_-]+' },
  'aws_sns_topic_policy.policy': { max: 30_720 },
  'aws_sns_topic_subscription.protocol': { values: ['email'] },
  'aws_sqs_queue.message_retention_seconds': { min: 60, max: 1_209_600 },
  'aws_sqs_queue.name': { min: 1, max: 80, pattern: '[A-Za-z0-9_-]+' },
  'provider.default_tags[].tags.{key}': { min: 1, max: 128 },
  'provider.default_tags[].tags.{value}': { max: 256 },
};
