import * as fs from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { buildSchema, graphql, type GraphQLSchema } from 'graphql';
import { GithubClient, type GithubRepository } from '../cli/github/client';
import { Secret } from '../core/secret';
import { LocalServer } from './local-server';
import type { VendorApi, VendorResponse } from './vendors/exchange';

/** The schema that GitHub publishes. */
let schema: GraphQLSchema | undefined;
const published = () =>
  (schema ??= buildSchema(
    fs.readFileSync('node_modules/@octokit/graphql-schema/schema.graphql', 'utf8'),
    { assumeValid: true },
  ));

/** A comment, an issue or a pull request. */
interface Entry {
  id: string;
  body: string;
  author: string;
  title?: string;
  closed?: string;
  head?: string;
  fork?: boolean;
}

interface Arguments {
  readonly input: Readonly<Record<string, string>>;
}

interface Listing {
  readonly first: number;
  readonly after?: string | null;
}

export const BOT = 'github-actions[bot]';

/** A repository on GitHub. It validates queries, mutations and answers against GitHub's published schema. */
export class LocalGithub {
  readonly comments: Entry[] = [];
  readonly issues: Entry[] = [];
  readonly pullRequests: Entry[] = [];
  /** Pull request 12 was merged as this commit. */
  merged: string | undefined;
  /** The approvals of pull request 12. */
  readonly approvals: { readonly by: string; readonly at: string; readonly commit: string }[] = [];
  /** Names of the mutations in the order they were received. */
  readonly mutations: string[] = [];
  /** Every request so far. */
  readonly seen: { readonly body: string }[] = [];
  /** Called before each request is handled; returns true if it has sent the answer. */
  before: (query: string, response: ServerResponse) => boolean | Promise<boolean> = () => false;
  /** Called after each request is handled; returns true if it has sent the answer. */
  after: (query: string, response: ServerResponse) => boolean = () => false;
  /** Answers a request at another server, whose address is given to {@link use}. */
  readonly api: VendorApi = async ({ path, authorization, body }) =>
    path === '/graphql' ? this.process(authorization, body) : undefined;
  private count = 0;
  private url = '';

  private readonly server = new LocalServer((request, response) => {
    void this.answer(request, response);
  });

  async start(): Promise<GithubRepository> {
    return this.use(await this.server.start());
  }

  /** Uses the address of another server. */
  use(url: string): GithubRepository {
    this.url = url;
    return this.repositoryFor('right-token');
  }

  /** A client that does not wait, neither between requests nor before repeating one. */
  client(token = 'right-token'): GithubClient {
    return new GithubClient(this.repositoryFor(token), {
      retry: { retryAfterBaseValue: 1 },
      throttle: { enabled: false },
    });
  }

  repositoryFor(token: string): GithubRepository {
    const repository = { owner: 'acme', name: 'recordings', token: new Secret(token) };
    return { ...repository, graphqlUrl: `${this.url}/graphql` };
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }

  add(list: Entry[], entry: Partial<Entry>): Entry {
    this.count += 1;
    const added = { id: `N_${this.count}`, body: '', author: BOT, ...entry };
    list.push(added);
    return added;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    this.seen.push({ body });
    const { query } = JSON.parse(body) as { query: string };
    if (await this.before(query, response)) return;
    const { status, body: result } = await this.process(request.headers.authorization, body);
    if (status === 200 && this.after(query, response)) return;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(result));
  }

  private async process(token: string | undefined, body: string): Promise<VendorResponse> {
    const { query, variables } = JSON.parse(body) as { query: string; variables: object };
    // GitHub accepts both words; its own Octokit sends the second.
    if (token !== 'Bearer right-token' && token !== 'token right-token') {
      return { status: 401, body: { message: 'Bad credentials' } };
    }
    const result = await graphql({
      schema: published(),
      source: query,
      rootValue: this.root(),
      variableValues: { ...variables },
    });
    return { status: 200, body: result };
  }

  private root() {
    return {
      repository: ({ owner, name }: { owner: string; name: string }) => {
        if (owner !== 'acme' || name !== 'recordings') throw new Error('Could not resolve');
        return this.repository();
      },
      ...this.commentMutations(),
      ...this.issueMutations(),
      ...this.pullRequestMutations(),
    };
  }

  private repository() {
    return {
      id: 'R_1',
      pullRequest: ({ number }: { number: number }) => {
        if (number !== 12) {
          throw new Error(`Could not resolve to a PullRequest with the number of ${number}.`);
        }
        return { id: 'PR_12', comments: (page: Listing) => this.page(this.comments, page) };
      },
      object: ({ oid }: { oid: string }) => ({
        __typename: 'Commit',
        associatedPullRequests: {
          nodes: [
            { number: 11, merged: false, mergeCommit: null },
            this.mergedPullRequest(this.merged ?? `not ${oid}`),
          ],
        },
      }),
      issues: (page: Listing) =>
        this.page(
          this.issues.filter(({ closed }) => closed === undefined),
          page,
        ),
      pullRequests: ({ headRefName }: { headRefName: string }) => ({
        nodes: this.pullRequests
          .filter(({ head }) => head === headRefName)
          .map((each) => this.shown(each)),
      }),
    };
  }

  private mergedPullRequest(oid: string) {
    const user = (login: string) => ({ __typename: 'User', login });
    return {
      number: 12,
      merged: true,
      mergedAt: '2026-11-20T10:00:00Z',
      mergedBy: user('joe'),
      mergeCommit: { oid },
      author: { __typename: 'Bot', login: BOT },
      reviews: {
        nodes: this.approvals.map(({ by, at, commit }) => ({
          submittedAt: at,
          author: user(by),
          commit: { oid: commit },
        })),
      },
    };
  }

  private page(list: readonly Entry[], { first, after }: Listing) {
    const from = after === undefined || after === null ? 0 : Number(after);
    return {
      nodes: list.slice(from, from + first).map((each) => this.shown(each)),
      pageInfo: { hasNextPage: list.length > from + first, endCursor: String(from + first) },
    };
  }

  private shown({ id, body, author, fork = false }: Entry) {
    const url = `https://github.com/acme/recordings/${id}`;
    return { id, url, body, viewerDidAuthor: author === BOT, isCrossRepository: fork };
  }

  private commentMutations() {
    return {
      addComment: ({ input: { body } }: Arguments) => {
        this.mutations.push('addComment');
        return { commentEdge: { node: this.shown(this.add(this.comments, { body })) } };
      },
      updateIssueComment: ({ input: { id, body } }: Arguments) => {
        this.mutations.push('updateIssueComment');
        const comment = this.find(this.comments, id);
        comment.body = body ?? '';
        return { issueComment: this.shown(comment) };
      },
      deleteIssueComment: ({ input: { id } }: Arguments) => {
        this.mutations.push('deleteIssueComment');
        this.comments.splice(this.comments.indexOf(this.find(this.comments, id)), 1);
        return { clientMutationId: null };
      },
    };
  }

  private issueMutations() {
    return {
      createIssue: ({ input: { title, body } }: Arguments) => {
        this.mutations.push('createIssue');
        return { issue: this.shown(this.add(this.issues, { title, body })) };
      },
      updateIssue: ({ input: { id, title, body } }: Arguments) => {
        this.mutations.push('updateIssue');
        return { issue: this.shown(Object.assign(this.find(this.issues, id), { title, body })) };
      },
      closeIssue: ({ input: { issueId, stateReason } }: Arguments) => {
        this.mutations.push('closeIssue');
        const issue = this.find(this.issues, issueId);
        issue.closed = stateReason ?? '';
        return { issue: this.shown(issue) };
      },
    };
  }

  private pullRequestMutations() {
    return {
      createPullRequest: ({ input: { headRefName: head, title, body } }: Arguments) => {
        this.mutations.push('createPullRequest');
        const exists = this.pullRequests.some((each) => each.head === head && !each.fork);
        if (exists) throw new Error(`A pull request already exists for acme:${head ?? ''}.`);
        return { pullRequest: this.shown(this.add(this.pullRequests, { head, title, body })) };
      },
      updatePullRequest: ({ input: { pullRequestId, title, body } }: Arguments) => {
        this.mutations.push('updatePullRequest');
        const found = this.find(this.pullRequests, pullRequestId);
        return { pullRequest: this.shown(Object.assign(found, { title, body })) };
      },
    };
  }

  private find(list: readonly Entry[], id: string | undefined): Entry {
    const found = list.find((each) => each.id === id);
    if (!found) throw new Error(`Could not resolve to a node with the global id of '${id ?? ''}'`);
    return found;
  }
}
