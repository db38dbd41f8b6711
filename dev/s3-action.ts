import type { LocalRequest } from './exchange';
import type { S3Address } from './s3-address';

/**
 * IAM's action for a method, by the subresource in the query; the empty name stands for none.
 *
 * @see Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3"
 */
const OBJECT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  acl: { GET: 'GetObjectAcl', PUT: 'PutObjectAcl' },
  tagging: { GET: 'GetObjectTagging', PUT: 'PutObjectTagging', DELETE: 'DeleteObjectTagging' },
  retention: { GET: 'GetObjectRetention', PUT: 'PutObjectRetention' },
  'legal-hold': { GET: 'GetObjectLegalHold', PUT: 'PutObjectLegalHold' },
  uploads: { POST: 'PutObject' },
  uploadId: {
    GET: 'ListMultipartUploadParts',
    PUT: 'PutObject',
    POST: 'PutObject',
    DELETE: 'AbortMultipartUpload',
  },
  versionId: {
    GET: 'GetObjectVersion',
    HEAD: 'GetObjectVersion',
    DELETE: 'DeleteObjectVersion',
  },
  '': { GET: 'GetObject', HEAD: 'GetObject', PUT: 'PutObject', DELETE: 'DeleteObject' },
};

/** A setting of a bucket whose removal IAM treats as a write. */
const setting = (name: string) => ({ GET: `Get${name}`, PUT: `Put${name}`, DELETE: `Put${name}` });

const BUCKET: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  policy: { ...setting('BucketPolicy'), DELETE: 'DeleteBucketPolicy' },
  lifecycle: setting('LifecycleConfiguration'),
  versioning: setting('BucketVersioning'),
  encryption: setting('EncryptionConfiguration'),
  logging: setting('BucketLogging'),
  publicAccessBlock: setting('BucketPublicAccessBlock'),
  ownershipControls: setting('BucketOwnershipControls'),
  tagging: setting('BucketTagging'),
  replication: setting('ReplicationConfiguration'),
  'object-lock': setting('BucketObjectLockConfiguration'),
  acl: setting('BucketAcl'),
  versions: { GET: 'ListBucketVersions' },
  uploads: { GET: 'ListBucketMultipartUploads' },
  location: { GET: 'GetBucketLocation' },
  delete: { POST: 'DeleteObjects' },
  'list-type': { GET: 'ListBucket' },
  '': { GET: 'ListBucket', HEAD: 'ListBucket', PUT: 'CreateBucket', DELETE: 'DeleteBucket' },
};

/** IAM's action for a request to S3, without `s3:`, or `DeleteObjects`, which is not an IAM action. Undefined for unknown requests. */
export function s3Action({ method, s3 }: LocalRequest): string | undefined {
  if (!s3) return undefined;
  const table = s3.key === '' ? BUCKET : OBJECT;
  return table[partOf(s3, table)]?.[method];
}

/** The subresource in the query; the first in the table wins. */
function partOf({ query }: S3Address, table: Readonly<Record<string, unknown>>): string {
  const named = Object.keys(table).find((name) => name !== '' && query.has(name));
  if (named !== undefined) return named;
  // Other parameters only change the format of the answer, or address an unknown subresource.
  const plain =
    /^(x-|prefix$|delimiter$|max-keys$|marker$|start-after$|continuation-token$|encoding-type$|fetch-owner$|response-|partNumber$)/i;
  return [...query.keys()].every((name) => plain.test(name)) ? '' : 'unknown';
}
