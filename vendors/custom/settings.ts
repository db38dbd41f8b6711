import * as z from 'zod';
import { accountId, sourceIp, storeSettings } from '../../store/settings';

/** What a vendor may be granted on a bucket; nothing that changes how recordings are kept. */
export const BUCKET_ACTIONS = [
  ...(['s3:ListBucket', 's3:ListBucketVersions', 's3:ListBucketMultipartUploads'] as const),
  ...(['s3:GetBucketLocation', 's3:GetBucketVersioning'] as const),
  ...(['s3:GetEncryptionConfiguration', 's3:GetBucketObjectLockConfiguration'] as const),
] as const;

/** What a vendor may be granted on objects: never a version's deletion, nor its retention. */
export const OBJECT_ACTIONS = [
  ...(['s3:PutObject', 's3:PutObjectAcl', 's3:PutObjectTagging'] as const),
  ...(['s3:GetObject', 's3:GetObjectVersion', 's3:GetObjectTagging'] as const),
  ...(['s3:GetObjectAttributes', 's3:DeleteObject'] as const),
  ...(['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts'] as const),
] as const;

/** What a vendor may be granted with the recordings' key. */
export const KEY_ACTIONS = [
  ...(['kms:GenerateDataKey', 'kms:Decrypt', 'kms:DescribeKey'] as const),
  ...(['kms:Encrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'] as const),
] as const;

const principalArn = z.string().regex(/^arn:[a-z-]+:iam::\d{12}:(root|(role|user)\/[\w+=,.@/-]+)$/);

const assumeRole = z
  .strictObject({
    kind: z.literal('assume-role').describe('The vendor takes on a role.'),
    principals: z
      .array(principalArn)
      .min(1)
      .describe("The vendor's roles, users or account roots that may take on the role."),
    externalId: z
      .string()
      .describe('What the vendor says when it takes on the role. Compared to the letter.'),
    externalIdSource: z
      .enum(['fixed', 'tenant', 'chosen'])
      .describe(
        'fixed: the same for all customers of the vendor. tenant: your id at the vendor. chosen: by you, and then unique to this store.',
      ),
    sessionSeconds: z
      .number()
      .optional()
      .describe('Longest session the vendor asks for, 3600 to 43200 seconds. Default 3600.'),
  })
  .describe('A role the vendor takes on with an external id.');

const iamUser = z
  .strictObject({
    kind: z.literal('iam-user').describe("The vendor is given a user's access key."),
  })
  .describe('A user whose access key the vendor is given.');

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
              .regex(/^[a-z0-9.-]+\.amazonaws\.com$/)
              .describe('An AWS service, e.g. mediapipelines.chime.amazonaws.com.'),
          }),
        ],
        { error: '{ aws: <ARN> } or { service: <name>.amazonaws.com }' },
      )
      .describe('Who writes: an AWS principal or a service.'),
    sourceAccount: accountId()
      .optional()
      .describe('Only on behalf of this account (aws:SourceAccount). Required for a service.'),
    sourceArn: z
      .string()
      .optional()
      .describe('Only for this resource (aws:SourceArn); * at the end is allowed.'),
  })
  .describe('A statement in the bucket policy that lets the vendor write as itself.');

const oidc = z
  .strictObject({
    kind: z.literal('oidc').describe('The vendor takes on a role with an OpenID Connect token.'),
    issuer: z
      .string()
      .regex(/^https:\/\/[\w.-]+(\/[\w./-]+)?$/)
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
        'Whether this store makes the identity provider, of which an account has one an issuer. Default true.',
      ),
  })
  .describe('A role the vendor takes on with an OpenID Connect token.');

/** The YAML keys of a store whose vendor is described in the file. */
export const customSettings = z
  .strictObject({
    vendor: z.literal('custom').describe('A vendor that is described here.'),
    ...storeSettings,
    title: z.string().min(1).max(60).describe("The vendor's name, for people."),
    access: z
      .discriminatedUnion('kind', [assumeRole, iamUser, bucketPolicy, oidc])
      .describe('How the vendor gets in.'),
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
        'sse-kms: with the store\'s own key. sse-s3: with S3\'s keys, for vendors that refuse KMS. Default "sse-kms".',
      ),
    registration: z
      .string()
      .max(200)
      .optional()
      .describe('Where the vendor is told about the bucket, for people.'),
    sourceIp: sourceIp.optional().describe('Addresses the vendor may write from. Default: any.'),
  })
  .describe('A store of a vendor that callvault does not know: all it needs is said here.');

/** The settings of a store whose vendor is described in the file. */
export type CustomSettings = z.infer<typeof customSettings>;
