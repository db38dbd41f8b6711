import type { Problem } from '../core/problem';

/** @see GitHub Docs, "Configuring OpenID Connect in Amazon Web Services" */
export const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com';

/** The audience `aws-actions/configure-aws-credentials` requests by default. */
export const GITHUB_AUDIENCE = 'sts.amazonaws.com';

/** The workflows that can assume the roles. */
export interface GithubTrust {
  /** `owner/name`, as GitHub writes it: IAM compares it case-sensitively. */
  readonly repository: string;
  /** The GitHub environment of the jobs that deploy. Its protection rules are the approval. */
  readonly environment: string;
  /** The branch whose scheduled runs plan. */
  readonly branch: string;
}

/**
 * The `sub` claims of the tokens of the jobs that plan, and of those that deploy.
 *
 * A pull request from a fork gets no token. One from a branch of the repository does, so everyone who can push a
 * branch can read what the plan role reads.
 *
 * @see GitHub Docs, "OpenID Connect reference", "Example subject claims"
 */
export function githubSubjects({ repository, environment, branch }: GithubTrust): {
  plan: readonly string[];
  deploy: string;
} {
  return {
    plan: [`repo:${repository}:pull_request`, `repo:${repository}:ref:refs/heads/${branch}`],
    deploy: `repo:${repository}:environment:${environment}`,
  };
}

/** GitHub's own limits: 39 characters for an owner, 100 for a repository. */
const REPOSITORY = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\/[\w.-]{1,100}$/;

/** Characters that a subject contains unencoded, and that have no meaning to IAM. */
const PLAIN = /^[\w.-][\w./-]{0,254}$/;

/** Refuses names that a token would contain in another form, or that would match more than one subject. */
export function checkGithubTrust({ repository, environment, branch }: GithubTrust): Problem[] {
  return [
    ...(REPOSITORY.test(repository) ? [] : [notRepository(repository)]),
    ...(PLAIN.test(environment) && !environment.includes('/')
      ? []
      : [notPlain('environment', environment)]),
    ...(PLAIN.test(branch) ? [] : [notPlain('branch', branch)]),
  ];
}

function notRepository(repository: string): Problem {
  return {
    rule: 'ci-repository',
    path: ['repository'],
    what: `${JSON.stringify(repository)} is not the name of one GitHub repository`,
    fix: 'Write it as owner/name, as in the address of its page.',
  };
}

function notPlain(key: 'environment' | 'branch', value: string): Problem {
  return {
    rule: 'ci-github-name',
    path: [key],
    what: `${JSON.stringify(value)} contains characters that GitHub encodes in tokens or that IAM treats as wildcards`,
    fix: `Use letters, digits and . _ -${key === 'branch' ? ' /' : ''} in the name of the ${key}.`,
  };
}
