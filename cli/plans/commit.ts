import { execFileSync } from 'node:child_process';
import { RefusedError } from '../../core/problem';

/**
 * The full id of a commit. A branch, a tag, HEAD or a short id is looked up in the repository of the current folder at
 * once: it could name another commit later.
 *
 * @throws RefusedError when it names no commit there
 */
export function parseCommit(written: string): string {
  if (/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(written)) return written;
  try {
    return execFileSync(
      'git',
      ['rev-parse', '--verify', '--quiet', '--end-of-options', `${written}^{commit}`],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    ).trim();
  } catch (cause) {
    throw RefusedError.of(
      'plans-base',
      `${JSON.stringify(written)} is not a commit of this repository`,
      'Give a full id, or a branch or tag that exists here: fetch it first.',
    ).causedBy(cause);
  }
}

/** The option of commands that need the base commit. */
export const BASE_OPTION = [
  '--base <commit>',
  'commit that the change is made to: its id, or a branch or tag, e.g. HEAD^1',
  parseCommit,
] as const;
