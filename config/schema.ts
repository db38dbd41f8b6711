import * as z from 'zod';
import { type FindingId, FINDINGS, isWithoutPlan } from '../review/finding';
import { vendors } from '../vendors';
import { accountId } from '../store/settings';
import { ENVIRONMENT_TYPES } from '../store/store';
import { ciSchema } from './ci-schema';
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
        "ARN of the state bucket's key; bootstrap writes it here. Without it, callvault leaves encryption out of the backend block and the bucket's default key applies.",
      ),
  })
  .meta({ title: 'S3', description: 'State in S3.' });

const cloudState = z
  .strictObject({
    backend: z.literal('cloud').describe('Terraform Cloud, HCP Terraform or Terraform Enterprise.'),
    organization: z
      .string()
      .regex(/^[^/\s]+$/, 'its name, without slashes and spaces')
      .describe('Organization of the workspaces.'),
    // HCP Terraform API documentation, "Projects", `name`.
    project: z
      .string()
      .regex(
        /^[\w-][\w -]{1,38}[\w-]$/,
        '3 to 40 letters, digits, spaces and _ -, without spaces at its ends',
      )
      .optional()
      .describe("Project of the workspaces. Default: the organization's default project."),
    hostname: z
      .string()
      .regex(/^[a-z0-9.-]+(:\d+)?$/, 'a host name, with a port or without')
      .optional()
      .describe('Host of a Terraform Enterprise installation. Default app.terraform.io.'),
    workspacePrefix: z
      .string()
      .regex(/^[\w-]{0,50}$/, 'up to 50 letters, digits and _ -')
      .optional()
      .describe('Comes before the stack id in the name of its workspace. Default "callvault-".'),
  })
  .meta({
    title: 'Terraform Cloud',
    description: 'State in Terraform Cloud, one workspace per stack.',
  });

const localState = z
  .strictObject({
    backend: z
      .literal('local')
      .describe('State in a local file; for throw-away environments only.'),
  })
  .meta({ title: 'Local', description: 'State in a local file.' });

const localUrl = z
  .string()
  .regex(/^http:\/\/(127\.0\.0\.1|localhost):\d{1,5}$/, 'http://127.0.0.1:<port>');

const deployer = z.strictObject({
  roleArn: z.string().describe('ARN of the role Terraform assumes to deploy.'),
  externalId: z.string().optional().describe('External id of that role, if it requires one.'),
  sessionName: z
    .string()
    .regex(/^[\w+=,.@-]{2,64}$/, '2 to 64 letters, digits and _ + = , . @ -')
    .optional()
    .describe('Name of the session in CloudTrail. Default "callvault".'),
});

const quota = (name: QuotaName) => {
  const { noun, name: shown, scope, initial }: Quota = QUOTAS[name];
  const where = scope === 'region' ? 'the account in each region' : 'the account';
  return z
    .int()
    .min(1)
    .optional()
    .describe(
      `Number of ${noun} ${where} may have (${shown}). Default ${initial}, AWS's default quota.`,
    );
};

type Quotas = Record<QuotaName, ReturnType<typeof quota>>;

const quotas = z.strictObject(
  Object.fromEntries(QUOTA_NAMES.map((name) => [name, quota(name)])) as Quotas,
);

const [firstVendor, ...otherVendors] = Object.values(vendors).map(({ settings }) => settings);

/** The settings of a store, of any vendor. */
export const storeSchema = z.discriminatedUnion('vendor', [
  firstVendor as NonNullable<typeof firstVendor>,
  ...otherVendors,
]);

/** The form of names of stores and environments: they become part of stack, role and alias names. */
export const NAME_PATTERN = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

const name = z.string().regex(NAME_PATTERN).max(32);

const FINDING_IDS = Object.keys(FINDINGS).filter((id) => !isWithoutPlan(id as FindingId)) as [
  FindingId,
  ...FindingId[],
];

const acceptance = z.strictObject({
  finding: z.enum(FINDING_IDS).describe('Id of the finding of callvault review that is accepted.'),
  store: z.string().describe('Name of the store it is accepted for.'),
  resource: z
    .string()
    .optional()
    .describe(
      'Address of the one resource it is accepted for. Default: any resource of the store.',
    ),
  reason: z
    .string()
    .min(10)
    .max(500)
    .describe('Why the finding is acceptable. The review shows it.'),
  until: z.string().describe('Last day on which it is accepted, in UTC, e.g. 2026-12-31.'),
});

const acknowledgement = z.strictObject({
  rule: z.string().describe('Id of the rule whose warning is acknowledged.'),
  store: z
    .string()
    .optional()
    .describe(
      'Name of the store it is acknowledged for. Default: the environment and all its stores.',
    ),
  reason: z
    .string()
    .min(10)
    .max(500)
    .describe('Why the warning needs no change. callvault validate --json shows it.'),
});

/** The content of an environment file: the single source of the types, of validation and of the JSON Schema. */
export const environmentSchema = z
  .strictObject({
    account: accountId.describe(
      'AWS account of the environment, in quotes. Terraform refuses to work on any other.',
    ),
    region: z.string().describe('AWS region of the stores, unless a store names another.'),
    type: z
      .enum(ENVIRONMENT_TYPES)
      .describe(
        'production or non-production: buckets and keys cannot be destroyed. throw-away: everything can, with all recordings.',
      ),
    tags: z
      .record(z.string(), z.string())
      .optional()
      .describe('Tags on every resource of the environment.'),
    providerVersion: z
      .string()
      .optional()
      .describe(
        'Exact version of the AWS provider for the stacks of this environment, e.g. 6.28.0. Default: the one that .terraform.lock.hcl locks.',
      ),
    deployer: deployer.optional().describe('Role Terraform assumes to deploy. Default: none.'),
    administrators: z
      .array(z.string())
      .optional()
      .describe(
        'ARNs of the roles that may delete object versions and change lifecycle or versioning: your deployer and a break-glass role. All other principals are denied. Default: no such limit.',
      ),
    permissionsBoundary: z
      .string()
      .optional()
      .describe(
        'ARN of an IAM policy that every role and user gets as its permissions boundary. Default: with ci, a boundary that callvault creates; otherwise none.',
      ),
    ci: ciSchema
      .optional()
      .describe(
        'Lets the jobs of a repository, on GitHub or another CI, plan and deploy, with two roles and without access keys. Default: no such roles.',
      ),
    quotas: quotas
      .optional()
      .describe(
        "The account's quotas where they are not AWS's defaults: what Service Quotas shows, less what other software uses.",
      ),
    localAws: z
      .strictObject({
        endpoint: localUrl.describe('Address of the local AWS server, e.g. http://127.0.0.1:4566.'),
        vendors: localUrl
          .optional()
          .describe(
            "Address of a local server instead of the vendors' APIs, for the weekly check too. Without it a local store is not registered with its vendor.",
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
      .describe(
        'Findings of callvault review that are accepted; the review shows them as accepted.',
      ),
    acknowledge: z
      .array(acknowledgement)
      .optional()
      .describe('Warnings that are known and need no change; they are counted, and not shown.'),
    stores: z
      .record(name, storeSchema)
      .describe('The recording stores of this environment, by name.'),
  })
  .describe(
    'One environment of callvault: an AWS account, a place for state, and recording stores.',
  );

/** An environment file whose stores are parsed later, one by one. */
export const environmentShell = environmentSchema.extend({ stores: z.record(name, z.unknown()) });

/** The content of an environment file. */
export type EnvironmentSettings = z.infer<typeof environmentSchema>;

/** Where Terraform keeps the state of an environment. */
export type StateSettings = EnvironmentSettings['state'];

/** How workflows get access to an environment's account. */
export type CiSettings = NonNullable<EnvironmentSettings['ci']>;
