import { HttpError } from '../../http/error';
import type { GithubClient } from './client';
import type { Document } from './document';
import { type Post, type PostResult, upsertPost } from './upsert';

/** @see GitHub GraphQL API, object `Repository`, `pullRequests` */
export const PULL_REQUESTS = `query ($owner: String!, $name: String!, $head: String!, $base: String!) {
  repository(owner: $owner, name: $name) {
    id
    pullRequests(
      first: 100
      states: [OPEN]
      headRefName: $head
      baseRefName: $base
      orderBy: { field: CREATED_AT, direction: ASC }
    ) {
      nodes { id url body viewerDidAuthor isCrossRepository }
    }
  }
}`;

/** @see GitHub GraphQL API, mutation `createPullRequest` */
export const CREATE_PULL_REQUEST = `mutation (
  $repository: ID!
  $head: String!
  $base: String!
  $title: String!
  $body: String!
) {
  createPullRequest(
    input: {
      repositoryId: $repository
      headRefName: $head
      baseRefName: $base
      title: $title
      body: $body
    }
  ) {
    pullRequest { id url body }
  }
}`;

/** @see GitHub GraphQL API, mutation `updatePullRequest` */
export const UPDATE_PULL_REQUEST = `mutation ($id: ID!, $title: String!, $body: String!) {
  updatePullRequest(input: { pullRequestId: $id, title: $title, body: $body }) {
    pullRequest { id }
  }
}`;

/** A pull request that callvault keeps. Its branch is already pushed. */
export interface PullRequestText extends Document {
  readonly title: string;
  /** The branch with the change. */
  readonly head: string;
  /** The branch to merge into. */
  readonly base: string;
}

interface PullRequests {
  readonly repository: {
    readonly id: string;
    readonly pullRequests: {
      readonly nodes: readonly (Post & { readonly isCrossRepository: boolean })[];
    };
  };
}

/**
 * Keeps one open pull request for a branch of the repository itself: GitHub allows at most one per branch and base. A
 * pull request from a fork's branch of the same name is left alone.
 *
 * @throws HttpError if GitHub refuses
 */
export function postPullRequest(
  github: GithubClient,
  { title, body, head, base }: PullRequestText,
): Promise<PostResult> {
  return upsertPost(
    {
      find: async () => {
        const { repository } = await github.query<PullRequests>(PULL_REQUESTS, { head, base });
        const { nodes } = repository.pullRequests;
        return {
          parentId: repository.id,
          posts: nodes.filter(({ isCrossRepository }) => !isCrossRepository),
        };
      },
      create: async (repository) => {
        const variables = { repository, head, base, title, body };
        const { createPullRequest } = await github
          .create<{ createPullRequest: { pullRequest: Post } }>(CREATE_PULL_REQUEST, variables)
          .catch(explainExisting);
        return createPullRequest.pullRequest;
      },
      update: (id) => github.change(UPDATE_PULL_REQUEST, { id, title, body }),
      remove: () => Promise.resolve(),
    },
    body,
  );
}

/** If another run created it first, it is found like one whose answer was lost. */
function explainExisting(error: unknown): never {
  if (!(error instanceof HttpError) || !/already exists/i.test(error.message)) throw error;
  throw new HttpError(error.url, 'already has this pull request', { ambiguous: true });
}
