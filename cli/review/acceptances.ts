import type { Environment } from '../../config/environment';
import { RefusedError } from '../../core/problem';
import type { Acceptance } from '../../review/acceptance';
import { type Gate, NEW_ACCEPTANCES } from '../../review/finding';

/** The findings that environments accept. */
export function acceptancesOf(environments: readonly Environment[]): Acceptance[] {
  return environments.flatMap(({ name, accept = [] }) =>
    accept.map(({ store, ...rest }) => ({ ...rest, stack: `${store}-${name}` })),
  );
}

/**
 * Refuses to say that no acceptance is new if that is not known.
 *
 * @param before - the findings that were accepted before the change; undefined if that is not known
 * @throws RefusedError if new acceptances stop the change and it is not known which they are
 */
export function refuseUnknown(failOn: readonly Gate[], before: unknown): void {
  if (before !== undefined || !failOn.includes(NEW_ACCEPTANCES)) return;
  throw RefusedError.of(
    'review-new-acceptances',
    `--fail-on ${NEW_ACCEPTANCES} needs to know what was accepted before the change`,
    'Name the branch that the change is merged into with --base, or review a folder of callvault plan.',
  );
}
