import pMap from 'p-map';
import { refusals, type RefusedLookup } from '../doctor/observed';
import type { AccountReader } from './account-reader';
import type { CreatedResource } from './created';
import type { ExistingResource } from './judge';

/** Lookups at the same time: each is one or two requests. */
const AT_A_TIME = 8;

/** What has the names of resources that are to be created. */
export interface FoundExisting {
  readonly existing: readonly ExistingResource[];
  /** What has a name that nothing has yet. */
  readonly missing: readonly CreatedResource[];
  /** The lookups that AWS refused. */
  readonly unknown: readonly RefusedLookup[];
}

/**
 * Looks in the account for the names of resources that are to be created.
 *
 * @throws what the SDK throws if there is no answer
 */
export async function findExisting(
  created: readonly CreatedResource[],
  reader: Pick<AccountReader, 'find'>,
): Promise<FoundExisting> {
  const answers = await pMap(
    created,
    async (each) => ({ created: each, live: await reader.find(each) }),
    { concurrency: AT_A_TIME },
  );
  return {
    existing: answers.flatMap(({ created: each, live }) =>
      live.kind === 'value' ? [{ created: each, live: live.value }] : [],
    ),
    missing: answers.flatMap(({ created: each, live }) => (live.kind === 'missing' ? [each] : [])),
    unknown: refusals(answers),
  };
}
