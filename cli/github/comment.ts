import { HttpError } from '../../http/error';
import type { GithubClient } from './client';
import type { Document } from './document';
import { type FoundPosts, type Post, type PostResult, upsertPost } from './upsert';

/** @see GitHub GraphQL API, object `PullRequest`; `viewerDidAuthor` of interface `Comment` */
export const COMMENTS = `query ($owner: String!, $name: String!, $number: Int!, $cursor: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      id
      comments(first: 100, after: $cursor) {
        nodes { id url body viewerDidAuthor }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}`;

/** @see GitHub GraphQL API, mutation `addComment` */
export const ADD_COMMENT = `mutation ($subject: ID!, $body: String!) {
  addComment(input: { subjectId: $subject, body: $body }) {
    commentEdge { node { id url body } }
  }
}`;

/** @see GitHub GraphQL API, mutation `updateIssueComment` */
export const UPDATE_COMMENT = `mutation ($id: ID!, $body: String!) {
  updateIssueComment(input: { id: $id, body: $body }) { issueComment { id } }
}`;

/** @see GitHub GraphQL API, mutation `deleteIssueComment` */
export const DELETE_COMMENT = `mutation ($id: ID!) {
  deleteIssueComment(input: { id: $id }) { clientMutationId }
}`;

interface Comments {
  readonly repository: {
    readonly pullRequest: { readonly id: string; readonly comments: { readonly nodes: Post[] } };
  };
}

/**
 * Keeps one comment on a pull request: finds it by its marker and its author, and updates it in place. A comment by
 * another author with the same marker is left alone.
 *
 * @throws HttpError if GitHub refuses
 */
export function postComment(
  github: GithubClient,
  number: number,
  { marker, body }: Document,
): Promise<PostResult> {
  return upsertPost(
    {
      find: () => findComments(github, number, marker),
      create: async (subject) => {
        const { addComment } = await github.create<{
          addComment: { commentEdge: { node: Post } };
        }>(ADD_COMMENT, { subject, body });
        return addComment.commentEdge.node;
      },
      update: (id) => github.change(UPDATE_COMMENT, { id, body }),
      remove: (id) => github.change(DELETE_COMMENT, { id }).catch(ignoreDeleted),
    },
    body,
  );
}

/**
 * Our own comments with a marker, the oldest first.
 *
 * @throws HttpError if GitHub refuses
 */
export async function findComments(
  github: GithubClient,
  number: number,
  marker: string,
): Promise<FoundPosts> {
  const { repository } = await github.queryAll<Comments>(COMMENTS, { number });
  const { id, comments } = repository.pullRequest;
  return { parentId: id, posts: comments.nodes.filter(isOurs(marker)) };
}

/** Matches our own posts with a marker. */
export function isOurs(marker: string): (post: Post) => boolean {
  return ({ viewerDidAuthor, body }) => viewerDidAuthor && body.startsWith(marker);
}

/** Another run may have deleted it already. */
function ignoreDeleted(error: unknown): void {
  const deleted = error instanceof HttpError && /could not resolve to a node/i.test(error.message);
  if (!deleted) throw error;
}
