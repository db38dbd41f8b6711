import { Construct } from 'constructs';
import type { RegionScope } from '../core/arn';
import { Bucket } from './bucket';
import { denyOtherKeys, denyTampering } from './bucket-statements';
import { bucketKeyUse, Key } from './key';
import { LogBucket, logBucketName } from './log-bucket';
import { StateRetention } from './state-retention';

/** Props of {@link StateBucket}. */
export interface StateBucketProps extends RegionScope {
  /** Unique in the whole partition. */
  readonly name: string;
  /** Alias of the key, without `alias/`. */
  readonly keyAlias: string;
  /** The only roles that can delete versions and change lifecycle or versioning. @default - no such limit */
  readonly administratorArns?: readonly string[];
  /** A bucket of a throw-away environment. @default false */
  readonly disposable?: boolean;
}

/** The description of the bucket's key, by which it is found before it has its alias. */
export const stateKeyDescription = (bucket: string) => `Terraform state in ${bucket}`;

/** A bucket for Terraform state: encrypted with its own key, old versions kept for 90 days, access logged. */
export class StateBucket extends Construct {
  /** Resolves once the bucket exists. */
  readonly name: string;
  /** The `kms_key_id` of the S3 backend. */
  readonly keyArn: string;

  /** @throws RefusedError for what {@link Bucket} and {@link Key} refuse */
  constructor(scope: Construct, id: string, props: StateBucketProps) {
    super(scope, id);
    const { name, administratorArns = [], disposable } = props;
    const key = this.key(props);
    const logs = new LogBucket(this, 'Logs', {
      ...props,
      name: logBucketName(name),
      sourceBucketNames: [name],
    });
    const bucket = new Bucket(this, 'Bucket', {
      name,
      kind: 'state',
      keyArn: key.arn,
      logBucketName: logs.name,
      disposable,
      statements: (arn) => [
        ...denyOtherKeys(arn, key.arn),
        ...(administratorArns.length > 0 ? [denyTampering(arn, administratorArns)] : []),
      ],
    });
    new StateRetention(this, 'Retention', {
      bucketName: bucket.name,
      dependsOn: [bucket.versioning],
    });
    this.name = bucket.name;
    this.keyArn = key.arn;
  }

  private key(props: StateBucketProps): Key {
    return new Key(this, 'Key', {
      ...props,
      description: stateKeyDescription(props.name),
      alias: props.keyAlias,
      uses: [
        {
          ...bucketKeyUse({ ...props, bucketName: props.name }),
          sid: 'AccountUsesStateThroughS3',
        },
      ],
    });
  }
}
