import { DeleteObjectCommand, RestoreObjectCommand } from '@aws-sdk/client-s3';
import { isTiering, type RestoreTier } from '../../core/lifecycle/storage-class';
import type { StoredPlace } from '../../recordings/places';
import { type RestoreStep, whyNotTier } from './plan';

/** How archived recordings are restored. */
export interface RestoreMeans {
  readonly tier: RestoreTier;
  /** Days for which a restored copy can be read. */
  readonly days: number;
}

/** Removes a marker, or requests a restore. To make it again is harmless. */
export async function makeStep(
  { s3, bucket: Bucket }: StoredPlace,
  step: RestoreStep,
  { tier, days }: RestoreMeans,
): Promise<void> {
  const { act, key: Key, versionId: VersionId } = step;
  const why = whyNotTier(step, tier);
  if (why !== undefined) throw new Error(why);
  if (act === 'remove-marker') {
    await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
    return;
  }
  const RestoreRequest = {
    ...(!isTiering(step.storageClass) && { Days: days }),
    GlacierJobParameters: { Tier: tier },
  };
  const request = new RestoreObjectCommand({ Bucket, Key, VersionId, RestoreRequest });
  await s3.send(request).catch((error: unknown) => {
    if ((error as Error).name !== 'RestoreAlreadyInProgress') throw error;
  });
}
