import type { GithubClient } from './client';
import { isOurs } from './comment';
import type { Document } from './document';
import { type FoundPosts, type Post, type PostResult, upsertPost } from './upsert';

/** @see GitHub GraphQL API, object `Repository`, `issues` */
export const ISSUES = `query ($owner: String!, $name: String!, $cursor: String) {
  repository(owner: $owner, name: $name) {
    id
    issues(first: 100, after: $cursor, states: [OPEN], orderBy: { field: CREATED_AT, direction: ASC }) {
      nodes { id url body viewerDidAuthor }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;

/** @see GitHub GraphQL API, mutation `createIssue` */
export const CREATE_ISSUE = `mutation ($repository: ID!, $title: String!, $body: String!) {
  createIssue(input: { repositoryId: $repository, title: $title, body: $body }) {
    issue { id url body }
  }
}`;

/** @see GitHub GraphQL API, mutation `updateIssue` */
export const UPDATE_ISSUE = `mutation ($id: ID!, $title: String!, $body: String!) {
  updateIssue(input: { id: $id, title: $title, body: $body }) { issue { id } }
}`;

/** @see GitHub GraphQL API, mutation `closeIssue` */
export const CLOSE_ISSUE = `mutation ($id: ID!, $reason: IssueClosedStateReason!) {
  closeIssue(input: { issueId: $id, stateReason: $reason }) { issue { id } }
}`;

interface Issues {
  readonly repository: { readonly id: string; readonly issues: { readonly nodes: Post[] } };
}

/** An issue that callvault keeps. */
export interface IssueText extends Document {
  readonly title: string;
}

/**
 * Keeps one open issue: finds it by its marker and its author, and updates it in place.
 *
 * @throws HttpError if GitHub refuses
 */
export function postIssue(
  github: GithubClient,
  { marker, title, body }: IssueText,
): Promise<PostResult> {
  return upsertPost(
    {
      find: () => findIssues(github, marker),
      create: async (repository) => {
        const variables = { repository, title, body };
        const { createIssue } = await github.create<{ createIssue: { issue: Post } }>(
          CREATE_ISSUE,
          variables,
        );
        return createIssue.issue;
      },
      update: (id) => github.change(UPDATE_ISSUE, { id, title, body }),
      remove: (id) => github.change(CLOSE_ISSUE, { id, reason: 'NOT_PLANNED' }),
    },
    body,
  );
}

/**
 * Closes our open issues with a marker as completed.
 *
 * @returns the addresses of the closed issues
 * @throws HttpError if GitHub refuses
 */
export async function closeIssues(github: GithubClient, marker: string): Promise<string[]> {
  const { posts } = await findIssues(github, marker);
  for (const { id } of posts) await github.change(CLOSE_ISSUE, { id, reason: 'COMPLETED' });
  return posts.map(({ url }) => url);
}

async function findIssues(github: GithubClient, marker: string): Promise<FoundPosts> {
  const { repository } = await github.queryAll<Issues>(ISSUES, {});
  return { parentId: repository.id, posts: repository.issues.nodes.filter(isOurs(marker)) };
}
