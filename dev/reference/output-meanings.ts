type Meanings = Readonly<Record<string, string>>;

/** The outputs that stores of every vendor can have. */
export const STORE_OUTPUTS: Meanings = {
  additional_prefixes: 'Further folders that the vendor writes to (`additionalPrefixes`).',
  alarm_topic_arn:
    'The SNS topic that gets the alarms: with `replication`, `integrity` or `alarms`.',
  integrity_function: 'The Lambda function of the weekly check (`integrity`).',
  integrity_off: 'Since when and why the check is switched off (`integrity.off`).',
  operations_key_arn:
    'The KMS key that encrypts secrets, alarms and reports. The vendor does not need it.',
  previous_prefixes: 'Folders that the vendor wrote to before (`previousPaths`).',
  previous_stacks: 'Ids of the stack before the store was renamed (`previousName`).',
  recordings_bucket: 'The bucket of the recordings.',
  recordings_key_arn:
    'The KMS key that encrypts the recordings. Always give a vendor this ARN, never an alias.',
  recordings_prefix: 'The folder that the vendor writes to.',
  replica_bucket: 'The bucket of the copies (`replication`).',
  replica_region: 'The region of the copies (`replication`).',
  replication_off:
    'Since when and why nothing is copied any more, and until when copies remain (`replication.off`).',
  report_bucket: 'The bucket of the reports, the manifest and the journals (`integrity`).',
  retention_days:
    'Days after an upload until which a recording is readable and recoverable, and by which it is gone.',
  retired: 'Since when and why the store is retired, and until when recordings remain (`retire`).',
  vendor: 'The name of the vendor.',
  vendor_api_secret:
    "The secret with the credentials for the vendor's API, which you write (`integrity` with `source: api`).",
};

/** The outputs of vendors, under the names of their settings pages, and those of the stacks of an environment. */
export const OUTPUT_MEANINGS: Meanings = {
  allow_api_access: "Whether recordings can be read through the vendor's API.",
  assume_role_arn: 'The role that the vendor assumes.',
  aws_s3_url: 'The S3 URL of the bucket, in the form that the vendor accepts.',
  bucket: 'The bucket of the recordings.',
  bucket_name: 'The bucket of the recordings.',
  bucket_region: 'The region of the bucket.',
  connection_endpoint: "The address of the vendor's API that creates the connection.",
  connection_payload: 'What is sent to it, without credentials.',
  deploy_role_arn: 'The role that workflows deploy with; `vars` of the repository name it.',
  external_id: 'The external id with which the vendor assumes the role.',
  include_metadata: 'Whether Include Metadata is on.',
  integration_name: 'The name of the integration.',
  kms_key_arn: 'The key that encrypts the recordings.',
  object_tags: 'Tags of each upload, as the header `x-amz-tagging` has them.',
  path: 'The folder that the vendor writes to, with a slash at both ends.',
  path_pattern: 'The file path pattern of the recording rule.',
  plan_role_arn: 'The role that workflows plan with, which only reads.',
  prefix: 'The folder that the vendor writes to.',
  region: 'The region of the bucket.',
  state_bucket: 'The bucket of the Terraform state.',
  state_key_arn: 'The KMS key that encrypts it; bootstrap writes it into the environment file.',
  store_compositions: 'Whether compositions are stored here.',
  store_recordings: 'Whether recordings are stored here.',
  user_name: 'The IAM user whose access key the vendor gets from `callvault connect`, or by hand.',
  vendor_region: "The store's region as the vendor names or numbers it.",
};
