import { viaService } from '../core/region';
import type { Authorization, Context } from './decide';
import type { BucketPolicy, KeyPolicy, Principal, SecretPolicy, StackPolicies } from './policies';

/** What S3 authorizes for an operation on an object or a bucket. */
export interface S3Operation {
  /** As IAM names it, e.g. `s3:PutObject`. */
  readonly action: string;
  /** The type of resource that IAM authorizes the action for. */
  readonly on: 'object' | 'bucket';
  /** The KMS actions that S3 calls for the caller. @default - none */
  readonly key?: readonly string[];
}

/**
 * The operations of the truth tables, in the terms of IAM.
 *
 * @see Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3"
 * @see Amazon S3 User Guide, "Multipart upload API and permissions": with KMS, the parts are read
 *   back to be put together, which takes kms:Decrypt
 */
export const S3_OPERATIONS = {
  put: { action: 's3:PutObject', on: 'object', key: ['kms:GenerateDataKey'] },
  /** What S3 itself decides of it, whatever the key's policy says. */
  'put, key aside': { action: 's3:PutObject', on: 'object' },
  'put in parts': {
    action: 's3:PutObject',
    on: 'object',
    key: ['kms:GenerateDataKey', 'kms:Decrypt'],
  },
  'abort upload': { action: 's3:AbortMultipartUpload', on: 'object' },
  'list parts': { action: 's3:ListMultipartUploadParts', on: 'object' },
  'put acl': { action: 's3:PutObjectAcl', on: 'object' },
  'put tags': { action: 's3:PutObjectTagging', on: 'object' },
  'put retention': { action: 's3:PutObjectRetention', on: 'object' },
  hold: { action: 's3:PutObjectLegalHold', on: 'object' },
  restore: { action: 's3:RestoreObject', on: 'object' },
  get: { action: 's3:GetObject', on: 'object', key: ['kms:Decrypt'] },
  head: { action: 's3:GetObject', on: 'object' },
  'get version': { action: 's3:GetObjectVersion', on: 'object', key: ['kms:Decrypt'] },
  delete: { action: 's3:DeleteObject', on: 'object' },
  'delete version': { action: 's3:DeleteObjectVersion', on: 'object' },
  'bypass lock': { action: 's3:BypassGovernanceRetention', on: 'object' },
  list: { action: 's3:ListBucket', on: 'bucket' },
  'list versions': { action: 's3:ListBucketVersions', on: 'bucket' },
  'list uploads': { action: 's3:ListBucketMultipartUploads', on: 'bucket' },
  locate: { action: 's3:GetBucketLocation', on: 'bucket' },
  'put lifecycle': { action: 's3:PutLifecycleConfiguration', on: 'bucket' },
  'put versioning': { action: 's3:PutBucketVersioning', on: 'bucket' },
  'read object lock': { action: 's3:GetBucketObjectLockConfiguration', on: 'bucket' },
  'put lock': { action: 's3:PutBucketObjectLockConfiguration', on: 'bucket' },
  'put policy': { action: 's3:PutBucketPolicy', on: 'bucket' },
  'read for replication': {
    action: 's3:GetObjectVersionForReplication',
    on: 'object',
    key: ['kms:Decrypt'],
  },
  'read lock': { action: 's3:GetObjectRetention', on: 'object' },
  replicate: {
    action: 's3:ReplicateObject',
    on: 'object',
    key: ['kms:Encrypt', 'kms:GenerateDataKey'],
  },
  'replicate tags': { action: 's3:ReplicateTags', on: 'object' },
  'replicate deletion': { action: 's3:ReplicateDelete', on: 'object' },
  'read replication': { action: 's3:GetReplicationConfiguration', on: 'bucket' },
  'delete bucket': { action: 's3:DeleteBucket', on: 'bucket' },
} as const satisfies Record<string, S3Operation>;

export type S3OperationName = keyof typeof S3_OPERATIONS;

/** The headers of an upload that policies can compare. */
export interface UploadHeaders {
  /** `x-amz-server-side-encryption`. @default - absent: the bucket's default applies */
  readonly encryption?: string;
  /** `x-amz-server-side-encryption-aws-kms-key-id`. @default - absent */
  readonly keyArn?: string;
  /** `x-amz-server-side-encryption-customer-algorithm`. @default - absent */
  readonly customerAlgorithm?: string;
  /** `x-amz-acl`. @default - absent */
  readonly acl?: string;
  /** `x-amz-server-side-encryption-bucket-key-enabled`. @default true, as the bucket says */
  readonly bucketKey?: boolean;
}

/** A request to S3. */
export interface S3Request {
  readonly operation: S3Operation;
  readonly bucket: BucketPolicy;
  /** The object's key; for a list, its prefix. Other operations on a bucket ignore it. */
  readonly object: string;
  readonly headers: UploadHeaders;
}

const HEADER_KEYS = {
  encryption: 's3:x-amz-server-side-encryption',
  keyArn: 's3:x-amz-server-side-encryption-aws-kms-key-id',
  customerAlgorithm: 's3:x-amz-server-side-encryption-customer-algorithm',
  acl: 's3:x-amz-acl',
} as const;

/** Operations that list keys: they name a prefix instead of an object's key. */
const LISTS = new Set(['s3:ListBucket', 's3:ListBucketVersions']);

/** Everything that AWS authorizes for a request to S3: the request, and S3's use of the key for it. */
export function s3Authorizations(
  stack: StackPolicies,
  request: S3Request,
  context: Context,
): Authorization[] {
  const { operation, bucket, object, headers } = request;
  const resource = operation.on === 'bucket' ? bucket.arn : `${bucket.arn}/${object}`;
  const sent = Object.entries(HEADER_KEYS).flatMap(([name, key]) => {
    const value = headers[name as keyof typeof HEADER_KEYS];
    return value === undefined ? [] : [[key, value] as const];
  });
  const s3: Authorization = {
    action: operation.action,
    resource,
    account: stack.account,
    resourcePolicy: bucket.policy,
    context: {
      ...context,
      ...Object.fromEntries(sent),
      ...(LISTS.has(operation.action) && { 's3:prefix': object }),
    },
  };
  const key = keyOf(stack, bucket, headers);
  if (!key) return [s3];
  const encrypted = headers.bucketKey === false ? `${bucket.arn}/${object}` : bucket.arn;
  const used = (operation.key ?? []).map((action) =>
    keyAuthorization(stack, key, {
      action,
      service: 's3',
      context: { 'kms:EncryptionContext:aws:s3:arn': encrypted },
    }),
  );
  return [s3, ...used];
}

/** The key of the stack that S3 would use; undefined for S3's own, the client's, or a foreign one. */
function keyOf(
  stack: StackPolicies,
  bucket: BucketPolicy,
  { encryption, keyArn, customerAlgorithm }: UploadHeaders,
): KeyPolicy | undefined {
  const own = encryption !== undefined || customerAlgorithm !== undefined;
  const arn = own ? keyArn : (keyArn ?? bucket.keyArn);
  return stack.keys.find((key) => key.arn === arn);
}

/** A use of a key, by the caller or by a service for the caller. */
export interface KeyUseRequest {
  /** e.g. `kms:Decrypt`. */
  readonly action: string;
  /** The service that calls KMS for the caller. @default - the caller itself */
  readonly service?: string;
  /** The region of that service. @default - the key's */
  readonly region?: string;
  /** Condition keys, e.g. the encryption context. @default - none */
  readonly context?: Context;
}

/**
 * What KMS authorizes.
 *
 * @see AWS KMS Developer Guide, "Condition keys for AWS KMS": `kms:ViaService`
 */
export function keyAuthorization(
  stack: StackPolicies,
  key: KeyPolicy,
  { action, service, region = regionOf(key), context = {} }: KeyUseRequest,
): Authorization {
  return {
    action,
    resource: key.arn,
    account: stack.account,
    resourcePolicy: key.policy,
    context: {
      ...context,
      'aws:ViaAWSService': String(service !== undefined),
      ...(service !== undefined && { 'kms:ViaService': viaService(service, region) }),
    },
  };
}

function regionOf({ arn }: KeyPolicy): string {
  return arn.split(':')[3] ?? '';
}

/** The condition keys of a request to a service other than S3. */
export function withoutS3(context: Context): Context {
  return Object.fromEntries(Object.entries(context).filter(([key]) => !key.startsWith('s3:')));
}

/** Reading a secret: Secrets Manager's authorization, and its use of the key. */
export function secretAuthorizations(
  stack: StackPolicies,
  secret: SecretPolicy,
  context: Context,
): Authorization[] {
  const key = stack.keys.find(({ arn }) => arn === secret.keyArn);
  return [
    {
      action: 'secretsmanager:GetSecretValue',
      resource: secret.arn,
      account: stack.account,
      resourcePolicy: secret.policy,
      context,
    },
    ...(key
      ? [keyAuthorization(stack, key, { action: 'kms:Decrypt', service: 'secretsmanager' })]
      : []),
  ];
}

/** Assuming a role of the stack. */
export function assumeAuthorization(
  stack: StackPolicies,
  role: Principal,
  { action, context }: { action: string; context: Context },
): Authorization {
  return {
    action,
    resource: role.arn,
    account: stack.account,
    resourcePolicy: role.trust,
    context,
  };
}
