import { RefusedError } from '../../core/problem';
import { Secret } from '../../core/secret';
import { HttpError } from '../../http/error';
import { requestJson } from '../../http/json';

/** Where GitHub is, and which repository is meant. */
export interface GithubPlace {
  /** Address of the GraphQL API. */
  readonly graphqlUrl: string;
  readonly owner: string;
  /** Name of the repository, without its owner. */
  readonly name: string;
  readonly token: Secret;
}

/**
 * The repository, the token and the address that a workflow has in its environment.
 *
 * @throws RefusedError where there is no token, or no repository
 * @see GitHub Docs, "Variables reference": `GITHUB_REPOSITORY`, `GITHUB_GRAPHQL_URL`
 */
export function githubPlace(env: NodeJS.ProcessEnv): GithubPlace {
  const { GITHUB_TOKEN: token = '', GITHUB_REPOSITORY: repository = '' } = env;
  const [, owner = '', name = ''] = /^([\w-]+)\/([\w.-]+)$/.exec(repository) ?? [];
  const problems = [
    ...(token === '' ? [NO_TOKEN] : []),
    ...(owner === '' ? [noRepository(repository)] : []),
  ];
  if (problems.length > 0) throw new RefusedError(problems);
  const graphqlUrl = env.GITHUB_GRAPHQL_URL ?? 'https://api.github.com/graphql';
  return { graphqlUrl, owner, name, token: new Secret(token) };
}

const NO_TOKEN = {
  rule: 'github-token',
  path: [],
  what: 'GITHUB_TOKEN is not set, and GitHub takes nothing from nobody',
  fix: 'Set it for this step: GITHUB_TOKEN: ${{ github.token }}.',
};

function noRepository(repository: string) {
  return {
    rule: 'github-repository',
    path: [],
    what: `GITHUB_REPOSITORY is ${JSON.stringify(repository)}, which is no repository`,
    fix: 'Set it to owner/name; GitHub Actions does so by itself.',
  };
}

/** What is asked of GitHub. */
export interface GithubRequest {
  /** A query or a mutation. */
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Whether asking twice does the same as asking once: true of all but what creates. */
  readonly repeatable: boolean;
}

/**
 * Asks GitHub. An answer with errors is an error, whatever its status is.
 *
 * @throws HttpError for no answer, and for one that is no success
 * @see GitHub Docs, "Forming calls with GraphQL"
 */
export async function askGithub<T>(place: GithubPlace, request: GithubRequest): Promise<T> {
  const { graphqlUrl: url, token } = place;
  const { query, variables, repeatable } = request;
  const answer = (await requestJson({
    ...{ url, method: 'POST', repeatable, secrets: [token] },
    headers: {
      authorization: `Bearer ${token.reveal()}`,
      'content-type': 'application/json',
      'user-agent': 'callvault',
    },
    body: JSON.stringify({ query, variables }),
  })) as { data?: T | null; errors?: readonly { message?: string }[] } | undefined;
  if (answer?.data && !answer.errors) return answer.data;
  throw refused(url, answer?.errors ?? []);
}

function refused(url: string, errors: readonly { message?: string }[]): HttpError {
  const message = errors.map((each) => each.message ?? 'no message').join('; ');
  const rights = /not accessible by integration/i.test(message)
    ? '\n  Give the job the permission it needs; for a pull request from a fork it never has one.'
    : '';
  return new HttpError(url, `answered with an error: ${message || 'no data'}${rights}`);
}
