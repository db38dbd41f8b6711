import type { GithubClient } from './client';
import { readMerged } from './merged';
import { digestOfPullRequest } from './plan-digest';

/** @see GitHub GraphQL API, objects `PullRequest` and `PullRequestReview` */
const FIELDS = `mergedAt mergedBy { login } author { login }
reviews(first: 100, states: [APPROVED]) { nodes { submittedAt author { login } commit { oid } } }`;

interface Actor {
  readonly login: string;
}

interface Approved {
  readonly mergedAt: string | null;
  readonly mergedBy: Actor | null;
  readonly author: Actor | null;
  readonly reviews: {
    readonly nodes: readonly {
      readonly submittedAt: string | null;
      readonly author: Actor | null;
      readonly commit: { readonly oid: string } | null;
    }[];
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
  const merged = await readMerged<Approved>(github, commit, FIELDS);
  const digest = await digestOfPullRequest(github, merged, marker);
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
