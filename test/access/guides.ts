import type { Policy } from '../../core/policy';
import type { StackPolicies } from '../../access/policies';

/**
 * A store with the policies its vendor's guide prints instead of callvault's.
 *
 * @see Genesys guide, section 1; Twilio guide, step 2 and "Uploading to buckets with Server-Side
 *   Encryption"
 */
export function asInTheGuide(stack: StackPolicies): StackPolicies | undefined {
  const recordings = stack.buckets.find(({ kind }) => kind === 'recordings');
  const key = stack.keys.find(({ kind }) => kind === 'recordings');
  if (!recordings || !key) return undefined;
  const { arn } = recordings;
  const guide = stack.stack.startsWith('calls')
    ? { identity: genesysRole(arn, key.arn), bucket: [...TLS(arn), genesysPush(arn)] }
    : stack.stack.startsWith('video')
      ? { identity: twilioUser(arn, stack.prefix, key.arn), bucket: [] }
      : undefined;
  if (!guide) return undefined;
  return {
    ...stack,
    buckets: stack.buckets.map((each) =>
      each === recordings ? { ...each, policy: policy(guide.bucket) } : each,
    ),
    keys: stack.keys.map((each) =>
      each === key ? { ...each, policy: policy(keyUsers(stack)) } : each,
    ),
    principals: stack.principals.map((each) => ({ ...each, policy: policy(guide.identity) })),
  };
}

const GENESYS_ROLE = 'arn:aws:iam::765628985471:role/external-storage-service-role';

const policy = (Statement: Policy['Statement']): Policy => ({ Version: '2012-10-17', Statement });

const genesysRole = (bucket: string, key: string): Policy['Statement'] => [
  {
    Sid: 'S3',
    Effect: 'Allow',
    Action: [
      's3:PutObject',
      's3:PutObjectAcl',
      's3:ListBucket',
      's3:GetBucketLocation',
      's3:GetObject',
      's3:DeleteObject',
    ],
    Resource: [bucket, `${bucket}/*`],
  },
  {
    Sid: 'Kms',
    Effect: 'Allow',
    Action: ['kms:GenerateDataKey', 'kms:Decrypt', 'kms:DescribeKey'],
    Resource: key,
  },
];

/** @see Genesys guide, edge case 2; the first statement is KMS's own default */
const keyUsers = ({ account }: StackPolicies): Policy['Statement'] => [
  {
    Sid: 'Default',
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: 'kms:*',
    Resource: '*',
  },
  {
    Sid: 'Vendor',
    Effect: 'Allow',
    Principal: { AWS: GENESYS_ROLE },
    Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
    Resource: '*',
  },
];

const TLS = (bucket: string): Policy['Statement'] => [
  {
    Sid: 'EnforceSSLOnly',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [bucket, `${bucket}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  },
];

const genesysPush = (bucket: string): Policy['Statement'][number] => ({
  Sid: 'AllowGenesysCloudPush',
  Effect: 'Allow',
  Principal: { AWS: GENESYS_ROLE },
  Action: 's3:PutObject',
  Resource: `${bucket}/recordings/*`,
  Condition: { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24'] } },
});

const twilioUser = (bucket: string, prefix: string, key: string): Policy['Statement'] => [
  { Sid: 'UploadUserDenyEverything', Effect: 'Deny', NotAction: '*', Resource: '*' },
  {
    Sid: 'UploadUserAllowPutObject',
    Effect: 'Allow',
    Action: ['s3:PutObject'],
    Resource: [`${bucket}/${prefix}*`],
  },
  {
    Sid: 'AccessToKmsForEncryption',
    Effect: 'Allow',
    Action: [
      'kms:Encrypt',
      'kms:Decrypt',
      'kms:ReEncrypt*',
      'kms:GenerateDataKey*',
      'kms:DescribeKey',
    ],
    Resource: [key],
  },
];
