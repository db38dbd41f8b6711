import * as z from 'zod';
import { type FindingId, FINDINGS } from '../review/finding';
import { vendors } from '../vendors';
import { accountId } from '../store/settings';
import { ENVIRONMENT_TYPES } from '../store/store';
import { type Quota, QUOTA_NAMES, type QuotaName, QUOTAS } from './quota';

const s3State = z
  .strictObject({
    backend: z.literal('s3').describe('Terraform state in an S3 bucket, with a lock file.'),
    bucket: z
      .string()
      .describe('Name of the state bucket; `callvault bootstrap <environment>` makes it.'),
    region: z
      .string()
      .optional()
      .describe("Region of the state bucket. Default: the environment's region."),
    kmsKeyArn: z
      .string()
      .optional()
      .describe(
        "ARN of the state bucket's key; bootstrap writes it here. Without it no encryption is asked for and the bucket's default, the same key, applies.",
      ),
  })
  .describe('State in S3.');

const cloudState = z
  .strictObject({
    backend: z.literal('cloud').describe('Terraform Cloud, HCP Terraform or Terraform Enterprise.'),
    organization: z.string().min(1).describe('Organization that has the workspaces.'),
    project: z
      .string()
      .min(1)
      .optional()
      .describe("Project of the workspaces. Default: the organization's default project."),
    hostname: z
      .string()
      .regex(/^[a-z0-9.-]+(:\d+)?$/)
      .optional()
      .describe('Host of a Terraform Enterprise installation. Default app.terraform.io.'),
    workspacePrefix: z
      .string()
      .regex(/^[\w-]{0,50}$/)
      .optional()
      .describe('Put before the stack id to name its workspace. Default "callvault-".'),
  })
  .describe('State in Terraform Cloud, one workspace a stack.');

const localState = z
  .strictObject({
    backend: z.literal('local').describe('State in a file here; for throw-away environments only.'),
  })
  .describe('State in a local file.');

const deployer = z.strictObject({
  roleArn: z.string().describe('ARN of the role Terraform takes on to deploy.'),
  externalId: z.string().optional().describe('External id of that role, if it asks for one.'),
  sessionName: z
    .string()
    .regex(/^[\w+=,.@-]{2,64}$/)
    .optional()
    .describe('Name of the session, as CloudTrail shows it. Default "callvault".'),
});

const ci = z.strictObject({
  repository: z
    .string()
    .describe('The GitHub repository whose workflows plan and deploy, as owner/name.'),
  environment: z
    .string()
    .optional()
    .describe(
      "The GitHub environment whose jobs deploy; its reviewers approve. Default: this environment's name.",
    ),
  branch: z
    .string()
    .optional()
    .describe('The branch that is deployed, whose scheduled runs may plan. Default "main".'),
  createProvider: z
    .boolean()
    .optional()
    .describe(
      'Whether this stack makes the identity provider for GitHub, of which an account has one. Default true.',
    ),
  planRoleName: z
    .string()
    .optional()
    .describe('Name of the role that reads for plans. Default callvault-plan-<environment>.'),
  deployRoleName: z
    .string()
    .optional()
    .describe('Name of the role that deploys. Default callvault-deploy-<environment>.'),
});

const quota = (name: QuotaName) => {
  const { noun, name: shown, scope, initial }: Quota = QUOTAS[name];
  const where = scope === 'region' ? 'the account in each region' : 'the account';
  return z
    .int()
    .min(1)
    .optional()
    .describe(
      `How many ${noun} ${where} may have (${shown}). Default ${initial}, as AWS gives it.`,
    );
};

type Quotas = Record<QuotaName, ReturnType<typeof quota>>;

const quotas = z.strictObject(
  Object.fromEntries(QUOTA_NAMES.map((name) => [name, quota(name)])) as Quotas,
);

const [firstVendor, ...otherVendors] = Object.values(vendors).map(({ settings }) => settings);

/** What a store says, whoever its vendor is. */
export const storeSchema = z.discriminatedUnion('vendor', [
  firstVendor as NonNullable<typeof firstVendor>,
  ...otherVendors,
]);

/** What a store or an environment may be called: it becomes part of stack, role and alias names. */
export const NAME_PATTERN = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

const name = z.string().regex(NAME_PATTERN).max(32);

const FINDING_IDS = Object.keys(FINDINGS) as [FindingId, ...FindingId[]];

const acceptance = z.strictObject({
  finding: z.enum(FINDING_IDS).describe('Id of the finding of callvault review that is expected.'),
  store: z.string().describe('Name of the store it is expected of.'),
  resource: z
    .string()
    .optional()
    .describe('Address of the one resource it is expected of. Default: any of the store.'),
  reason: z.string().min(10).max(500).describe('Why it is all right. The review shows it.'),
  until: z.string().describe('Last day it counts, in UTC, e.g. 2026-12-31.'),
});

/** What an environment file says. The one source of the types, of validation and of the JSON Schema. */
export const environmentSchema = z
  .strictObject({
    account: accountId().describe(
      'AWS account of the environment, in quotes. Terraform refuses to touch any other.',
    ),
    region: z.string().describe('AWS region of the stores, unless a store says otherwise.'),
    type: z
      .enum(ENVIRONMENT_TYPES)
      .describe(
        'production or non-production: buckets and keys cannot be destroyed. throw-away: everything can, with all it holds.',
      ),
    tags: z
      .record(z.string(), z.string())
      .optional()
      .describe('Tags on every resource of the environment.'),
    deployer: deployer.optional().describe('Role Terraform takes on to deploy. Default: none.'),
    administrators: z
      .array(z.string())
      .optional()
      .describe(
        'ARNs of the roles that may delete object versions and change lifecycle or versioning: your deployer and a break-glass role. Everybody else is denied. Default: no such limit.',
      ),
    ci: ci
      .optional()
      .describe(
        'Lets the workflows of a GitHub repository plan and deploy, by two roles without keys. Default: no such roles.',
      ),
    quotas: quotas
      .optional()
      .describe(
        'What AWS lets the account have, where that is not what it gives at first: what Service Quotas shows, less what others use of it.',
      ),
    localAws: z
      .strictObject({
        endpoint: z
          .string()
          .regex(/^http:\/\/(127\.0\.0\.1|localhost):\d{1,5}$/)
          .describe('Address of the local AWS server, e.g. http://127.0.0.1:4566.'),
        vendors: z
          .string()
          .regex(/^http:\/\/(127\.0\.0\.1|localhost):\d{1,5}$/)
          .optional()
          .describe(
            "Address of a local server in the place of the vendors' APIs. Without it no vendor is told of a local store.",
          ),
      })
      .optional()
      .describe('Points everything at a local AWS server, with test credentials. Throw-away only.'),
    state: z
      .discriminatedUnion('backend', [s3State, cloudState, localState])
      .describe('Where Terraform keeps its state.'),
    accept: z
      .array(acceptance)
      .optional()
      .describe('Changes that callvault review lets through, and shows as let through.'),
    stores: z
      .record(name, storeSchema)
      .describe('The recording stores of this environment, by name.'),
  })
  .describe(
    'One environment of callvault: an AWS account, a place for state, and recording stores.',
  );

/** An environment file whose stores are yet to be read, one by one. */
export const environmentShell = environmentSchema.extend({ stores: z.record(name, z.unknown()) });

/** What an environment file says, as it stands there. */
export type EnvironmentSettings = z.infer<typeof environmentSchema>;

/** Where an environment keeps its state. */
export type StateSettings = EnvironmentSettings['state'];

/** How workflows get into an environment's account. */
export type CiSettings = NonNullable<EnvironmentSettings['ci']>;
