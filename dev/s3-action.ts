import type { LocalRequest } from './exchange';
import type { S3Address } from './s3-address';

/**
 * What IAM calls the request of a method, by what the query asks for; the empty name is none of them.
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

/** A setting of a bucket that is read, written and removed under one name each. */
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

/** What a request to S3 asks for, as IAM has it but for `DeleteObjects`, which IAM has no name for; without the `s3:`; undefined for what stands in no table. */
export function s3Action({ method, s3 }: LocalRequest): string | undefined {
  if (!s3) return undefined;
  const table = s3.key === '' ? BUCKET : OBJECT;
  return table[partOf(s3, table)]?.[method];
}

/** The part of the object or bucket the query names; the first of the table wins. */
function partOf({ query }: S3Address, table: Readonly<Record<string, unknown>>): string {
  const named = Object.keys(table).find((name) => name !== '' && query.has(name));
  if (named !== undefined) return named;
  // What is left in a query changes how the answer looks, or asks for a part without a name here.
  const plain =
    /^(x-|prefix$|delimiter$|max-keys$|marker$|start-after$|continuation-token$|encoding-type$|fetch-owner$|response-|partNumber$)/i;
  return [...query.keys()].every((name) => plain.test(name)) ? '' : 'unknown';
}
