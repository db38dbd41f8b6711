import { type Problem, problemIf } from '../core/problem';
import type { OidcTrust } from './oidc-trust';

/** @see GitHub Docs, "Configuring OpenID Connect in Amazon Web Services" */
export const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com';

/** The audience `aws-actions/configure-aws-credentials` requests by default. */
const GITHUB_AUDIENCE = 'sts.amazonaws.com';

/** The workflows that can assume the roles. */
export interface GithubTrust {
  /** `owner/name`, as GitHub writes it: IAM compares it case-sensitively. */
  readonly repository: string;
  /**
   * GitHub's id of the owner, `owner.id` in its API. Ids are never reassigned; names are.
   *
   * @default - tokens are accepted by name, and tokens that contain ids are refused
   */
  readonly ownerId?: number | undefined;
  /** GitHub's id of the repository, `id` in its API. Goes with `ownerId`. */
  readonly repositoryId?: number | undefined;
  /**
   * What the subjects of the repository's tokens begin with, up to the last colon before the kind of job.
   *
   * @default - computed from the name and the ids
   */
  readonly subjectPrefix?: string | undefined;
  /** The GitHub environment of the jobs that deploy. Its protection rules are the approval. */
  readonly environment: string;
  /** The branch whose scheduled runs plan. */
  readonly branch: string;
}

/**
 * The tokens of the jobs that plan, and of those that deploy.
 *
 * A pull request from a fork gets no token. One from a branch of the repository does, so everyone who can push a
 * branch can read what the plan role reads.
 *
 * @see GitHub Docs, "OpenID Connect reference", "Example subject claims"
 */
export function githubTokens(trust: GithubTrust): OidcTrust {
  const prefix = subjectPrefix(trust);
  return {
    issuer: GITHUB_ISSUER,
    audience: GITHUB_AUDIENCE,
    subjects: {
      plan: [`${prefix}:pull_request`, `${prefix}:ref:refs/heads/${trust.branch}`],
      deploy: [`${prefix}:environment:${trust.environment}`],
    },
  };
}

/**
 * With ids only the form with ids is accepted: a name can be registered again by another owner once it is free.
 *
 * @see GitHub changelog 2026-04-23, "Immutable subject claims for GitHub Actions OIDC tokens"; its example separates
 * the ids by `-`, GitHub Docs, "OpenID Connect reference", "Immutable subject claims", by `@`
 */
function subjectPrefix(trust: GithubTrust): string {
  const { repository, ownerId, repositoryId } = trust;
  if (trust.subjectPrefix !== undefined) return trust.subjectPrefix;
  if (ownerId === undefined || repositoryId === undefined) return `repo:${repository}`;
  const [owner = '', name = ''] = repository.split('/');
  return `repo:${owner}@${ownerId}/${name}@${repositoryId}`;
}

/** GitHub's own limits: 39 characters for an owner, 100 for a repository. */
const REPOSITORY = /^[A-Za-z0-9][\w-]{0,38}\/(?!\.{1,2}$|.*\.git$)[\w.-]{1,100}$/;

/** Characters that a subject contains unencoded, and that have no meaning to IAM. */
const PLAIN = /^[\w.-][\w./-]{0,254}$/;

/** One repository of one owner, without wildcards: `repo:<owner>/<name>`, each with or without its id. */
const PREFIX = /^repo:[\w.@-]+\/[\w.@-]+$/;

/** Refuses names that a token would contain in another form, or that would match more than one subject. */
export function checkGithubTrust(trust: GithubTrust): Problem[] {
  const { repository, environment, branch, subjectPrefix: prefix } = trust;
  return [
    ...(REPOSITORY.test(repository) ? [] : [notRepository(repository)]),
    ...(PLAIN.test(environment) && !environment.includes('/')
      ? []
      : [notPlain('environment', environment)]),
    ...(PLAIN.test(branch) ? checkBranch(branch) : [notPlain('branch', branch)]),
    ...(prefix === undefined || PREFIX.test(prefix) ? [] : [notPrefix(prefix)]),
    ...checkIds(trust),
    ...checkSamePrefix(trust),
  ];
}

function checkIds({ repository, ownerId, repositoryId, ...trust }: GithubTrust): Problem[] {
  if ((ownerId === undefined) !== (repositoryId === undefined)) {
    const [set, missing] =
      ownerId === undefined ? ['repositoryId', 'ownerId'] : ['ownerId', 'repositoryId'];
    return [
      {
        rule: 'ci-repository-ids',
        path: [set],
        what: `${set} is set and ${missing} is not, but tokens contain both ids or none`,
        fix: `Add ${missing}, or remove ${set}.`,
      },
    ];
  }
  const isUnnamed = ownerId === undefined && trust.subjectPrefix === undefined;
  return problemIf(isUnnamed && REPOSITORY.test(repository), {
    rule: 'ci-repository-ids',
    path: ['repository'],
    what: `the roles trust ${repository} by name only, and GitHub puts ids into the tokens of repositories created, renamed or transferred since 15 July 2026`,
    fix: `Run gh api repos/${repository} --jq '{ownerId: .owner.id, repositoryId: .id}', and write both here.`,
    warning: true,
  });
}

function notPrefix(prefix: string): Problem {
  return {
    rule: 'ci-subject-prefix',
    path: ['subjectPrefix'],
    what: `${JSON.stringify(prefix)} is not the beginning of the subjects of one repository`,
    fix: 'Write it as GitHub shows it, such as repo:acme@123456/recordings@456789, without a colon at the end.',
  };
}

const isId = (id: string | undefined, own: number | undefined) =>
  id === undefined || own === undefined || id === String(own);

/** What GitHub shows is used as it is, so it is only noticed when it is that of another repository. */
function checkSamePrefix(trust: GithubTrust): Problem[] {
  const { subjectPrefix: prefix = '', repository, ownerId, repositoryId } = trust;
  const found = /^repo:([\w.-]+?)(?:[@-](\d+))?\/([\w.-]+?)(?:[@-](\d+))?$/.exec(prefix);
  if (!found) return [];
  const [owner = '', name = ''] = repository.split('/');
  const [, itsOwner, itsOwnerId, itsName, itsId] = found;
  const isSame =
    (prefix === `repo:${repository}` || (itsOwner === owner && itsName === name)) &&
    isId(itsOwnerId, ownerId) &&
    isId(itsId, repositoryId);
  return problemIf(!isSame, {
    rule: 'ci-subject-prefix',
    path: ['subjectPrefix'],
    what: `${prefix} is the beginning of the subjects of another repository than ${repository}${withIds(trust)}`,
    fix: 'Remove it, or write it as GitHub shows it for this repository.',
    warning: true,
  });
}

const withIds = ({ ownerId, repositoryId }: GithubTrust) =>
  ownerId === undefined ? '' : ` with the ids ${ownerId} and ${repositoryId ?? ''}`;

/** @see Git documentation, "git-check-ref-format" */
function checkBranch(branch: string): Problem[] {
  const isName = !/^-|(?:^|\/)\.|\.\.|\/\/|\.lock(?:\/|$)|[./]$/.test(branch);
  return problemIf(!isName || branch.startsWith('refs/'), {
    rule: 'ci-github-name',
    path: ['branch'],
    what: `${JSON.stringify(branch)} is not the name of a branch${branch.startsWith('refs/') ? ', which tokens contain behind refs/heads/' : ''}`,
    fix: 'Write its name alone, such as main or release/1.0.',
  });
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
