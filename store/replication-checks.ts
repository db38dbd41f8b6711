import { type Problem, under } from '../core/problem';
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
    ...checkPlace(store, replica.region),
    ...checkBucketName(replica.bucketName, LOG_BUCKET_SUFFIX.length).map(under('bucket')),
    ...checkIamName(replica.roleName),
  ].map(under('replication'));
}

function checkPlace({ region, partition }: Store, replicaRegion: string): Problem[] {
  const unknown = checkRegion(replicaRegion).map(under('region'));
  if (unknown.length > 0) return unknown;
  if (replicaRegion === region) {
    return [
      {
        rule: 'replication-other-region',
        path: ['region'],
        what: `${replicaRegion} is the region of the store itself, and a copy there falls with it`,
        fix: 'Choose another region.',
      },
    ];
  }
  const other = tryFindPartition(replicaRegion);
  if (other === partition) return [];
  return [
    {
      rule: 'replication-same-partition',
      path: ['region'],
      what: `${replicaRegion} is in partition ${other ?? ''}, to which S3 copies nothing from ${partition}`,
      fix: `Choose a region of ${partition}.`,
    },
  ];
}
