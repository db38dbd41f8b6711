import { askGithub, type GithubPlace } from './api';
import type { Document } from './document';
import { keepOne, type Kept, type Thing } from './kept';
import { allPages, type Page } from './pages';

/** @see GitHub GraphQL API, object `Repository`, `issues` */
export const ISSUES = `query ($owner: String!, $name: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    id
    issues(first: 100, after: $after, states: [OPEN], orderBy: { field: CREATED_AT, direction: ASC }) {
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

interface Issue extends Thing {
  readonly viewerDidAuthor: boolean;
}

interface Issues {
  readonly repository: { readonly id: string; readonly issues: Page<Issue> };
}

/** An issue that callvault keeps. */
export interface IssueText extends Document {
  readonly title: string;
}

/**
 * Keeps one open issue: finds it by its marker and by who opened it, and changes it in place.
 *
 * @throws HttpError as GitHub refuses
 */
export function postIssue(place: GithubPlace, { marker, title, body }: IssueText): Promise<Kept> {
  const create = async () => {
    const { id: repository } = await read(place, null);
    const { createIssue } = await askGithub<{ createIssue: { issue: Thing } }>(place, {
      query: CREATE_ISSUE,
      variables: { repository, title, body },
      repeatable: false,
    });
    return { ...createIssue.issue, viewerDidAuthor: true };
  };
  const update = async ({ id }: Issue) => {
    const variables = { id, title, body };
    await askGithub(place, { query: UPDATE_ISSUE, variables, repeatable: true });
  };
  const remove = (issue: Issue) => close(place, issue, 'NOT_PLANNED');
  return keepOne({ find: () => findIssues(place, marker), create, update, remove }, body);
}

/**
 * Closes the issues of a marker: what they told of is over.
 *
 * @returns the addresses of those that were open
 * @throws HttpError as GitHub refuses
 */
export async function closeIssues(place: GithubPlace, marker: string): Promise<string[]> {
  const open = await findIssues(place, marker);
  for (const issue of open) await close(place, issue, 'COMPLETED');
  return open.map(({ url }) => url);
}

async function findIssues(place: GithubPlace, marker: string): Promise<Issue[]> {
  const all = await allPages(async (after) => (await read(place, after)).issues);
  return all.filter((each) => each.viewerDidAuthor && each.body.startsWith(marker));
}

async function read(place: GithubPlace, after: string | null): Promise<Issues['repository']> {
  const { owner, name } = place;
  const { repository } = await askGithub<Issues>(place, {
    query: ISSUES,
    variables: { owner, name, after },
    repeatable: true,
  });
  return repository;
}

async function close(place: GithubPlace, { id }: Issue, reason: string): Promise<void> {
  await askGithub(place, { query: CLOSE_ISSUE, variables: { id, reason }, repeatable: true });
}
