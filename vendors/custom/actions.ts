/** What a vendor may be granted on a bucket: to list it and to read its settings, nothing that changes them. */
export const BUCKET_ACTIONS = [
  's3:ListBucket',
  's3:ListBucketVersions',
  's3:ListBucketMultipartUploads',
  's3:ListAllMyBuckets',
  's3:GetBucketLocation',
  's3:GetBucketVersioning',
  's3:GetBucketAcl',
  's3:GetBucketPolicy',
  's3:GetEncryptionConfiguration',
  's3:GetBucketObjectLockConfiguration',
] as const;

/** What a vendor may be granted on objects: never the deletion of a version, nor its retention. */
export const OBJECT_ACTIONS = [
  's3:PutObject',
  's3:PutObjectAcl',
  's3:PutObjectTagging',
  's3:GetObject',
  's3:GetObjectAcl',
  's3:GetObjectVersion',
  's3:GetObjectTagging',
  's3:GetObjectAttributes',
  's3:DeleteObject',
  's3:AbortMultipartUpload',
  's3:ListMultipartUploadParts',
] as const;

/** What a vendor may be granted with the recordings' key. */
export const KEY_ACTIONS = [
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
  'kms:ReEncrypt*',
  'kms:GenerateDataKey*',
  'kms:CreateGrant',
] as const;

/** Applies to the account, and shows the names of all its buckets. */
export const LIST_ALL_BUCKETS = 's3:ListAllMyBuckets';

/** Lets an AWS service get the key for a service-linked role. */
export const CREATE_GRANT = 'kms:CreateGrant';

/** Reach further than the others, so a pattern does not include them. */
const NAMED_ONLY: readonly string[] = [LIST_ALL_BUCKETS, CREATE_GRANT];

/** A pattern of actions, as in a policy: the first letters of a verb, then wildcards. */
export const ACTION_PATTERN = /^(s3|kms):[A-Za-z]+[*?][A-Za-z*?]*$/;

/**
 * The allowed actions that a name or pattern stands for; none when it stands for no allowed action.
 *
 * @see IAM User Guide, "IAM JSON policy elements: Action": the names are not case-sensitive
 */
export function actionsOf(pattern: string, allowed: readonly string[]): readonly string[] {
  if (allowed.includes(pattern)) return [pattern];
  const body = pattern.replaceAll('*', '.*').replaceAll('?', '.');
  const matching = RegExp(`^${body}$`, 'i');
  return allowed.filter(
    (action) => matching.test(action) && !action.endsWith('*') && !NAMED_ONLY.includes(action),
  );
}

/** The actions of a list of names and patterns, each once. */
export function expandActions(patterns: readonly string[], allowed: readonly string[]): string[] {
  return [...new Set(patterns.flatMap((pattern) => actionsOf(pattern, allowed)))];
}
