import { RefusedError } from '../../core/problem';

/** The number of a pull request or merge request. @throws RefusedError */
export function parseNumber(written: string): number {
  if (/^[1-9]\d{0,8}$/.test(written)) return Number(written);
  throw RefusedError.of(
    'post-pull-request',
    `${JSON.stringify(written)} is not the number of a pull request or merge request`,
    'Write only the number: --pull-request 12.',
  );
}
