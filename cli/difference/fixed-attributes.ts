/** Of a resource that is one setting of a bucket. */
const SETTING = ['bucket', 'expected_bucket_owner'];

/**
 * Attributes that cannot be changed in place: Terraform replaces the resource.
 *
 * @see Terraform AWS provider, the pages of the resources, "Forces new resource"
 */
export const FIXED_ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  aws_cloudwatch_event_rule: ['name'],
  aws_cloudwatch_event_target: ['rule', 'target_id'],
  aws_cloudwatch_log_group: ['name'],
  aws_cloudwatch_metric_alarm: ['alarm_name'],
  aws_iam_group_policy: ['name', 'group'],
  aws_iam_openid_connect_provider: ['url'],
  aws_iam_role: ['name', 'path'],
  aws_iam_role_policy: ['name', 'role'],
  aws_iam_role_policy_attachment: ['role', 'policy_arn'],
  aws_iam_user_policy: ['name', 'user'],
  aws_kms_alias: ['name'],
  aws_kms_key: ['customer_master_key_spec', 'custom_key_store_id', 'key_usage', 'multi_region'],
  aws_lambda_function: ['function_name'],
  aws_s3_bucket: ['bucket', 'bucket_prefix', 'object_lock_enabled'],
  aws_s3_bucket_cors_configuration: SETTING,
  aws_s3_bucket_inventory: ['bucket', 'name'],
  aws_s3_bucket_lifecycle_configuration: SETTING,
  aws_s3_bucket_logging: SETTING,
  aws_s3_bucket_object_lock_configuration: SETTING,
  aws_s3_bucket_ownership_controls: ['bucket'],
  aws_s3_bucket_policy: ['bucket'],
  aws_s3_bucket_public_access_block: ['bucket'],
  aws_s3_bucket_replication_configuration: ['bucket'],
  aws_s3_bucket_request_payment_configuration: SETTING,
  aws_s3_bucket_server_side_encryption_configuration: SETTING,
  aws_s3_bucket_versioning: SETTING,
  aws_secretsmanager_secret: ['name'],
  aws_sns_topic: ['name'],
  aws_sqs_queue: ['name'],
  terraform_data: ['triggers_replace'],
};
