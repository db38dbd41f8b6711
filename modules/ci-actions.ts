/** Actions of one service, and the resources they are for. */
export interface ServiceActions {
  /** Name of the service in a Sid, e.g. `Buckets`. */
  readonly name: string;
  /** ARN patterns in which `{partition}` and `{account}` stand for those of the account. */
  readonly resources: readonly string[];
  /** What `terraform plan` calls. */
  readonly read: readonly string[];
  /** What `terraform apply` calls. @default - nothing: the resources are only read */
  readonly write?: readonly string[];
}

/**
 * What the AWS provider calls for the resources of callvault's stacks, per service. No action reads an object or the
 * value of a secret, or decrypts anything.
 *
 * The resources are all of the account, not only those of the stores: the stack with these roles is deployed
 * by hand, and a new store must not require another deployment of it.
 *
 * @see Service Authorization Reference, for the actions and their resources
 */
export const SERVICE_ACTIONS: readonly ServiceActions[] = [
  {
    name: 'Buckets',
    resources: ['arn:{partition}:s3:::*'],
    read: [
      's3:GetAccelerateConfiguration',
      's3:GetBucketAcl',
      's3:GetBucketCORS',
      's3:GetBucketLocation',
      's3:GetBucketLogging',
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
    resources: ['arn:{partition}:kms:*:{account}:key/*', 'arn:{partition}:kms:*:{account}:alias/*'],
    read: [
      'kms:DescribeKey',
      'kms:GetKeyPolicy',
      'kms:GetKeyRotationStatus',
      'kms:ListResourceTags',
    ],
    write: [
      'kms:CreateAlias',
      'kms:DeleteAlias',
      'kms:UpdateAlias',
      'kms:EnableKeyRotation',
      'kms:PutKeyPolicy',
      'kms:ScheduleKeyDeletion',
      'kms:TagResource',
      'kms:UntagResource',
      'kms:UpdateKeyDescription',
    ],
  },
  {
    name: 'Identities',
    resources: [
      'arn:{partition}:iam::{account}:role/*',
      'arn:{partition}:iam::{account}:user/*',
      'arn:{partition}:iam::{account}:group/*',
      'arn:{partition}:iam::{account}:oidc-provider/*',
    ],
    read: [
      'iam:GetGroup',
      'iam:GetGroupPolicy',
      'iam:GetOpenIDConnectProvider',
      'iam:GetRole',
      'iam:GetRolePolicy',
      'iam:GetUser',
      'iam:ListAttachedRolePolicies',
      'iam:ListInstanceProfilesForRole',
      'iam:ListRolePolicies',
      'iam:ListGroupsForUser',
    ],
    write: [
      'iam:AddClientIDToOpenIDConnectProvider',
      'iam:AddUserToGroup',
      'iam:CreateGroup',
      'iam:CreateOpenIDConnectProvider',
      'iam:CreateRole',
      'iam:CreateUser',
      'iam:DeleteGroup',
      'iam:DeleteGroupPolicy',
      'iam:DeleteOpenIDConnectProvider',
      'iam:DeleteRole',
      'iam:DeleteRolePolicy',
      'iam:DeleteUser',
      'iam:PutGroupPolicy',
      'iam:PutRolePolicy',
      'iam:RemoveClientIDFromOpenIDConnectProvider',
      'iam:RemoveUserFromGroup',
      'iam:TagOpenIDConnectProvider',
      'iam:TagRole',
      'iam:TagUser',
      'iam:UntagOpenIDConnectProvider',
      'iam:UntagRole',
      'iam:UntagUser',
      'iam:UpdateAssumeRolePolicy',
      'iam:UpdateRole',
      'iam:UpdateRoleDescription',
    ],
  },
  {
    name: 'Secrets',
    resources: ['arn:{partition}:secretsmanager:*:{account}:secret:*'],
    read: ['secretsmanager:DescribeSecret', 'secretsmanager:GetResourcePolicy'],
    write: [
      'secretsmanager:CreateSecret',
      'secretsmanager:DeleteSecret',
      'secretsmanager:DeleteResourcePolicy',
      'secretsmanager:PutResourcePolicy',
      'secretsmanager:TagResource',
      'secretsmanager:UntagResource',
      'secretsmanager:UpdateSecret',
    ],
  },
  {
    name: 'Functions',
    resources: ['arn:{partition}:lambda:*:{account}:function:*'],
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
    resources: ['arn:{partition}:states:*:{account}:stateMachine:*'],
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
    resources: ['arn:{partition}:events:*:{account}:rule/*'],
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
    resources: ['arn:{partition}:logs:*:{account}:log-group:*'],
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
    name: 'Alarms',
    resources: ['arn:{partition}:cloudwatch:*:{account}:alarm:*'],
    read: ['cloudwatch:DescribeAlarms', 'cloudwatch:ListTagsForResource'],
    write: [
      'cloudwatch:DeleteAlarms',
      'cloudwatch:PutMetricAlarm',
      'cloudwatch:TagResource',
      'cloudwatch:UntagResource',
    ],
  },
  {
    name: 'Topics',
    resources: ['arn:{partition}:sns:*:{account}:*'],
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
    resources: ['arn:{partition}:sqs:*:{account}:*'],
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
    write: ['kms:CreateKey'],
  },
];
