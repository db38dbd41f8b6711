import type { ReplicationScope } from '../modules/replication';
import type { Store } from './store';
import { copiesTo } from './switched-off';

/** ARNs of the keys of the two buckets of a replication. */
export interface ReplicationKeys {
  /** Of the recordings. @default - S3's own keys encrypt them */
  readonly source?: string | undefined;
  /** Of the copies. @default - S3's own keys encrypt them */
  readonly replica?: string | undefined;
}

/** What a store's replication copies, and where; undefined for a store that copies nothing. */
export function replicationScope(
  store: Store,
  keys: ReplicationKeys,
): ReplicationScope | undefined {
  const { settings, bucketName, region } = store;
  const replica = copiesTo(store);
  if (!replica || !settings.replication) return undefined;
  const { deleteMarkers, timeControl } = settings.replication;
  return {
    ...store,
    deleteMarkers,
    timeControl,
    source: { bucketName, region, keyArn: keys.source },
    replica: { ...replica, keyArn: keys.replica },
    locked: settings.objectLock !== undefined,
  };
}
