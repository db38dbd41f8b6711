import * as z from 'zod';
import { accountId, sourceIp, storeSettings } from '../../store/settings';

/** What a vendor may be granted on a bucket; nothing that changes how recordings are kept. */
export const BUCKET_ACTIONS = [
  's3:ListBucket',
  's3:ListBucketVersions',
  's3:ListBucketMultipartUploads',
  's3:GetBucketLocation',
  's3:GetBucketVersioning',
  's3:GetEncryptionConfiguration',
  's3:GetBucketObjectLockConfiguration',
] as const;

/** What a vendor may be granted on objects: never the deletion of a version, nor its retention. */
export const OBJECT_ACTIONS = [
  's3:PutObject',
  's3:PutObjectAcl',
  's3:PutObjectTagging',
  's3:GetObject',
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
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:ReEncrypt*',
  'kms:GenerateDataKey*',
] as const;

const principalArn = z
  .string()
  .regex(
    /^arn:[a-z-]+:iam::\d{12}:(root|(role|user)\/[\w+=,.@/-]+)$/,
    'the ARN of a role, a user or an account root',
  );

const assumeRole = z
  .strictObject({
    kind: z.literal('assume-role').describe('The vendor assumes a role.'),
    principals: z
      .array(principalArn)
      .min(1)
      .describe("The vendor's roles, users or account roots that may assume the role."),
    externalId: z
      .string()
      .describe('External id with which the vendor assumes the role. Compared exactly.'),
    externalIdSource: z
      .enum(['fixed', 'tenant', 'chosen'])
      .describe(
        'fixed: the same for all customers of the vendor. tenant: your id at the vendor. chosen: chosen by you, and then unique to this store.',
      ),
    sessionSeconds: z
      .number()
      .optional()
      .describe('Longest session the vendor requests, 3600 to 43200 seconds. Default 3600.'),
  })
  .meta({ title: 'Role', description: 'A role the vendor assumes with an external id.' });

const iamUser = z
  .strictObject({
    kind: z.literal('iam-user').describe("The vendor gets a user's access key."),
  })
  .meta({ title: 'User', description: 'A user whose access key the vendor gets.' });

const bucketPolicy = z
  .strictObject({
    kind: z.literal('bucket-policy').describe('The vendor writes as itself.'),
    principal: z
      .union(
        [
          z.strictObject({ aws: principalArn.describe("ARN of the vendor's user, role or root.") }),
          z.strictObject({
            service: z
              .string()
              .regex(/^[a-z0-9.-]+\.amazonaws\.com$/, '<name>.amazonaws.com')
              .describe('An AWS service, e.g. mediapipelines.chime.amazonaws.com.'),
          }),
        ],
        { error: '{ aws: <ARN> } or { service: <name>.amazonaws.com }' },
      )
      .describe('The AWS principal or service that writes.'),
    sourceAccount: accountId
      .optional()
      .describe('Only on behalf of this account (aws:SourceAccount). Required for a service.'),
    sourceArn: z
      .string()
      .optional()
      .describe('Only for this resource (aws:SourceArn); may end in *.'),
  })
  .meta({
    title: 'Bucket policy',
    description: 'A statement in the bucket policy that lets the vendor write as itself.',
  });

const oidc = z
  .strictObject({
    kind: z.literal('oidc').describe('The vendor assumes a role with an OpenID Connect token.'),
    issuer: z
      .string()
      .regex(/^https:\/\/[\w.-]+(\/[\w./-]+)?$/, 'https:// and a host, with a path or without')
      .describe("The issuer's URL, with https://."),
    audience: z.string().min(1).max(255).describe("The token's aud."),
    subject: z
      .string()
      .min(1)
      .max(255)
      .optional()
      .describe("The token's sub. Default: any of this audience."),
    createProvider: z
      .boolean()
      .optional()
      .describe(
        'Whether this store creates the identity provider; an account has one per issuer. Default true.',
      ),
  })
  .meta({
    title: 'OpenID Connect',
    description: 'A role the vendor assumes with an OpenID Connect token.',
  });

/** The YAML keys of a store whose vendor is described in the file. */
export const customSettings = z
  .strictObject({
    vendor: z.literal('custom').describe('A vendor that is described here.'),
    ...storeSettings,
    title: z.string().min(1).max(60).describe("The vendor's name in messages and outputs."),
    access: z
      .discriminatedUnion('kind', [assumeRole, iamUser, bucketPolicy, oidc])
      .describe('How the vendor gets access.'),
    actions: z
      .strictObject({
        bucket: z
          .array(z.enum(BUCKET_ACTIONS))
          .optional()
          .describe('What it may do with the bucket. Default: nothing.'),
        object: z
          .array(z.enum(OBJECT_ACTIONS))
          .min(1)
          .describe('What it may do with objects below the prefix.'),
        key: z
          .array(z.enum(KEY_ACTIONS))
          .optional()
          .describe(
            "What it may do with the recordings' key, through S3. Default: GenerateDataKey and Decrypt.",
          ),
      })
      .describe("The actions the vendor's own guide asks for."),
    encryption: z
      .enum(['sse-kms', 'sse-s3'])
      .optional()
      .describe(
        'sse-kms: with the store\'s own key. sse-s3: with S3\'s keys, for vendors that do not support KMS. Default "sse-kms".',
      ),
    registration: z
      .string()
      .max(200)
      .optional()
      .describe("Where the bucket is entered in the vendor's settings."),
    sourceIp: sourceIp.optional().describe('Addresses the vendor may write from. Default: any.'),
  })
  .meta({
    title: 'Custom vendor',
    description: 'A store of a vendor that callvault does not know: its needs are described here.',
    examples: [
      {
        vendor: 'custom',
        title: 'Other',
        bucket: 'acme-other',
        access: { kind: 'iam-user' },
        actions: { object: ['s3:PutObject'] },
        retention: { days: 365 },
      },
    ],
  });

/** The settings of a store whose vendor is described in the file. */
export type CustomSettings = z.infer<typeof customSettings>;
