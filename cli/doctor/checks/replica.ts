import type { Examined } from '../examined';
import type { DoctorFinding } from '../finding';
import { tryFindReplica } from '../replica';
import { checkBucket } from './bucket';
import { checkBucketPolicy } from './bucket-policy';
import { checkBucketUse } from './bucket-use';
import { checkKey } from './key';
import { checkLifecycle } from './lifecycle';
import { checkLock } from './lock';
import { checkReplication } from './replication';

/**
 * Whether the replica's bucket and key are as the store's own. Nothing of it stops the vendor: then copies fail, or are
 * less safe.
 */
export function checkCopy({ store, expected, live }: Examined): DoctorFinding[] {
  const replica = tryFindReplica(store);
  if (!replica || !live.replica || !expected.replica) return [];
  const { bucket, key } = live.replica;
  const { monitoring } = live;
  const copy: Examined = {
    store: replica,
    expected: { ...expected.replica, monitoring: expected.monitoring },
    live: { access: { kind: 'none' }, bucket, key, monitoring },
  };
  // The policy names the key.
  const policy = key && key.arn === undefined ? [] : [checkBucketPolicy];
  return [
    checkBucket,
    checkBucketUse,
    checkLock,
    checkLifecycle,
    checkKey,
    checkReplication,
    ...policy,
  ]
    .flatMap((check) => check(copy))
    .filter(({ id }) => !id.startsWith('bucket-region'))
    .map((finding) => ({
      ...finding,
      what: `${finding.what} (replica ${replica.bucketName})`,
      severity: 'risk',
      link: 'replication',
    }));
}
