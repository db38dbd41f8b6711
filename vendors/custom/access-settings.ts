import * as z from 'zod';
import { IAM_PATH_AND_NAME } from '../../core/arn';
import { accountId } from '../../store/settings';

const principalArn = z
  .string()
  .regex(
    new RegExp(`^arn:[a-z-]+:iam::(?!0{12})\\d{12}:(root|(role|user)/${IAM_PATH_AND_NAME})$`),
    'the ARN of a role, a user or an account root',
  );

/**
 * One text, or several that are accepted alike.
 *
 * @see IAM API Reference, "CreateOpenIDConnectProvider": 100 audiences of up to 255 characters
 */
const claim = z.union(
  [z.string().min(1).max(255), z.array(z.string().min(1).max(255)).min(1).max(100)],
  { error: 'a text of up to 255 characters, or a list of up to 100' },
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
      .optional()
      .describe(
        'External id with which the vendor assumes the role. Compared exactly. Required for principals of other accounts, unless withoutExternalId says why there is none.',
      ),
    externalIdSource: z
      .enum(['fixed', 'tenant', 'chosen'])
      .optional()
      .describe(
        'fixed: the same for all customers of the vendor. tenant: your id at the vendor. chosen: chosen by you, and then unique to this store.',
      ),
    withoutExternalId: z
      .string()
      .min(10)
      .max(200)
      .optional()
      .describe(
        'Why the vendor sends no external id. Acknowledges that its other customers can use the role if they know its ARN.',
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
          z.strictObject({
            aws: principalArn.describe(
              "ARN of the vendor's user, role or root. It must exist before you deploy: S3 and KMS reject policies that name an unknown user or role.",
            ),
          }),
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
      .regex(
        /^arn:[a-z-]+:[a-z0-9-]+:[a-z0-9*-]*:(\d{12}|\*)?:[\x21-\x7e]+$/,
        'an ARN, which may have * in it',
      )
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
      .regex(
        /^https:\/\/[\w-]+(\.[\w-]+)+(\/[\w./~-]*)?$/,
        'https:// and a host without a port, with a path or without',
      )
      .max(255)
      .describe("The issuer's URL, with https://."),
    audience: claim.describe("The token's aud, or a list of accepted ones."),
    subject: claim
      .optional()
      .describe("The token's sub, or a list of accepted ones. Default: any of this audience."),
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

/** How a vendor that is described in the file gets access. */
export const accessSettings = z
  .discriminatedUnion('kind', [assumeRole, iamUser, bucketPolicy, oidc])
  .describe('How the vendor gets access.');

/** The settings of {@link accessSettings}. */
export type AccessSettings = z.infer<typeof accessSettings>;
