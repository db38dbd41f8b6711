import { type Problem, problemIf, under } from '../core/problem';
import { checkRegion, tryFindPartition } from '../core/region';
import { checkBucketName } from '../modules/bucket-name';
import { checkIamName } from '../modules/iam-name';
import { LOG_BUCKET_SUFFIX } from '../modules/log-bucket';
import type { Store } from './store';

/** The rules of a replica. */
export function checkReplica(store: Store): Problem[] {
  const { replica } = store;
  if (!replica) return [];
  return [
    ...checkReplicaRegion(store, replica.region).map(under('region')),
    ...checkBucketName(replica.bucketName, LOG_BUCKET_SUFFIX.length).map(under('bucket')),
    ...checkIamName(replica.roleName),
  ].map(under('replication'));
}

function checkReplicaRegion({ region, partition }: Store, replicaRegion: string): Problem[] {
  const other = tryFindPartition(replicaRegion);
  return [
    ...checkRegion(replicaRegion),
    ...problemIf(replicaRegion === region, {
      rule: 'replication-other-region',
      path: [],
      what: `${replicaRegion} is the store's own region, so a copy there fails together with it`,
      fix: 'Choose another region.',
    }),
    ...problemIf(other !== undefined && other !== partition, {
      rule: 'replication-same-partition',
      path: [],
      what: `${replicaRegion} is in partition ${other ?? ''}; S3 does not replicate there from ${partition}`,
      fix: `Choose a region of ${partition}.`,
    }),
  ];
}
