import type { GithubClient } from './client';
import { findComments } from './comment';
import { notReviewed, readMerged } from './merged';

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
  return digestOfPullRequest(github, await readMerged(github, commit), marker);
}

/**
 * Reads the digest of the plans that were reviewed in a pull request, from our own comment.
 *
 * @throws RefusedError if our comment has no digest
 */
export async function digestOfPullRequest(
  github: GithubClient,
  { number }: { readonly number: number },
  marker: string,
): Promise<string> {
  const { posts } = await findComments(github, number, marker);
  // The last match counts: the review above it may quote anything.
  const digests = posts[0]?.body.matchAll(/^Plan digest `(sha256:[0-9a-f]{64})` of /gm) ?? [];
  const [, digest] = [...digests].at(-1) ?? [];
  if (digest !== undefined) return digest;
  throw notReviewed(
    'digest-comment',
    `callvault's comment on pull request ${number} is missing or has no digest`,
  );
}
