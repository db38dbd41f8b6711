import type { Construct } from 'constructs';
import { Bucket, type BucketProps } from '../modules/bucket';
import { LogBucket } from '../modules/log-bucket';
import { ObjectLock } from '../modules/object-lock';
import { Retention } from '../modules/retention';
import type { Store } from '../store/store';

interface StoreBucketProps extends Pick<BucketProps, 'name' | 'kind' | 'keyArn' | 'statements'> {
  /** Name of the bucket for access logs. */
  readonly logBucketName: string;
  /** Buckets that log to it too. */
  readonly alsoLogged?: readonly string[];
}

/** Adds a bucket of recordings, with its access logs, and with the store's retention and lock. */
export function addStoreBucket(
  scope: Construct,
  [id, store]: readonly [string, Store],
  { alsoLogged = [], ...props }: StoreBucketProps,
): { readonly bucket: Bucket; readonly logs: LogBucket } {
  const { settings, disposable, destroyable } = store;
  const logs = new LogBucket(scope, 'Logs', {
    ...store,
    disposable: disposable || destroyable,
    name: props.logBucketName,
    sourceBucketNames: [props.name, ...alsoLogged],
    days: settings.logDays,
  });
  const bucket = new Bucket(scope, id, {
    ...props,
    logBucketName: logs.name,
    minimumTls: settings.minimumTls,
    disposable,
    destroyable,
  });
  const rules = { bucketName: bucket.name, dependsOn: [bucket.versioning] };
  new Retention(scope, 'Retention', {
    ...store.schedule,
    ...rules,
    prefix: store.prefix,
    otherPrefixes: store.expiringPrefixes,
  });
  if (settings.objectLock) {
    new ObjectLock(scope, 'ObjectLock', { ...settings.objectLock, ...rules, destroyable });
  }
  return { bucket, logs };
}
