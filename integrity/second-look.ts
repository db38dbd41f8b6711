import pMap from 'p-map';
import type { Discrepancy } from './discrepancy';
import type { Entry, Pointer } from './entry';
import { type Look, RefusedToLookError } from './look';

/** Concurrent requests: S3 answers thousands per second and prefix, and the vendor's writes share that quota. */
const CONCURRENCY = 16;

/** What is looked at again in one partition. Where more is wrong than that, something bigger is. */
export const MAX_SECOND_LOOKS = 2_000;

/**
 * Looks again at recordings that were not listed: a delete marker may hide them, they may stand elsewhere,
 * or have been written since.
 *
 * @param elsewhere - where a recording could stand by mistake, as beginnings of keys
 */
export async function lookForMissing(
  look: Look,
  pointers: readonly Pointer[],
  elsewhere: (pointer: Pointer) => readonly string[],
): Promise<Discrepancy[]> {
  const check = (pointer: Pointer) =>
    refusedIsNoAnswer(pointer, () => lookForOne(look, pointer, elsewhere(pointer)));
  const found = await pMap(pointers, check, { concurrency: CONCURRENCY });
  return found.flatMap((each) => each ?? []);
}

async function lookForOne(
  look: Look,
  pointer: Pointer,
  elsewhere: readonly string[],
): Promise<Discrepancy | undefined> {
  const { key, recording, open = false } = pointer;
  const found = await look.versions(key, open);
  if (found.state === 'there') return undefined;
  const about = { key, ...(recording !== undefined && { recording }) };
  if (found.state === 'hidden') {
    const detail = `deleted ${new Date(found.since).toISOString()}`;
    return { kind: 'hidden', ...about, foundAt: found.key, detail };
  }
  for (const beginning of elsewhere) {
    const foundAt = await look.tryFindFirst(beginning);
    if (foundAt !== undefined) return { kind: 'wrong-prefix', ...about, foundAt };
  }
  return { kind: 'missing', ...about };
}

/** Asks S3 what became of the copies that are not in the replica. */
export async function lookForCopies(look: Look, objects: readonly Entry[]): Promise<Discrepancy[]> {
  const check = (object: Entry) =>
    refusedIsNoAnswer(object, async () =>
      copyState(object, await look.replicationStatus?.(object.key), look),
    );
  return pMap(objects, check, { concurrency: CONCURRENCY });
}

/** @see Amazon S3 User Guide, "Getting replication status information" */
function copyState({ key }: Entry, status: string | undefined, look: Look): Discrepancy {
  if (!look.replicationStatus) {
    return {
      kind: 'replication-pending',
      key,
      detail: 'not in the replica; its status is not asked for',
    };
  }
  switch (status) {
    case 'PENDING':
      return { kind: 'replication-pending', key };
    case 'FAILED':
      return { kind: 'replication-failed', key };
    case 'COMPLETED':
      return {
        kind: 'replication-failed',
        key,
        detail: 'copied, but not in the replica as it is here',
      };
    default:
      return { kind: 'not-replicated', key };
  }
}

async function refusedIsNoAnswer<T>(
  { key }: Entry,
  ask: () => Promise<T>,
): Promise<T | Discrepancy> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof RefusedToLookError)) throw error;
    return { kind: 'could-not-check', key, detail: error.message };
  }
}
