import type { Store } from '../../store/store';
import type { ClientSettings } from '../deployer';
import { type LiveRole, readRole } from './live-access';
import { findBucket, type LiveBucket, readBucket } from './live-bucket';
import { type LiveKey, readKey } from './live-key';
import { observedValue } from './observed';

/** The copy of a store, and the role that S3 copies with. */
export interface LiveReplica {
  readonly bucket: LiveBucket;
  /** The key of the copies. @default - S3's own keys encrypt them */
  readonly key?: LiveKey | undefined;
  readonly role: LiveRole;
}

/** Name of the only policy of the role that S3 copies with. @see modules/replication.ts */
const POLICY_NAME = 'replication';

/** The copy of a store as a store: it has the same retention and lock in another bucket, and no copy of its own. */
export function tryFindReplica(store: Store): Store | undefined {
  if (!store.replica) return undefined;
  const { region, bucketName, bucketArn, logBucketName } = store.replica;
  return { ...store, region, bucketName, bucketArn, logBucketName, replica: undefined };
}

/** Reads the copy of a store. */
export async function readReplica(
  store: Store,
  settings: ClientSettings,
): Promise<LiveReplica | undefined> {
  const replica = tryFindReplica(store);
  if (!replica) return undefined;
  const there = { ...settings, region: replica.region };
  const { region, s3 } = await findBucket(replica, there);
  const [bucket, role] = await Promise.all([
    readBucket(replica, s3),
    readRole(store.replica?.roleName ?? '', POLICY_NAME, settings),
  ]);
  const named = observedValue(bucket.encryption)?.keyId ?? [];
  const key =
    store.encryption === 'sse-kms'
      ? await readKey(`${store.id}-replica`, there, [named].flat().filter(isArn))
      : undefined;
  return { bucket: { ...bucket, region }, key, role };
}

const isArn = (text: string) => text.startsWith('arn:') && !text.includes(':alias/');
