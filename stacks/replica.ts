import type { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformResource } from 'cdktf';
import { Construct } from 'constructs';
import { Bucket } from '../modules/bucket';
import { Key } from '../modules/key';
import { LogBucket } from '../modules/log-bucket';
import { ObjectLock } from '../modules/object-lock';
import { Retention } from '../modules/retention';
import { replicaBucketStatements, replicaKeyUses } from '../store/access-policies';
import type { StoreReplica as Copy, Store } from '../store/store';

/** What a {@link Replica} is made from. */
export interface ReplicaProps {
  /** The store that is copied. */
  readonly store: Store;
  /** Its copy. */
  readonly copy: Copy;
  /** The provider of the copy's region. */
  readonly provider: AwsProvider;
  /** Roles that may delete versions and change lifecycle or versioning. @default - no such limit */
  readonly administratorArns?: readonly string[] | undefined;
}

/**
 * The copy's bucket, key and logs, in its own region, with the store's retention and lock: neither is
 * replicated.
 *
 * @see Amazon S3 User Guide, "What isn't replicated"
 */
export class Replica extends Construct {
  /** ARN of its key; undefined for SSE-S3. */
  readonly keyArn?: string;
  /** The bucket. */
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, props: ReplicaProps) {
    super(scope, id);
    const { store, copy } = props;
    if (store.encryption === 'sse-kms') this.keyArn = this.key(store, copy).arn;
    const logs = new LogBucket(this, 'Logs', {
      ...store,
      name: copy.logBucketName,
      sourceBucketNames: [copy.bucketName],
      days: store.settings.logDays,
    });
    this.bucket = new Bucket(this, 'Bucket', {
      name: copy.bucketName,
      kind: 'replica',
      keyArn: this.keyArn,
      logBucketName: logs.name,
      minimumTls: store.settings.minimumTls,
      disposable: store.disposable,
      statements: replicaBucketStatements(store, this.keyArn, props.administratorArns),
    });
    this.keep(store);
    for (const resource of this.node.findAll().filter(isResource)) {
      resource.provider = props.provider;
    }
  }

  private key(store: Store, { bucketName }: Copy): Key {
    return new Key(this, 'Key', {
      ...store,
      description: `Copies of the recordings of ${store.id}, in ${bucketName}`,
      alias: `${store.id}-replica`,
      uses: replicaKeyUses(store),
    });
  }

  private keep({ schedule, prefix, expiringPrefixes, settings }: Store): void {
    const dependsOn = [this.bucket.versioning];
    const bucketName = this.bucket.name;
    new Retention(this, 'Retention', {
      ...schedule,
      ...{ bucketName, prefix, previousPrefixes: expiringPrefixes, dependsOn },
    });
    if (settings.objectLock) {
      new ObjectLock(this, 'ObjectLock', { ...settings.objectLock, bucketName, dependsOn });
    }
  }
}

function isResource(construct: unknown): construct is TerraformResource {
  return construct instanceof TerraformResource;
}
