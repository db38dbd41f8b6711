import pMap from 'p-map';
import { type BucketReader, ifDenied } from './bucket-reader';
import type { Discrepancy } from './discrepancy';
import type { Entry, Pointer } from './entry';

/** S3 answers thousands of requests per second and prefix; the vendor's uploads share them. */
const CONCURRENCY = 16;

/** Entries per partition that are looked at again. If more differ, they have a common cause. */
export const MAX_SECOND_LOOKS = 2_000;

/** Where to look for a recording, as beginnings of keys. */
export interface Places {
  /** Where it could be by mistake. */
  readonly elsewhere: (pointer: Pointer) => readonly string[];
  /** Other keys that it may rightly have, e.g. on a previous path. @default - none */
  readonly others?: (pointer: Pointer) => readonly string[];
}

/**
 * Looks again at recordings that were not listed: they may be hidden by a delete marker, be elsewhere, or have been
 * written since.
 */
export async function classifyMissing(
  reader: BucketReader,
  pointers: readonly Pointer[],
  places: Places,
): Promise<Discrepancy[]> {
  const classify = (pointer: Pointer) =>
    orUnknown(pointer, () => classifyOne(reader, pointer, places));
  const found = await pMap(pointers, classify, { concurrency: CONCURRENCY });
  return found.flatMap((each) => each ?? []);
}

async function classifyOne(
  reader: BucketReader,
  pointer: Pointer,
  places: Places,
): Promise<Discrepancy | undefined> {
  const { key, recording, open = false } = pointer;
  for (const each of [key, ...(places.others?.(pointer) ?? [])]) {
    const version = await reader.versions(each, open);
    if (version.state === 'there') return undefined;
    if (version.state === 'hidden') {
      const detail = `deleted ${new Date(version.since).toISOString()}`;
      return { kind: 'hidden', key, recording, foundAt: version.key, detail };
    }
  }
  for (const beginning of places.elsewhere(pointer)) {
    const foundAt = await reader.tryFindFirst(beginning);
    if (foundAt !== undefined) return { kind: 'wrong-prefix', key, recording, foundAt };
  }
  return { kind: 'missing', key, recording };
}

/** Asks S3 for the replication status of objects that the replica lacks. */
export async function classifyUncopied(
  { replicationStatus }: BucketReader,
  objects: readonly Entry[],
): Promise<Discrepancy[]> {
  const classify = (object: Entry) =>
    orUnknown(object, async () =>
      replicationStatus
        ? explainStatus(object, await replicationStatus(object.key))
        : unaskedStatus(object),
    );
  return pMap(objects, classify, { concurrency: CONCURRENCY });
}

function unaskedStatus({ key }: Entry): Discrepancy {
  const detail = 'not in the replica; the check may not ask S3 for its status';
  return { kind: 'replication-pending', key, detail };
}

/** @see Amazon S3 User Guide, "Getting replication status information" */
function explainStatus({ key }: Entry, status: string | undefined): Discrepancy {
  switch (status) {
    case 'PENDING':
      return { kind: 'replication-pending', key };
    case 'FAILED':
      return { kind: 'replication-failed', key };
    case 'COMPLETED': {
      const detail = 'S3 reports it as copied, but the replica lacks it or has another size';
      return { kind: 'replication-failed', key, detail };
    }
    default:
      return { kind: 'not-replicated', key };
  }
}

async function orUnknown<T>({ key }: Entry, ask: () => Promise<T>): Promise<T | Discrepancy> {
  return ifDenied<T, Discrepancy>(ask, (detail) => ({ kind: 'could-not-check', key, detail }));
}
