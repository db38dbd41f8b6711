import type { Conditions, Statement } from '../core/policy';
import { denyEveryone, denyPlainHttp } from '../core/statements';

/** TLS versions a bucket can require. */
export type TlsVersion = '1.2' | '1.3';

const bucketAndObjects = (bucketArn: string) => [bucketArn, `${bucketArn}/*`];

function denyAll(sid: string, bucketArn: string, Condition: Conditions): Statement {
  return denyEveryone(sid, { Action: 's3:*', Resource: bucketAndObjects(bucketArn), Condition });
}

/** Denies plain HTTP and TLS below the minimum. @see Amazon S3 User Guide, "Bucket policy examples", on `s3:TlsVersion` */
export function denyInsecureTransport(bucketArn: string, minimum: TlsVersion): Statement[] {
  return [
    denyPlainHttp('s3:*', bucketAndObjects(bucketArn)),
    denyAll('DenyOldTls', bucketArn, { NumericLessThan: { 's3:TlsVersion': minimum } }),
  ];
}

const SSE = 's3:x-amz-server-side-encryption';
const SSE_KEY = 's3:x-amz-server-side-encryption-aws-kms-key-id';
const SSE_CUSTOMER = 's3:x-amz-server-side-encryption-customer-algorithm';

function denyPut(sid: string, bucketArn: string, Condition: Conditions): Statement {
  return denyEveryone(sid, { Action: 's3:PutObject', Resource: `${bucketArn}/*`, Condition });
}

/**
 * Denies uploads that ask for any encryption but the store's own key. Uploads that ask for none pass, because the
 * bucket's default then applies. Each statement needs its `Null`: a negated operator alone also matches when the
 * header is absent, and would deny ordinary clients.
 *
 * The key is compared as text. An ARN operator does not compare what is not an ARN, so a key id or an alias would pass,
 * and S3 finds either in the account of the caller, which can be the vendor's.
 *
 * @param allowKmsWithoutKey - allows uploads that say `aws:kms` and name no key. S3 encrypts them
 *   with the account's `aws/s3` key, not with the store's.
 * @see Amazon S3 API Reference, "PutObject", the server-side encryption headers
 * @see IAM User Guide, "IAM JSON policy elements: Condition operators", on ARN operators
 */
export function denyOtherKeys(
  bucketArn: string,
  keyArn: string,
  allowKmsWithoutKey = false,
): Statement[] {
  const withoutKey = denyPut('DenyKmsWithoutKey', bucketArn, {
    StringEquals: { [SSE]: 'aws:kms' },
    Null: { [SSE_KEY]: 'true' },
  });
  return [
    denyOtherAlgorithm(bucketArn, 'aws:kms'),
    denyPut('DenyOtherKey', bucketArn, {
      StringNotEquals: { [SSE_KEY]: keyArn },
      Null: { [SSE_KEY]: 'false' },
    }),
    ...(allowKmsWithoutKey ? [] : [withoutKey]),
    denyCustomerKeys(bucketArn),
  ];
}

/** The same for the bucket of a vendor that supports SSE-S3 only. */
export function denyOtherThanSseS3(bucketArn: string): Statement[] {
  return [denyOtherAlgorithm(bucketArn, 'AES256'), denyCustomerKeys(bucketArn)];
}

function denyOtherAlgorithm(bucketArn: string, algorithm: 'aws:kms' | 'AES256'): Statement {
  return denyPut('DenyOtherEncryption', bucketArn, {
    StringNotEquals: { [SSE]: algorithm },
    Null: { [SSE]: 'false' },
  });
}

/** A customer-provided key would let its owner hold the recordings to ransom. */
function denyCustomerKeys(bucketArn: string): Statement {
  return denyPut('DenyCustomerKeys', bucketArn, { Null: { [SSE_CUSTOMER]: 'false' } });
}

/**
 * Denies everyone but the administrators the actions by which recordings can be lost early. Lifecycle rules are not
 * subject to bucket policies, so a principal that can change them can delete objects: hence the second action.
 *
 * @see Amazon S3 User Guide, "Setting an S3 Lifecycle configuration on a bucket"
 */
export function denyTampering(bucketArn: string, administratorArns: readonly string[]): Statement {
  return denyEveryone('DenyTampering', {
    Action: [
      's3:DeleteObjectVersion',
      's3:PutLifecycleConfiguration',
      's3:PutBucketVersioning',
      's3:BypassGovernanceRetention',
      's3:PutBucketObjectLockConfiguration',
    ],
    Resource: bucketAndObjects(bucketArn),
    Condition: { ArnNotEquals: { 'aws:PrincipalArn': administratorArns } },
  });
}

/**
 * Denies the vendor of a retired store everything, and everyone to write to its bucket. Reading, restoring from Glacier,
 * legal holds and the lifecycle are not affected.
 */
export function denyRetired(
  bucketArn: string,
  vendor: Pick<Statement, 'Principal' | 'Condition'>,
): Statement[] {
  return [
    denyEveryone('DenyNewRecordings', {
      Action: ['s3:PutObject', 's3:ReplicateObject'],
      Resource: `${bucketArn}/*`,
    }),
    {
      Sid: 'DenyRetiredVendor',
      Effect: 'Deny',
      ...vendor,
      Action: 's3:*',
      Resource: bucketAndObjects(bucketArn),
    },
  ];
}

/** The network a vendor's requests must come from. */
export interface SourceNetwork {
  /** IPv4 and IPv6 ranges in CIDR notation. */
  readonly cidrs: readonly string[];
  /**
   * VPC endpoints of the vendor. A request through one has no source address.
   *
   * @default - none
   */
  readonly vpcEndpoints?: readonly string[];
}

/**
 * Denies the vendor's principal requests from outside its network.
 *
 * The principal is a condition: if it were the statement's `Principal`, a recreated role would silently escape
 * the Deny. Replication and administrators are other principals, so they are not affected.
 *
 * @see Genesys guide, section 1. Its Allow for the vendor's own role restricts nothing: the role in the
 *   customer's account makes the requests, and its own policy allows them
 * @see IAM User Guide, "AWS global condition context keys", `aws:SourceIp`, `aws:PrincipalArn`
 */
export function denyOffNetwork(
  bucketArn: string,
  principalArn: string,
  { cidrs, vpcEndpoints = [] }: SourceNetwork,
): Statement {
  return denyAll('DenyVendorOffNetwork', bucketArn, {
    ArnEquals: { 'aws:PrincipalArn': principalArn },
    NotIpAddressIfExists: { 'aws:SourceIp': cidrs },
    ...(vpcEndpoints.length > 0 && {
      StringNotEqualsIfExists: { 'aws:SourceVpce': vpcEndpoints },
    }),
    BoolIfExists: { 'aws:ViaAWSService': 'false' },
  });
}
