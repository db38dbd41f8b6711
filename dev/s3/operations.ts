import type { LocalRequest } from '../exchange';
import { tryFindHeader } from '../headers';
import type { S3Address } from './address';

/** Operations by the subresource in the query, and then by method; the empty name stands for none. */
type Operations = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * S3's operations on objects.
 *
 * @see Amazon S3 API Reference, "Actions"
 */
const OBJECT: Operations = {
  '': { GET: 'GetObject', HEAD: 'HeadObject', PUT: 'PutObject', DELETE: 'DeleteObject' },
  acl: { GET: 'GetObjectAcl', PUT: 'PutObjectAcl' },
  attributes: { GET: 'GetObjectAttributes' },
  'legal-hold': { GET: 'GetObjectLegalHold', PUT: 'PutObjectLegalHold' },
  restore: { POST: 'RestoreObject' },
  retention: { GET: 'GetObjectRetention', PUT: 'PutObjectRetention' },
  select: { POST: 'SelectObjectContent' },
  tagging: { GET: 'GetObjectTagging', PUT: 'PutObjectTagging', DELETE: 'DeleteObjectTagging' },
  torrent: { GET: 'GetObjectTorrent' },
  uploads: { POST: 'CreateMultipartUpload' },
  uploadId: {
    GET: 'ListParts',
    PUT: 'UploadPart',
    POST: 'CompleteMultipartUpload',
    DELETE: 'AbortMultipartUpload',
  },
};

/** A setting of a bucket that is read, put and deleted. */
const setting = (name: string, deleted = name) => ({
  GET: `Get${name}`,
  PUT: `Put${name}`,
  DELETE: `Delete${deleted}`,
});

/** A setting of which a bucket can have many. With `id`, one of them is meant. */
const listed = (name: string) => setting(`Bucket${name}Configuration`);

/** S3's operations on buckets. */
const BUCKET: Operations = {
  '': { GET: 'ListObjects', HEAD: 'HeadBucket', PUT: 'CreateBucket', DELETE: 'DeleteBucket' },
  accelerate: {
    GET: 'GetBucketAccelerateConfiguration',
    PUT: 'PutBucketAccelerateConfiguration',
  },
  acl: { GET: 'GetBucketAcl', PUT: 'PutBucketAcl' },
  analytics: listed('Analytics'),
  cors: setting('BucketCors'),
  delete: { POST: 'DeleteObjects' },
  encryption: setting('BucketEncryption'),
  'intelligent-tiering': listed('IntelligentTiering'),
  inventory: listed('Inventory'),
  lifecycle: setting('BucketLifecycleConfiguration', 'BucketLifecycle'),
  'list-type': { GET: 'ListObjectsV2' },
  location: { GET: 'GetBucketLocation' },
  logging: { GET: 'GetBucketLogging', PUT: 'PutBucketLogging' },
  metrics: listed('Metrics'),
  notification: {
    GET: 'GetBucketNotificationConfiguration',
    PUT: 'PutBucketNotificationConfiguration',
  },
  'object-lock': { GET: 'GetObjectLockConfiguration', PUT: 'PutObjectLockConfiguration' },
  ownershipControls: setting('BucketOwnershipControls'),
  policy: setting('BucketPolicy'),
  policyStatus: { GET: 'GetBucketPolicyStatus' },
  publicAccessBlock: setting('PublicAccessBlock'),
  replication: setting('BucketReplication'),
  requestPayment: { GET: 'GetBucketRequestPayment', PUT: 'PutBucketRequestPayment' },
  tagging: setting('BucketTagging'),
  uploads: { GET: 'ListMultipartUploads' },
  versioning: { GET: 'GetBucketVersioning', PUT: 'PutBucketVersioning' },
  versions: { GET: 'ListObjectVersions' },
  website: setting('BucketWebsite'),
};

const RESPONSE =
  'response-cache-control response-content-disposition response-content-encoding response-content-language response-content-type response-expires';

/** Parameters that an operation takes besides its subresource. Any other parameter makes a request unknown. */
const PARAMETERS: Readonly<Record<string, string>> = {
  GetObject: `versionId partNumber ${RESPONSE}`,
  HeadObject: `versionId partNumber ${RESPONSE}`,
  DeleteObject: 'versionId',
  GetObjectAcl: 'versionId',
  PutObjectAcl: 'versionId',
  GetObjectAttributes: 'versionId',
  GetObjectLegalHold: 'versionId',
  PutObjectLegalHold: 'versionId',
  GetObjectRetention: 'versionId',
  PutObjectRetention: 'versionId',
  GetObjectTagging: 'versionId',
  PutObjectTagging: 'versionId',
  DeleteObjectTagging: 'versionId',
  RestoreObject: 'versionId',
  SelectObjectContent: 'select-type',
  UploadPart: 'partNumber',
  ListParts: 'max-parts part-number-marker encoding-type',
  ListObjects: 'prefix delimiter marker max-keys encoding-type',
  ListObjectsV2:
    'prefix delimiter max-keys encoding-type continuation-token start-after fetch-owner',
  ListObjectVersions: 'prefix delimiter max-keys encoding-type key-marker version-id-marker',
  ListMultipartUploads: 'prefix delimiter max-uploads encoding-type key-marker upload-id-marker',
  ...Object.fromEntries(
    ['Analytics', 'IntelligentTiering', 'Inventory', 'Metrics'].flatMap((name) => [
      [`GetBucket${name}Configuration`, 'id continuation-token'],
      [`PutBucket${name}Configuration`, 'id'],
      [`DeleteBucket${name}Configuration`, 'id'],
    ]),
  ),
};

/** Parameters of any request: those of signatures, headers in the query, and what the AWS SDKs add. */
const ANY = /^x-(id$|amz-)/i;

/**
 * The operation of a request, as the API Reference of S3 names it.
 *
 * @returns undefined for a request that has another subresource, several, or any unknown parameter
 */
export function s3Operation(request: LocalRequest): string | undefined {
  const { method, s3 } = request;
  if (!s3) return undefined;
  if (isForm(request)) return 'PostObject';
  const table = s3.key === '' ? BUCKET : OBJECT;
  const names = [...s3.query.keys()].filter((name) => name !== '' && !ANY.test(name));
  const [part = '', ...others] = names.filter((name) => Object.hasOwn(table, name));
  const operation = table[part]?.[method];
  if (operation === undefined || others.length > 0) return undefined;
  if (!takesParameters(operation, part, names)) return undefined;
  const copied = tryFindS3Header(request, 'x-amz-copy-source') !== undefined;
  return copied ? COPIES[operation] : operation;
}

/** Whether an operation takes every parameter, each once. */
function takesParameters(operation: string, part: string, names: readonly string[]): boolean {
  const known = new Set([part, ...(PARAMETERS[operation] ?? '').split(' ')]);
  return new Set(names).size === names.length && names.every((name) => known.has(name));
}

/** Operations that can copy what they write; with a source, any other operation is unknown. */
const COPIES: Readonly<Record<string, string>> = {
  PutObject: 'CopyObject',
  UploadPart: 'UploadPartCopy',
};

/** Whether it is an upload by an HTML form. */
function isForm({ method, s3, headers }: LocalRequest): boolean {
  const type = tryFindHeader(headers, 'content-type') ?? '';
  const form = type.toLowerCase().startsWith('multipart/form-data');
  return method === 'POST' && form && s3?.key === '' && s3.query.size === 0;
}

/** A header of S3's own; a presigned URL can have it as a parameter. */
export function tryFindS3Header({ headers, s3 }: LocalRequest, name: string): string | undefined {
  const inQuery = [...(s3?.query ?? [])].find(([key]) => key.toLowerCase() === name);
  return tryFindHeader(headers, name) ?? inQuery?.[1];
}

/** IAM's action for an operation, if its name is another. */
const ACTIONS: Readonly<Record<string, string>> = {
  HeadObject: 'GetObject',
  SelectObjectContent: 'GetObject',
  CreateMultipartUpload: 'PutObject',
  UploadPart: 'PutObject',
  CompleteMultipartUpload: 'PutObject',
  ListParts: 'ListMultipartUploadParts',
  HeadBucket: 'ListBucket',
  ListObjects: 'ListBucket',
  ListObjectsV2: 'ListBucket',
  ListObjectVersions: 'ListBucketVersions',
  ListMultipartUploads: 'ListBucketMultipartUploads',
  ListBuckets: 'ListAllMyBuckets',
  CopyObject: 'PutObject',
  UploadPartCopy: 'PutObject',
  PostObject: 'PutObject',
};

/** What operations call a thing, and what actions call it. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  // IAM treats the removal of most settings as a write.
  [/^Delete(?=PublicAccessBlock|Bucket(?!Policy|Website).)/, 'Put'],
  [/BucketLifecycle(Configuration)?$/, 'LifecycleConfiguration'],
  [/BucketEncryption$/, 'EncryptionConfiguration'],
  [/BucketReplication$/, 'ReplicationConfiguration'],
  [/BucketCors$/, 'BucketCORS'],
  [/BucketNotificationConfiguration$/, 'BucketNotification'],
  [/(Put|Get)PublicAccessBlock$/, '$1BucketPublicAccessBlock'],
  [/Bucket(\w+)Configuration$/, '$1Configuration'],
  [/ObjectLockConfiguration$/, 'BucketObjectLockConfiguration'],
];

/** Operations on versions of objects that IAM names apart. */
const VERSIONED = /^(Get|Put|Delete)Object(|Acl|Attributes|Tagging|Torrent)$/;

/**
 * IAM's action for an operation, without `s3:`, or `DeleteObjects`, which is not one.
 *
 * @see Amazon S3 API Reference, and User Guide, "Required permissions for Amazon S3 API operations"
 */
export function s3ActionOf(operation: string, s3?: Pick<S3Address, 'query'>): string {
  const action =
    ACTIONS[operation] ??
    WORDS.reduce((name, [word, other]) => name.replace(word, other), operation);
  if (s3?.query.has('versionId') !== true) return action;
  return action.replace(VERSIONED, '$1ObjectVersion$2');
}
