import { RefusedError } from '../../core/problem';
import { redact } from '../../core/redact';
import { Secret } from '../../core/secret';
import { HttpError, readDetails, renderDetails } from '../../http/error';
import { refuseUnsafe } from '../../http/json';

/** A repository on GitHub, and how to reach it. */
export interface GithubRepository {
  /** Address of the GraphQL API. */
  readonly graphqlUrl: string;
  readonly owner: string;
  /** Name of the repository, without its owner. */
  readonly name: string;
  readonly token: Secret;
}

/**
 * Reads the repository, the token and the address from the environment of a workflow.
 *
 * @throws RefusedError if the token or the repository is missing
 * @see GitHub Docs, "Variables reference": `GITHUB_REPOSITORY`, `GITHUB_GRAPHQL_URL`
 */
export function githubRepository(env: NodeJS.ProcessEnv): GithubRepository {
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
  what: 'GITHUB_TOKEN is not set; the GitHub API needs it',
  fix: 'Set it for this step: GITHUB_TOKEN: ${{ github.token }}.',
};

function noRepository(repository: string) {
  return {
    rule: 'github-repository',
    path: [],
    what: `GITHUB_REPOSITORY is ${JSON.stringify(repository)}, which is not a repository`,
    fix: 'Set it to owner/name; GitHub Actions sets it by itself.',
  };
}

/** Milliseconds until a request without an answer is given up. */
const TIMEOUT_MS = 30_000;

/** Times that a request is repeated at most. */
const RETRIES = 3;

/** Seconds that GitHub may ask to wait; if it asks for more, the command fails. */
const MAX_WAIT_SECONDS = 60;

/** Options of Octokit's plugins. */
interface PluginOptions {
  readonly retry?: object;
  readonly throttle?: object;
}

type Variables = Readonly<Record<string, unknown>>;
type Client = Awaited<ReturnType<typeof connect>>;

/**
 * GitHub's GraphQL API for one repository. Each method throws HttpError if GitHub refuses or does not answer; an answer
 * with errors is an error, whatever its status is.
 *
 * @see GitHub Docs, "Forming calls with GraphQL"
 */
export class GithubClient {
  private client: Promise<Client> | undefined;

  constructor(
    private readonly repository: GithubRepository,
    private readonly options: PluginOptions = {},
  ) {}

  /** Sends a query, with the variables `owner` and `name` added. */
  query<T>(query: string, variables: Variables): Promise<T> {
    const { owner, name } = this.repository;
    return this.send(({ graphql }) => graphql<T>(query, { owner, name, ...variables }));
  }

  /** Sends a query for each page of a list: it needs the variable `$cursor` and the field `pageInfo`. */
  queryAll<T extends object>(query: string, variables: Variables): Promise<T> {
    const { owner, name } = this.repository;
    return this.send(({ graphql }) => graphql.paginate<T>(query, { owner, name, ...variables }));
  }

  /** Sends a mutation that may be repeated: twice has the same effect as once. */
  change<T>(mutation: string, variables: Variables): Promise<T> {
    return this.send(({ graphql }) => graphql<T>(mutation, variables));
  }

  /** Sends a mutation that creates something. If its answer is lost, it is not repeated: the error is `ambiguous`. */
  create<T>(mutation: string, variables: Variables): Promise<T> {
    const once = { ...variables, request: { retries: 0 } };
    return this.send(({ graphql }) => graphql<T>(mutation, once));
  }

  private async send<T>(ask: (client: Client) => Promise<T | undefined>): Promise<T> {
    const { graphqlUrl, token } = this.repository;
    refuseUnsafe(graphqlUrl);
    this.client ??= connect(this.repository, this.options);
    try {
      const data = await ask(await this.client);
      if (data) return data;
    } catch (error) {
      throw explain(error, graphqlUrl, token);
    }
    throw new HttpError(graphqlUrl, 'answered with an error: no data');
  }
}

/** Octokit is loaded here, because loading it costs every other command a tenth of a second. */
async function connect({ graphqlUrl, token }: GithubRepository, options: PluginOptions) {
  const [{ Octokit }, { retry }, { throttling }, { paginateGraphQL }] = await Promise.all([
    import('@octokit/core'),
    import('@octokit/plugin-retry'),
    import('@octokit/plugin-throttling'),
    import('@octokit/plugin-paginate-graphql'),
  ]);
  return new (Octokit.plugin(retry, throttling, paginateGraphQL))({
    auth: token.reveal(),
    baseUrl: graphqlUrl.replace(/\/graphql$/, ''),
    userAgent: 'callvault',
    request: { fetch: fetchOnce },
    retry: { retries: RETRIES, ...options.retry },
    throttle: { onRateLimit: mayWait, onSecondaryRateLimit: mayWait, ...options.throttle },
  });
}

/** No redirect is followed: the token is for the server that was asked. */
function fetchOnce(url: string, init: RequestInit): Promise<Response> {
  return fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
}

/** Whether to repeat a request when the rate limit allows it again. */
const mayWait = (seconds: number, { request }: { readonly request: object }): boolean =>
  seconds <= MAX_WAIT_SECONDS && ((request as { retryCount?: number }).retryCount ?? 0) < RETRIES;

/** What Octokit's errors have in common. */
interface OctokitError {
  readonly message: string;
  readonly status?: number;
  /** Undefined if there was no answer. */
  readonly response?: { readonly data?: { readonly errors?: readonly Error[] } };
  /** Set if GitHub answered, but not with success. */
  readonly errors?: readonly { readonly message: string }[];
}

function explain(error: unknown, url: string, token: Secret): unknown {
  const { message, status, response, errors = response?.data?.errors } = error as OctokitError;
  if (errors) {
    const messages = errors.map((each) => each.message).join('; ');
    return new HttpError(url, `answered with an error: ${messages || 'no data'}${hint(messages)}`);
  }
  if (status === undefined) return error;
  if (!response) {
    const why = redact(message, [token]);
    return new HttpError(url, `did not answer: ${why}`, { ambiguous: true });
  }
  const details = readDetails(response.data, [token]);
  const facts = { status, details, ambiguous: status >= 500 };
  return new HttpError(url, `answered ${status}${renderDetails(details)}`, facts);
}

const hint = (messages: string) =>
  /not accessible by integration/i.test(messages)
    ? '\n  Give the job the permission it needs; a pull request from a fork never has it.'
    : '';
