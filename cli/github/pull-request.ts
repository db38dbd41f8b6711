import { HttpError } from '../../http/error';
import { askGithub, type GithubPlace } from './api';
import type { Document } from './document';
import { keepOne, type Kept, type Thing } from './kept';

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
      nodes { id url body isCrossRepository }
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

/** A pull request that callvault keeps. The branch is pushed already. */
export interface PullRequestText extends Document {
  readonly title: string;
  /** The branch with the change. */
  readonly head: string;
  /** The branch it is for. */
  readonly base: string;
}

interface PullRequest extends Thing {
  readonly isCrossRepository: boolean;
}

interface PullRequests {
  readonly repository: {
    readonly id: string;
    readonly pullRequests: { readonly nodes: readonly PullRequest[] };
  };
}

/**
 * Keeps one open pull request for a branch of the repository itself: GitHub has at most one for a branch and
 * where it is to go. One from a fork's branch of the same name is left alone.
 *
 * @throws HttpError as GitHub refuses
 */
export function postPullRequest(place: GithubPlace, text: PullRequestText): Promise<Kept> {
  const { title, body, head, base } = text;
  const { owner, name } = place;
  const read = async () => {
    const { repository } = await askGithub<PullRequests>(place, {
      query: PULL_REQUESTS,
      variables: { owner, name, head, base },
      repeatable: true,
    });
    return repository;
  };
  const find = async () =>
    (await read()).pullRequests.nodes.filter(({ isCrossRepository }) => !isCrossRepository);
  const create = async () => {
    const { id: repository } = await read();
    const variables = { repository, head, base, title, body };
    const { createPullRequest } = await askGithub<{
      createPullRequest: { pullRequest: Thing };
    }>(place, { query: CREATE_PULL_REQUEST, variables, repeatable: false }).catch(madeByAnother);
    return { ...createPullRequest.pullRequest, isCrossRepository: false };
  };
  const update = async ({ id }: PullRequest) => {
    const variables = { id, title, body };
    await askGithub(place, { query: UPDATE_PULL_REQUEST, variables, repeatable: true });
  };
  const remove = () => Promise.resolve();
  return keepOne({ find, create, update, remove }, body);
}

/** Another run was quicker; what it made is found, as what was made by a lost answer is. */
function madeByAnother(error: unknown): never {
  if (!(error instanceof HttpError) || !/already exists/i.test(error.message)) throw error;
  throw new HttpError(error.url, 'has it already', { ambiguous: true });
}
