import { HttpError } from '../../http/error';
import { askGithub, type GithubPlace } from './api';
import type { Document } from './document';
import { keepOne, type Kept, type Thing } from './kept';
import { allPages, type Page } from './pages';

/** @see GitHub GraphQL API, object `PullRequest`; `viewerDidAuthor` of interface `Comment` */
export const COMMENTS = `query ($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      id
      comments(first: 100, after: $after) {
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

interface Comment extends Thing {
  readonly viewerDidAuthor: boolean;
}

interface Comments {
  readonly repository: {
    readonly pullRequest: { readonly id: string; readonly comments: Page<Comment> };
  };
}

/**
 * Keeps one comment on a pull request: finds it by its marker and by who wrote it, and changes it in place.
 * A comment of somebody else with the same marker is left alone.
 *
 * @throws HttpError as GitHub refuses
 */
export function postComment(
  place: GithubPlace,
  number: number,
  { marker, body }: Document,
): Promise<Kept> {
  const find = () => readComments(place, number, marker);
  const create = async () => {
    const { id: subject } = await readPage(place, number, null);
    const { addComment } = await askGithub<{
      addComment: { commentEdge: { node: Thing } };
    }>(place, { query: ADD_COMMENT, variables: { subject, body }, repeatable: false });
    return { ...addComment.commentEdge.node, viewerDidAuthor: true };
  };
  const update = async ({ id }: Comment) => {
    await askGithub(place, { query: UPDATE_COMMENT, variables: { id, body }, repeatable: true });
  };
  const remove = ({ id }: Comment) =>
    removeAny(() =>
      askGithub(place, { query: DELETE_COMMENT, variables: { id }, repeatable: true }),
    );
  return keepOne({ find, create, update, remove }, body);
}

/**
 * Our own comments with a marker, the oldest first.
 *
 * @throws HttpError as GitHub refuses
 */
export async function readComments(
  place: GithubPlace,
  number: number,
  marker: string,
): Promise<Comment[]> {
  const all = await allPages(async (after) => (await readPage(place, number, after)).comments);
  return all.filter((each) => each.viewerDidAuthor && each.body.startsWith(marker));
}

async function readPage(place: GithubPlace, number: number, after: string | null) {
  const { owner, name } = place;
  const { repository } = await askGithub<Comments>(place, {
    query: COMMENTS,
    variables: { owner, name, number, after },
    repeatable: true,
  });
  return repository.pullRequest;
}

/** Another run may have taken it away already. */
async function removeAny(remove: () => Promise<unknown>): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (!(error instanceof HttpError) || !/could not resolve to a node/i.test(error.message)) {
      throw error;
    }
  }
}
