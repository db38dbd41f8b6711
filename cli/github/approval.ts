import { RefusedError } from '../../core/problem';
import type { GithubClient } from './client';
import { readDigest } from './plan-digest';

/** @see GitHub GraphQL API, objects `PullRequest` and `PullRequestReview` */
export const APPROVALS = `query ($owner: String!, $name: String!, $commit: GitObjectID!) {
  repository(owner: $owner, name: $name) {
    object(oid: $commit) {
      ... on Commit {
        associatedPullRequests(first: 100) {
          nodes {
            number merged mergedAt
            mergedBy { login }
            mergeCommit { oid }
            author { login }
            reviews(first: 100, states: [APPROVED]) {
              nodes { submittedAt author { login } commit { oid } }
            }
          }
        }
      }
    }
  }
}`;

interface Actor {
  readonly login: string;
}

interface Approvals {
  readonly repository: {
    readonly object: {
      readonly associatedPullRequests?: {
        readonly nodes: readonly {
          readonly number: number;
          readonly merged: boolean;
          readonly mergedAt: string | null;
          readonly mergedBy: Actor | null;
          readonly mergeCommit: { readonly oid: string } | null;
          readonly author: Actor | null;
          readonly reviews: {
            readonly nodes: readonly {
              readonly submittedAt: string | null;
              readonly author: Actor | null;
              readonly commit: { readonly oid: string } | null;
            }[];
          };
        }[];
      };
    } | null;
  };
}

/** How a commit was reviewed and merged. */
export interface MergeApproval {
  readonly commit: string;
  readonly pullRequest: number;
  /** Digest of the plans that were reviewed. */
  readonly digest: string;
  readonly author: string;
  readonly mergedBy: string;
  /** ISO time. */
  readonly mergedAt: string;
  readonly approvals: readonly {
    readonly by: string;
    readonly at: string;
    /** The commit that was approved. */
    readonly commit: string;
  }[];
}

/** GitHub shows no account that was deleted. */
const loginOf = (actor: Actor | null) => actor?.login ?? 'a deleted account';

/**
 * Reads how a commit was reviewed and merged.
 *
 * @param marker - of the comment with the digest of the plans
 * @throws RefusedError if no pull request was merged as this commit, or if our comment has no digest
 */
export async function readApproval(
  github: GithubClient,
  commit: string,
  marker: string,
): Promise<MergeApproval> {
  const digest = await readDigest(github, commit, marker);
  const { repository } = await github.query<Approvals>(APPROVALS, { commit });
  const all = repository.object?.associatedPullRequests?.nodes ?? [];
  const merged = all.find((each) => each.merged && each.mergeCommit?.oid === commit);
  if (!merged) {
    throw RefusedError.of(
      'digest-merged',
      `no pull request was merged as ${commit}`,
      'Plan and review again in a pull request, and merge that.',
    );
  }
  return {
    commit,
    pullRequest: merged.number,
    digest,
    author: loginOf(merged.author),
    mergedBy: loginOf(merged.mergedBy),
    mergedAt: merged.mergedAt ?? '',
    approvals: merged.reviews.nodes.map(({ author, submittedAt, commit: approved }) => ({
      by: loginOf(author),
      at: submittedAt ?? '',
      commit: approved?.oid ?? '',
    })),
  };
}
