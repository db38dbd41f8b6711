import { RefusedError } from '../../core/problem';
import { askGithub, type GithubPlace } from './api';
import { readComments } from './comment';

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
 * The digest of the plans that were read before a commit was merged: it stands in our own comment on its
 * pull request.
 *
 * @param marker - of the comment
 * @throws RefusedError where the commit was not merged by a pull request, or none of ours says a digest
 */
export async function readDigest(
  place: GithubPlace,
  commit: string,
  marker: string,
): Promise<string> {
  const { owner, name } = place;
  const { repository } = await askGithub<Merged>(place, {
    ...{ query: MERGED, variables: { owner, name, commit }, repeatable: true },
  });
  const found = repository.object?.associatedPullRequests?.nodes ?? [];
  const merged = found.find((each) => each.merged && each.mergeCommit?.oid === commit);
  if (!merged) throw refused('digest-merged', `${commit} was merged by no pull request`);
  const [comment] = await readComments(place, merged.number, marker);
  // The last one: what is said before it is a review, which may quote anything.
  const said = [...(comment?.body ?? '').matchAll(/^Plan digest `(sha256:[0-9a-f]{64})` of /gm)];
  const [, digest] = said.at(-1) ?? [];
  if (digest !== undefined) return digest;
  throw refused(
    'digest-comment',
    `no comment of ours on pull request ${merged.number} says a digest`,
  );
}

function refused(rule: string, what: string): RefusedError {
  const fix = 'Plan and review again in a pull request, and merge that.';
  return new RefusedError([{ rule, path: [], what, fix }]);
}
