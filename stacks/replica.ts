import type { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformResource } from 'cdktf';
import { Construct } from 'constructs';
import type { Bucket } from '../modules/bucket';
import { Key } from '../modules/key';
import { replicaBucketStatements, replicaKeyUses } from '../store/access-policies';
import type { Store, StoreReplica } from '../store/store';
import { addStoreBucket } from './store-bucket';

/** Props of {@link Replica}. */
export interface ReplicaProps {
  readonly store: Store;
  readonly replica: StoreReplica;
  /** The provider of the replica's region. */
  readonly provider: AwsProvider;
  /** The only roles that can delete versions and change lifecycle or versioning. @default - no such limit */
  readonly administratorArns?: readonly string[] | undefined;
}

/**
 * The replica's bucket, key and logs, in its own region, with the store's retention and lock: S3 replicates
 * neither.
 *
 * @see Amazon S3 User Guide, "What isn't replicated"
 */
export class Replica extends Construct {
  /** ARN of its key; undefined for SSE-S3. */
  readonly keyArn?: string;
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, props: ReplicaProps) {
    super(scope, id);
    const { replica, provider, administratorArns } = props;
    const destroyable = props.store.destroyable === true || replica.off?.destroy === true;
    const store = { ...props.store, destroyable };
    if (store.encryption === 'sse-kms') {
      this.keyArn = new Key(this, 'Key', {
        ...store,
        description: `Copies of the recordings of ${store.id}, in ${replica.bucketName}`,
        alias: `${store.id}-replica`,
        renames: store.previousIds.length,
        uses: replicaKeyUses(store),
      }).arn;
    }
    this.bucket = addStoreBucket(this, ['Bucket', store], {
      name: replica.bucketName,
      kind: 'replica',
      keyArn: this.keyArn,
      logBucketName: replica.logBucketName,
      statements: replicaBucketStatements(store, this.keyArn, administratorArns),
    }).bucket;
    for (const construct of this.node.findAll()) {
      if (TerraformResource.isTerraformResource(construct)) construct.provider = provider;
    }
  }
}
