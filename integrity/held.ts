import { createHash } from 'node:crypto';
import pMap from 'p-map';
import type { Discrepancy } from './discrepancy';
import type { PartitionResult } from './findings';
import type { RunStore } from './run-store';

/** Folder of the bucket of reports with the register of holds. It never expires. */
export const HOLDS_FOLDER = 'holds';

/** Folder of the register with the versions of a key that cases hold. */
export function heldKeyFolder(place: string, key: string): string {
  const digest = createHash('sha256').update(key).digest('hex');
  return `versions/${place}/${digest}/`;
}

/** Requests at the same time, and at most: more orphans have another cause than a case. */
const CONCURRENCY = 16;
const MAX_LOOKUPS = 2_000;

/**
 * Leaves out the objects without a recording that a case holds: the vendor may have erased its own, and they stay.
 *
 * @param reports - the bucket of reports, from its root; without it, or if it does not exist, nothing is left out
 */
export async function withoutHeld(
  results: readonly PartitionResult[],
  reports: RunStore | undefined,
): Promise<readonly PartitionResult[]> {
  const orphans = results.flatMap(({ discrepancies }) => discrepancies.filter(isOrphan));
  if (!reports || orphans.length === 0 || !(await hasCases(reports))) return results;
  const held = new Set<Discrepancy>();
  await pMap(
    orphans.slice(0, MAX_LOOKUPS),
    async (orphan) => {
      const folder = `${HOLDS_FOLDER}/${heldKeyFolder('recordings', orphan.key)}`;
      if ((await reports.list(folder)).length > 0) held.add(orphan);
    },
    { concurrency: CONCURRENCY },
  );
  return results.map((result) => {
    const discrepancies = result.discrepancies.filter((each) => !held.has(each));
    const left = result.discrepancies.length - discrepancies.length;
    if (left === 0) return result;
    const orphan = (result.counts.orphan ?? 0) - left;
    return { ...result, discrepancies, counts: { ...result.counts, orphan } };
  });
}

/** A store whose check is run by hand may not have the bucket of reports. */
async function hasCases(reports: RunStore): Promise<boolean> {
  try {
    return (await reports.list(`${HOLDS_FOLDER}/cases/`)).length > 0;
  } catch (error) {
    if ((error as Error).name === 'NoSuchBucket') return false;
    throw error;
  }
}

const isOrphan = ({ kind }: Discrepancy) => kind === 'orphan';
