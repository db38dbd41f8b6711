/**
 * Settings that a resource can have only once, by the attribute that names the resource. A second one overwrites the
 * first, and destroying either of them removes the setting.
 *
 * @see AWS provider documentation of each type, which warns of a second one
 */
export const TARGETS: Readonly<Record<string, string>> = {
  aws_kms_key_policy: 'key_id',
  aws_lambda_function_event_invoke_config: 'function_name',
  aws_s3_bucket_accelerate_configuration: 'bucket',
  aws_s3_bucket_acl: 'bucket',
  aws_s3_bucket_cors_configuration: 'bucket',
  aws_s3_bucket_lifecycle_configuration: 'bucket',
  aws_s3_bucket_logging: 'bucket',
  aws_s3_bucket_notification: 'bucket',
  aws_s3_bucket_object_lock_configuration: 'bucket',
  aws_s3_bucket_ownership_controls: 'bucket',
  aws_s3_bucket_policy: 'bucket',
  aws_s3_bucket_public_access_block: 'bucket',
  aws_s3_bucket_replication_configuration: 'bucket',
  aws_s3_bucket_request_payment_configuration: 'bucket',
  aws_s3_bucket_server_side_encryption_configuration: 'bucket',
  aws_s3_bucket_versioning: 'bucket',
  aws_s3_bucket_website_configuration: 'bucket',
  aws_secretsmanager_secret_policy: 'secret_arn',
  aws_sns_topic_policy: 'arn',
  aws_sqs_queue_policy: 'queue_url',
};
