/** Actions of one service, and the resources they are for. */
export interface ServiceActions {
  /** Name of the service in a Sid, e.g. `Buckets`. */
  readonly name: string;
  /** ARN patterns, with the placeholders of {@link ArnValues}. */
  readonly resources: readonly string[];
  /** What `terraform plan` calls. @default - nothing */
  readonly read?: readonly string[];
  /** What `terraform apply` calls. @default - nothing: the resources are only read */
  readonly write?: readonly string[];
  /** What it calls for roles and users that have the permissions boundary, and for no others. @default - nothing */
  readonly bounded?: readonly string[];
}

/**
 * What the AWS provider calls for the resources of callvault's stacks, per service besides IAM. No action reads an object or the
 * value of a secret, or decrypts anything.
 *
 * The resources are those of the environment: most names that callvault gives end with the environment's, so that a new
 * store rarely requires another deployment of the stack with these roles, which is deployed by hand.
 *
 * @see Service Authorization Reference, for the actions and their resources
 */
export const SERVICE_ACTIONS: readonly ServiceActions[] = [
  {
    name: 'Buckets',
    resources: ['arn:{partition}:s3:::{bucket}'],
    read: [
      's3:GetAccelerateConfiguration',
      's3:GetBucketAcl',
      's3:GetBucketCORS',
      's3:GetBucketLocation',
      's3:GetBucketLogging',
      's3:GetBucketNotification',
      's3:GetBucketObjectLockConfiguration',
      's3:GetBucketOwnershipControls',
      's3:GetBucketPolicy',
      's3:GetBucketPublicAccessBlock',
      's3:GetBucketRequestPayment',
      's3:GetBucketTagging',
      's3:GetBucketVersioning',
      's3:GetBucketWebsite',
      's3:GetEncryptionConfiguration',
      's3:GetInventoryConfiguration',
      's3:GetLifecycleConfiguration',
      's3:GetReplicationConfiguration',
      's3:ListBucket',
      's3:ListTagsForResource',
    ],
    write: [
      's3:CreateBucket',
      's3:DeleteBucket',
      's3:DeleteBucketPolicy',
      's3:PutBucketLogging',
      's3:PutBucketNotification',
      's3:PutBucketObjectLockConfiguration',
      's3:PutBucketOwnershipControls',
      's3:PutBucketPolicy',
      's3:PutBucketPublicAccessBlock',
      's3:PutBucketTagging',
      's3:PutBucketVersioning',
      's3:PutEncryptionConfiguration',
      's3:PutInventoryConfiguration',
      's3:PutLifecycleConfiguration',
      's3:PutReplicationConfiguration',
      's3:TagResource',
      's3:UntagResource',
    ],
  },
  {
    name: 'Keys',
    resources: ['arn:{partition}:kms:*:{account}:key/*'],
    read: [
      'kms:DescribeKey',
      'kms:GetKeyPolicy',
      'kms:GetKeyRotationStatus',
      'kms:ListResourceTags',
    ],
  },
  {
    // Calls for both: the alias decides. Rotation is turned on before a new key has an alias, and harms no key.
    name: 'Aliases',
    resources: [
      'arn:{partition}:kms:*:{account}:key/*',
      'arn:{partition}:kms:*:{account}:alias/*-{environment}-operations',
      'arn:{partition}:kms:*:{account}:alias/*-{environment}-recordings',
      'arn:{partition}:kms:*:{account}:alias/*-{environment}-replica',
    ],
    write: ['kms:CreateAlias', 'kms:DeleteAlias', 'kms:UpdateAlias', 'kms:EnableKeyRotation'],
  },
  {
    name: 'Secrets',
    resources: ['arn:{partition}:secretsmanager:*:{account}:secret:callvault/*-{environment}/*'],
    read: ['secretsmanager:DescribeSecret', 'secretsmanager:GetResourcePolicy'],
    write: [
      'secretsmanager:CreateSecret',
      'secretsmanager:DeleteSecret',
      'secretsmanager:DeleteResourcePolicy',
      'secretsmanager:PutResourcePolicy',
      // callvault deploy restores a secret of a store that was destroyed less than 30 days ago.
      'secretsmanager:RestoreSecret',
      'secretsmanager:TagResource',
      'secretsmanager:UntagResource',
      'secretsmanager:UpdateSecret',
    ],
  },
  {
    name: 'Functions',
    resources: [
      'arn:{partition}:lambda:*:{account}:function:integrity-*-{environment}',
      'arn:{partition}:lambda:*:{account}:function:arrivals-*-{environment}',
    ],
    read: [
      'lambda:GetFunction',
      'lambda:GetFunctionCodeSigningConfig',
      'lambda:GetPolicy',
      'lambda:GetFunctionEventInvokeConfig',
      'lambda:ListVersionsByFunction',
      'lambda:ListTags',
    ],
    write: [
      'lambda:AddPermission',
      'lambda:CreateFunction',
      'lambda:DeleteFunction',
      'lambda:DeleteFunctionConcurrency',
      'lambda:DeleteFunctionEventInvokeConfig',
      'lambda:PutFunctionConcurrency',
      'lambda:PutFunctionEventInvokeConfig',
      'lambda:RemovePermission',
      'lambda:TagResource',
      'lambda:UntagResource',
      'lambda:UpdateFunctionCode',
      'lambda:UpdateFunctionConfiguration',
    ],
  },
  {
    name: 'StateMachines',
    resources: ['arn:{partition}:states:*:{account}:stateMachine:integrity-*-{environment}'],
    read: [
      'states:DescribeStateMachine',
      'states:ListStateMachineVersions',
      'states:ListTagsForResource',
    ],
    write: [
      'states:CreateStateMachine',
      'states:DeleteStateMachine',
      'states:TagResource',
      'states:UntagResource',
      'states:UpdateStateMachine',
    ],
  },
  {
    name: 'Rules',
    resources: [
      'arn:{partition}:events:*:{account}:rule/integrity-*-{environment}-check',
      'arn:{partition}:events:*:{account}:rule/integrity-*-{environment}-heartbeat',
      'arn:{partition}:events:*:{account}:rule/arrivals-*-{environment}-hourly',
      'arn:{partition}:events:*:{account}:rule/arrivals-*-{environment}-objects',
    ],
    read: ['events:DescribeRule', 'events:ListTagsForResource', 'events:ListTargetsByRule'],
    write: [
      'events:DeleteRule',
      'events:PutRule',
      'events:PutTargets',
      'events:RemoveTargets',
      'events:TagResource',
      'events:UntagResource',
    ],
  },
  {
    name: 'Logs',
    // IAM authorizes some of the calls for the group, and some for its streams.
    resources: [
      'arn:{partition}:logs:*:{account}:log-group:/aws/lambda/integrity-*-{environment}',
      'arn:{partition}:logs:*:{account}:log-group:/aws/lambda/integrity-*-{environment}:*',
      'arn:{partition}:logs:*:{account}:log-group:/aws/lambda/arrivals-*-{environment}',
      'arn:{partition}:logs:*:{account}:log-group:/aws/lambda/arrivals-*-{environment}:*',
      'arn:{partition}:logs:*:{account}:log-group:/aws/vendedlogs/states/integrity-*-{environment}',
      'arn:{partition}:logs:*:{account}:log-group:/aws/vendedlogs/states/integrity-*-{environment}:*',
    ],
    read: ['logs:ListTagsForResource'],
    write: [
      'logs:AssociateKmsKey',
      'logs:CreateLogGroup',
      'logs:DeleteLogGroup',
      'logs:DeleteRetentionPolicy',
      'logs:DisassociateKmsKey',
      'logs:PutRetentionPolicy',
      'logs:TagResource',
      'logs:UntagResource',
    ],
  },
  {
    // A call that names alarms is authorized for all of them.
    name: 'AllAlarms',
    resources: ['arn:{partition}:cloudwatch:*:{account}:alarm:*'],
    read: ['cloudwatch:DescribeAlarms'],
  },
  {
    name: 'Alarms',
    resources: [
      'arn:{partition}:cloudwatch:*:{account}:alarm:*-{environment}-arrivals-*',
      'arn:{partition}:cloudwatch:*:{account}:alarm:*-{environment}-integrity-*',
      'arn:{partition}:cloudwatch:*:{account}:alarm:*-{environment}-replication-*',
    ],
    read: ['cloudwatch:ListTagsForResource'],
    write: [
      'cloudwatch:DeleteAlarms',
      'cloudwatch:PutMetricAlarm',
      'cloudwatch:TagResource',
      'cloudwatch:UntagResource',
    ],
  },
  {
    name: 'Dashboards',
    resources: ['arn:{partition}:cloudwatch::{account}:dashboard/*-{environment}-recordings'],
    read: ['cloudwatch:GetDashboard'],
    write: ['cloudwatch:DeleteDashboards', 'cloudwatch:PutDashboard'],
  },
  {
    name: 'Topics',
    // The second is a subscription.
    resources: [
      'arn:{partition}:sns:*:{account}:*-{environment}-alarms',
      'arn:{partition}:sns:*:{account}:*-{environment}-alarms:*',
    ],
    read: ['sns:GetSubscriptionAttributes', 'sns:GetTopicAttributes', 'sns:ListTagsForResource'],
    write: [
      'sns:CreateTopic',
      'sns:DeleteTopic',
      'sns:SetSubscriptionAttributes',
      'sns:SetTopicAttributes',
      'sns:Subscribe',
      'sns:TagResource',
      'sns:Unsubscribe',
      'sns:UntagResource',
    ],
  },
  {
    name: 'Queues',
    resources: [
      'arn:{partition}:sqs:*:{account}:integrity-*-{environment}-failed',
      'arn:{partition}:sqs:*:{account}:arrivals-*-{environment}-failed',
    ],
    read: ['sqs:GetQueueAttributes', 'sqs:ListQueueTags'],
    write: [
      'sqs:CreateQueue',
      'sqs:DeleteQueue',
      'sqs:SetQueueAttributes',
      'sqs:TagQueue',
      'sqs:UntagQueue',
    ],
  },
  {
    name: 'WithoutResource',
    resources: ['*'],
    read: ['kms:ListAliases', 'logs:DescribeLogGroups', 'states:ValidateStateMachineDefinition'],
  },
];
