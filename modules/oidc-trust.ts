import { type Problem, problemIf, under } from '../core/problem';
import { coversPattern } from '../core/wildcard';

/** The tokens that can assume the two roles of an environment. */
export interface OidcTrust {
  /** The `iss` claim of the tokens. */
  readonly issuer: string;
  /** Their `aud` claim. */
  readonly audience: string;
  /** The `sub` claims of the jobs that plan, and of those that deploy. May end in `:*`. */
  readonly subjects: { readonly plan: readonly string[]; readonly deploy: readonly string[] };
}

/**
 * A URL without a port, a query, and a slash at the end.
 *
 * @see IAM API Reference, "CreateOpenIDConnectProvider", `Url`
 */
const ISSUER = /^https:\/\/[\w-]+(?:\.[\w-]+)+(?:\/[\w.~-]+)*$/;

/** Printable ASCII without IAM's wildcards, and without the beginnings of variables of IAM and Terraform. */
const PLAIN = /^(?!.*[$%]\{)[!-)+->@-~]{1,255}$/;

/** One repository of one owner, also in groups, each with or without its id. */
const REPOSITORY = /^[\w.-]+(?:@\d+)?(?:\/[\w.-]+(?:@\d+)?)+$/;

const UUID =
  /^(?:\{[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/i;

/** Claims whose value is a repository. */
const REPOSITORY_CLAIMS = ['repo', 'repository', 'project_path', 'job_project_path'];

/** Claims that tokens of many repositories have in common, as the first one of a subject. */
const SHARED_CLAIM =
  /^(?:actor|base_ref|context|enterprise|environment|event_name|head_ref|job_workflow|namespace|ref|repository_(?:owner|visibility)|runner_environment|workflow)(?:_\w+)?$/;

/** An owner of repositories alone. */
const OWNER = /^(?:(?:group|org|organization|owner|team|workspace)(?:_\w+)?:)?[\w.-]+$/;

/** Refuses issuers and audiences that IAM does not accept, and subjects of more than one repository. */
export function checkOidcTrust({ issuer, audience, subjects }: OidcTrust): Problem[] {
  const { plan, deploy } = subjects;
  const wrong = [
    ...plan.flatMap((each, index) => checkSubject('plan', each).map(under('plan', index))),
    ...deploy.flatMap((each, index) => checkSubject('deploy', each).map(under('deploy', index))),
  ];
  const ofSubjects = wrong.length > 0 ? wrong : checkApart(plan, deploy);
  return [
    ...problemIf(!ISSUER.test(issuer) || issuer.length > 255, {
      rule: 'ci-oidc-issuer',
      path: ['issuer'],
      what: `${JSON.stringify(issuer)} is not the address of an issuer, as IAM requires it`,
      fix: 'Write the iss claim of the tokens: https:// and a host without a port, with a path or without, and no slash at the end, such as https://gitlab.com.',
    }),
    ...problemIf(!PLAIN.test(audience), {
      rule: 'ci-oidc-audience',
      path: ['audience'],
      what: `${JSON.stringify(audience)} is not one audience of at most 255 characters`,
      fix: 'Write the aud claim of the tokens as it is, without wildcards and spaces, such as https://gitlab.com.',
    }),
    ...ofSubjects.map(under('subjects')),
  ];
}

function checkSubject(use: 'plan' | 'deploy', subject: string): Problem[] {
  const isPattern = subject.endsWith(':*');
  const parts = (isPattern ? subject.slice(0, -2) : subject).split(':');
  const problem = (what: string, fix: string) => [
    { rule: 'ci-oidc-subject', path: [], what: `${JSON.stringify(subject)} ${what}`, fix },
  ];
  if (!PLAIN.test(parts.join(':'))) {
    return problem(
      'is neither the subject of a token nor its beginning with :* at the end',
      'Write the sub claim of the tokens as it is, with at most 255 characters and no other wildcard than :* at the end.',
    );
  }
  if (!isOneRepository(parts, isPattern)) {
    return problem(
      'could be the subject of tokens of more than one repository',
      'Name the repository, as owner/name or by its UUID: for example project_path:acme/recordings:ref_type:branch:ref:main.',
    );
  }
  if (use === 'plan' || !isUnreviewed(parts, isPattern)) return [];
  return problem(
    'would let jobs deploy whose changes were not reviewed',
    'Write the whole subject of the jobs that deploy. Only after two UUIDs, those of a repository and of its deployment environment, may it end in :*.',
  );
}

function isUnreviewed(parts: readonly string[], isPattern: boolean): boolean {
  if (!isPattern) return parts.at(-1) === 'pull_request';
  return parts.slice(0, 2).filter((part) => UUID.test(part)).length < 2;
}

function isOneRepository(parts: readonly string[], isPattern: boolean): boolean {
  const [first = ''] = parts;
  const claims = parts.flatMap((part, index) =>
    REPOSITORY_CLAIMS.includes(part) ? [parts[index + 1] ?? ''] : [],
  );
  if (claims.length > 0) return claims.every((value) => REPOSITORY.test(value) || UUID.test(value));
  if (REPOSITORY.test(first) || UUID.test(first)) return true;
  return !isPattern && !SHARED_CLAIM.test(first) && !OWNER.test(parts.join(':'));
}

/** A job that plans runs the code of a change before its review, so it must not be able to deploy. */
function checkApart(plan: readonly string[], deploy: readonly string[]): Problem[] {
  return plan.flatMap((subject, index) =>
    deploy
      .filter((wide) => coversPattern(wide, subject))
      .slice(0, 1)
      .map((wide) => ({
        rule: 'ci-oidc-subjects-apart',
        path: ['plan', index],
        what: `jobs with the subject ${subject} plan, and could deploy as ${wide}`,
        fix: 'Give jobs that deploy a subject of their own: that of a branch or of a deployment environment that only reviewed changes reach.',
      })),
  );
}
