import * as z from 'zod';

const githubId = (text: string) => z.int().positive().optional().describe(text);

const subjects = (jobs: string) =>
  z
    .array(z.string())
    .min(1)
    .describe(
      `The sub claims of the jobs that ${jobs}, exact, or with :* at the end after owner/name or a UUID.`,
    );

const oidc = z.strictObject({
  issuer: z
    .string()
    .describe('The iss claim of the tokens: https:// and a host, without a slash at the end.'),
  audience: z.string().describe('The aud claim of the tokens.'),
  subjects: z
    .strictObject({ plan: subjects('plan'), deploy: subjects('deploy') })
    .describe('Which tokens of the issuer are accepted.'),
});

/** How the jobs of a CI get access to an environment's account. */
export const ciSchema = z.strictObject({
  repository: z
    .string()
    .optional()
    .describe(
      'The GitHub repository whose workflows plan and deploy, as owner/name. Either this or oidc is required.',
    ),
  oidc: oidc
    .optional()
    .describe(
      'The tokens that the jobs of another CI plan and deploy with: GitHub Enterprise, GitLab, Bitbucket and others.',
    ),
  ownerId: githubId("GitHub's id of the repository's owner; goes with repositoryId."),
  repositoryId: githubId(
    "GitHub's id of the repository. With both ids, only tokens that contain them are accepted.",
  ),
  subjectPrefix: z
    .string()
    .optional()
    .describe(
      "The beginning of the subjects of the repository's tokens, if GitHub shows another than repo:<owner>@<ownerId>/<name>@<repositoryId>.",
    ),
  environment: z
    .string()
    .optional()
    .describe(
      "The GitHub environment whose jobs deploy; its reviewers approve. Default: this environment's name.",
    ),
  branch: z
    .string()
    .optional()
    .describe('The branch that is deployed and whose scheduled runs may plan. Default "main".'),
  createProvider: z
    .boolean()
    .optional()
    .describe(
      'Whether this stack creates the identity provider for the issuer of the tokens; an account has one. Default true.',
    ),
  bucketPrefixes: z
    .array(z.string())
    .optional()
    .describe(
      'What the names of buckets may begin with for the deploy role to create and change them. Default: the buckets of the stores in this file, by name, so that a new store requires another deployment of the roles.',
    ),
  planRoleName: z
    .string()
    .optional()
    .describe(
      'Name of the role for plans, which only reads. Default callvault-plan-<environment>.',
    ),
  deployRoleName: z
    .string()
    .optional()
    .describe('Name of the role that deploys. Default callvault-deploy-<environment>.'),
});
