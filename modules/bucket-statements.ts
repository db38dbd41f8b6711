import type { Statement } from '../core/policy';

/** TLS versions a bucket can insist on. */
export type TlsVersion = '1.2' | '1.3';

/** Refuses plain HTTP. Nothing else stands in this statement: a second condition would weaken it. */
export function denyInsecureTransport(bucketArn: string): Statement {
  return {
    Sid: 'EnforceSSLOnly',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [bucketArn, `${bucketArn}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}

/** @see Amazon S3 User Guide, "Bucket policy examples", on `s3:TlsVersion` */
export function denyOldTls(bucketArn: string, minimum: TlsVersion): Statement {
  return {
    Sid: 'DenyOldTls',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [bucketArn, `${bucketArn}/*`],
    Condition: { NumericLessThan: { 's3:TlsVersion': minimum } },
  };
}

const SSE = 's3:x-amz-server-side-encryption';
const SSE_KEY = 's3:x-amz-server-side-encryption-aws-kms-key-id';
const SSE_CUSTOMER = 's3:x-amz-server-side-encryption-customer-algorithm';

function denyPut(sid: string, bucketArn: string, condition: Statement['Condition']): Statement {
  return {
    Sid: sid,
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:PutObject',
    Resource: `${bucketArn}/*`,
    Condition: condition,
  };
}

/**
 * Refuses uploads that ask for any encryption but the store's own key, and lets those pass that ask
 * for none, because the bucket's default then applies. Each statement needs its `Null`: a negated
 * operator alone also matches when the header is absent, and would refuse ordinary clients.
 *
 * @param allowKmsWithoutKey - lets uploads pass that say `aws:kms` and name no key. S3 encrypts them
 *   with the account's `aws/s3` key, not with the store's.
 * @see Amazon S3 API Reference, "PutObject", the server-side encryption headers
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
      ArnNotEquals: { [SSE_KEY]: keyArn },
      Null: { [SSE_KEY]: 'false' },
    }),
    ...(allowKmsWithoutKey ? [] : [withoutKey]),
    denyCustomerKeys(bucketArn),
  ];
}

/** The same for a bucket of a vendor that can only do SSE-S3. */
export function denyOtherThanSseS3(bucketArn: string): Statement[] {
  return [denyOtherAlgorithm(bucketArn, 'AES256'), denyCustomerKeys(bucketArn)];
}

function denyOtherAlgorithm(bucketArn: string, algorithm: 'aws:kms' | 'AES256'): Statement {
  return denyPut('DenyOtherEncryption', bucketArn, {
    StringNotEquals: { [SSE]: algorithm },
    Null: { [SSE]: 'false' },
  });
}

/** Whoever encrypts with a key that only he has can hold the recordings to ransom. */
function denyCustomerKeys(bucketArn: string): Statement {
  return denyPut('DenyCustomerKeys', bucketArn, { Null: { [SSE_CUSTOMER]: 'false' } });
}

/**
 * Keeps everyone but the administrators from the ways to lose recordings early. Lifecycle rules are
 * not bound by bucket policies, so whoever may change them can delete: hence the second action.
 *
 * @see Amazon S3 User Guide, "Setting an S3 Lifecycle configuration on a bucket"
 */
export function denyTampering(bucketArn: string, administratorArns: readonly string[]): Statement {
  return {
    Sid: 'DenyTampering',
    Effect: 'Deny',
    Principal: '*',
    Action: [
      's3:DeleteObjectVersion',
      's3:PutLifecycleConfiguration',
      's3:PutBucketVersioning',
      's3:BypassGovernanceRetention',
      's3:PutBucketObjectLockConfiguration',
    ],
    Resource: [bucketArn, `${bucketArn}/*`],
    Condition: { ArnNotEquals: { 'aws:PrincipalArn': administratorArns } },
  };
}

/** The network a vendor's requests must come from. */
export interface SourceNetwork {
  /** IPv4 and IPv6 ranges in CIDR notation. */
  readonly cidrs: readonly string[];
  /**
   * VPC endpoints of the vendor: through one, a request has no source address at all.
   *
   * @default - none
   */
  readonly vpcEndpoints?: readonly string[];
}

/**
 * Refuses the vendor's principal from outside its network.
 *
 * The principal is a condition: named as `Principal`, a role that is made anew would silently escape
 * the Deny. Replication and administrators are other principals, so nothing else is affected.
 *
 * @see Genesys guide, section 1, whose Allow for the vendor's own role restricts nobody: the role in
 *   the customer's account is what makes the requests, and its own policy allows them
 * @see IAM User Guide, "AWS global condition context keys", `aws:SourceIp`, `aws:PrincipalArn`
 */
export function denyOffNetwork(
  bucketArn: string,
  principalArn: string,
  { cidrs, vpcEndpoints = [] }: SourceNetwork,
): Statement {
  return {
    Sid: 'DenyVendorOffNetwork',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [bucketArn, `${bucketArn}/*`],
    Condition: {
      ArnEquals: { 'aws:PrincipalArn': principalArn },
      NotIpAddressIfExists: { 'aws:SourceIp': cidrs },
      ...(vpcEndpoints.length > 0 && {
        StringNotEqualsIfExists: { 'aws:SourceVpce': vpcEndpoints },
      }),
      BoolIfExists: { 'aws:ViaAWSService': 'false' },
    },
  };
}
