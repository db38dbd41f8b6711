import { RefusedError } from '../../core/problem';
import type { GithubClient } from './client';
import { findComments } from './comment';

/** @see GitHub GraphQL API, object `Commit`, `associatedPullRequests` */
export const MERGED = `query ($owner: String!, $name: String!, $commit: GitObjectID!) {
  repository(owner: $owner, name: $name) {
    object(oid: $commit) {
      ... on Commit {
        associatedPullRequests(first: 100) {
          nodes { number merged mergeCommit { oid } }
        }
      }
    }
  }
}`;

interface Merged {
  readonly repository: {
    readonly object: {
      readonly associatedPullRequests?: {
        readonly nodes: readonly {
          readonly number: number;
          readonly merged: boolean;
          readonly mergeCommit: { readonly oid: string } | null;
        }[];
      };
    } | null;
  };
}

/**
 * Reads the digest of the plans that were reviewed before a commit was merged, from our own comment on its pull request.
 *
 * @param marker - of the comment
 * @throws RefusedError if no pull request was merged as this commit, or if our comment has no digest
 */
export async function readDigest(
  github: GithubClient,
  commit: string,
  marker: string,
): Promise<string> {
  const { repository } = await github.query<Merged>(MERGED, { commit });
  const pullRequests = repository.object?.associatedPullRequests?.nodes ?? [];
  const pullRequest = pullRequests.find((each) => each.merged && each.mergeCommit?.oid === commit);
  if (!pullRequest) throw refused('digest-merged', `no pull request was merged as ${commit}`);
  const { posts } = await findComments(github, pullRequest.number, marker);
  // The last match counts: the review above it may quote anything.
  const digests = posts[0]?.body.matchAll(/^Plan digest `(sha256:[0-9a-f]{64})` of /gm) ?? [];
  const [, digest] = [...digests].at(-1) ?? [];
  if (digest !== undefined) return digest;
  throw refused(
    'digest-comment',
    `callvault's comment on pull request ${pullRequest.number} is missing or has no digest`,
  );
}

function refused(rule: string, what: string): RefusedError {
  const fix = 'Plan and review again in a pull request, and merge that.';
  return new RefusedError([{ rule, path: [], what, fix }]);
}
