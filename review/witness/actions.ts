/** What an action is authorized for. */
export type ResourceKind = 'object' | 'bucket' | 'key' | 'role' | 'secret' | 'topic' | 'queue';

/**
 * The actions that examples are made of, by the resource that IAM authorizes them for; the most severe first, because
 * a pattern such as `s3:*` is shown with the first that it matches.
 *
 * @see Service Authorization Reference, the tables of actions of S3, KMS, STS, Secrets Manager, SNS and SQS
 */
const ACTIONS: Readonly<Record<ResourceKind, string>> = {
  object: `s3:GetObject s3:PutObject s3:DeleteObject s3:DeleteObjectVersion s3:GetObjectVersion s3:PutObjectAcl
    s3:PutObjectVersionAcl s3:BypassGovernanceRetention s3:PutObjectRetention s3:PutObjectLegalHold s3:PutObjectTagging
    s3:PutObjectVersionTagging s3:DeleteObjectTagging s3:RestoreObject s3:ReplicateObject s3:ReplicateDelete
    s3:ReplicateTags s3:AbortMultipartUpload s3:ListMultipartUploadParts s3:GetObjectVersionForReplication
    s3:GetObjectAcl s3:GetObjectVersionAcl s3:GetObjectTagging s3:GetObjectVersionTagging s3:GetObjectRetention
    s3:GetObjectLegalHold s3:GetObjectAttributes s3:ObjectOwnerOverrideToBucketOwner`,
  bucket: `s3:ListBucket s3:PutBucketPolicy s3:DeleteBucketPolicy s3:PutLifecycleConfiguration s3:PutBucketVersioning
    s3:PutBucketObjectLockConfiguration s3:PutReplicationConfiguration s3:PutEncryptionConfiguration
    s3:PutBucketPublicAccessBlock s3:PutBucketOwnershipControls s3:PutBucketAcl s3:PutBucketLogging
    s3:PutBucketNotification s3:DeleteBucket s3:ListBucketVersions s3:ListBucketMultipartUploads s3:GetBucketLocation
    s3:GetBucketPolicy s3:GetBucketVersioning s3:GetLifecycleConfiguration s3:GetReplicationConfiguration
    s3:GetEncryptionConfiguration s3:GetBucketObjectLockConfiguration`,
  key: `kms:Decrypt kms:GenerateDataKey kms:Encrypt kms:PutKeyPolicy kms:ScheduleKeyDeletion kms:DisableKey kms:CreateGrant
    kms:ReEncryptFrom kms:ReEncryptTo kms:GenerateDataKeyWithoutPlaintext kms:CancelKeyDeletion kms:EnableKey
    kms:RevokeGrant kms:DescribeKey kms:GetKeyPolicy kms:ListGrants kms:GetKeyRotationStatus kms:EnableKeyRotation
    kms:DisableKeyRotation kms:TagResource kms:UntagResource kms:UpdateKeyDescription`,
  role: 'sts:AssumeRole sts:AssumeRoleWithWebIdentity sts:AssumeRoleWithSAML',
  secret: `secretsmanager:GetSecretValue secretsmanager:PutSecretValue secretsmanager:DeleteSecret
    secretsmanager:PutResourcePolicy secretsmanager:UpdateSecret secretsmanager:DescribeSecret`,
  topic:
    'sns:Publish sns:Subscribe sns:DeleteTopic sns:SetTopicAttributes sns:AddPermission sns:RemovePermission',
  queue:
    'sqs:SendMessage sqs:ReceiveMessage sqs:DeleteMessage sqs:PurgeQueue sqs:DeleteQueue sqs:SetQueueAttributes',
};

/** An action, as IAM names it, and what it is authorized for. */
export interface KnownAction {
  readonly name: string;
  readonly kind: ResourceKind;
}

/** Every action that examples are made of. */
export const KNOWN_ACTIONS: readonly KnownAction[] = (
  Object.entries(ACTIONS) as [ResourceKind, string][]
).flatMap(([kind, names]) =>
  names.split(/\s+/).map((name) => {
    return { name, kind };
  }),
);

/**
 * What S3 does with the key of a bucket for a request.
 *
 * @see Amazon S3 User Guide, "Using server-side encryption with AWS KMS keys"
 */
export const KEY_ACTIONS: Readonly<Record<string, string>> = {
  's3:GetObject': 'kms:Decrypt',
  's3:GetObjectVersion': 'kms:Decrypt',
  's3:PutObject': 'kms:GenerateDataKey',
};
