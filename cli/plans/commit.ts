import { RefusedError } from '../../core/problem';

/** Parses the id of a commit. A branch or a short id could name another commit later. @throws RefusedError */
export function parseCommit(written: string): string {
  if (/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(written)) return written;
  throw RefusedError.of(
    'plans-base',
    `${JSON.stringify(written)} is not the full id of a commit`,
    'Give the full id, as git rev-parse prints it.',
  );
}

/** The option of commands that need the base commit. */
export const BASE_OPTION = [
  '--base <commit>',
  'full id of the commit that the change is made to',
  parseCommit,
] as const;
