import { RefusedError } from '../../core/problem';
import type { GithubClient } from './client';

interface Merged<T> {
  readonly repository: {
    readonly object: { readonly associatedPullRequests?: { readonly nodes: readonly T[] } } | null;
  };
}

/** What a query has to ask of a pull request. */
interface MergedPullRequest {
  readonly number: number;
  readonly merged: boolean;
  readonly mergeCommit: { readonly oid: string } | null;
}

/**
 * Reads the pull request that was merged as a commit.
 *
 * @param fields - of GitHub's `PullRequest` that are read besides those of {@link MergedPullRequest}
 * @throws RefusedError if no pull request was merged as this commit
 * @see GitHub GraphQL API, object `Commit`, `associatedPullRequests`
 */
export async function readMerged<T extends object = object>(
  github: GithubClient,
  commit: string,
  fields = '',
): Promise<T & MergedPullRequest> {
  const { repository } = await github.query<Merged<T & MergedPullRequest>>(queryOf(fields), {
    commit,
  });
  const all = repository.object?.associatedPullRequests?.nodes ?? [];
  const merged = all.find((each) => each.merged && each.mergeCommit?.oid === commit);
  if (!merged) throw notReviewed('digest-merged', `no pull request was merged as ${commit}`);
  return merged;
}

const queryOf = (
  fields: string,
) => `query ($owner: String!, $name: String!, $commit: GitObjectID!) {
  repository(owner: $owner, name: $name) {
    object(oid: $commit) {
      ... on Commit {
        associatedPullRequests(first: 100) {
          nodes { number merged mergeCommit { oid } ${fields} }
        }
      }
    }
  }
}`;

/** The error for a commit whose review is not known. */
export function notReviewed(rule: string, what: string): RefusedError {
  return RefusedError.of(rule, what, 'Plan and review again in a pull request, and merge that.');
}
