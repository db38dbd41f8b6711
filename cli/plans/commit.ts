import { execFileSync, spawnSync } from 'node:child_process';
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
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], env: inEnglish() },
    ).trim();
  } catch (cause) {
    const {
      what = 'is not a commit of this repository',
      fix = 'Give a full id, or a branch or tag that exists here: fetch it first.',
    } = tryFindGitProblem() ?? {};
    throw RefusedError.of('plans-base', `${JSON.stringify(written)} ${what}`, fix).causedBy(cause);
  }
}

const inEnglish = () => ({ ...process.env, LC_ALL: 'C' });

/**
 * What keeps Git from reading any commit: it is not installed, or it refuses a repository of another user, which is what a
 * container often has.
 *
 * @returns the end of a sentence about a commit, and what to do
 * @see Git documentation, "git-config", `safe.directory`
 */
export function tryFindGitProblem(): { readonly what: string; readonly fix: string } | undefined {
  const { error, stderr } = spawnSync('git', ['rev-parse', '--git-dir'], {
    encoding: 'utf8',
    env: inEnglish(),
  });
  if (error) {
    return {
      what: `cannot be looked up: git could not be started: ${error.message}`,
      fix: 'Install Git on the PATH.',
    };
  }
  const [, folder] = /dubious ownership in repository at '([^']+)'/.exec(stderr) ?? [];
  return folder === undefined
    ? undefined
    : {
        what: 'cannot be looked up: Git refuses this repository, because another user owns it',
        fix: `Give the files to the user who runs the command, or trust them: git config --global --add safe.directory ${folder}.`,
      };
}

/** The option of commands that need the base commit. */
export const BASE_OPTION = [
  '--base <commit>',
  'commit that the change is made to: its id, or a branch or tag, e.g. HEAD^1',
  parseCommit,
] as const;
