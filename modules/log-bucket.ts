import { Construct } from 'constructs';
import { type AccountScope, bucketArn } from '../core/arn';
import { allowService, onBehalfOf } from '../core/statements';
import { Bucket } from './bucket';
import { Retention } from './retention';

/** Days access logs are kept by default: a year, and the time an audit takes. */
const DEFAULT_LOG_DAYS = 400;

/** Props of {@link LogBucket}. */
export interface LogBucketProps extends AccountScope {
  /** Unique in the whole partition; see {@link logBucketName}. */
  readonly name: string;
  /** The buckets whose access is logged. */
  readonly sourceBucketNames: readonly string[];
  /** Days the logs are kept. @default 400 */
  readonly days?: number;
  /** A bucket of a throw-away environment. @default false */
  readonly disposable?: boolean;
}

/** What callvault appends to a bucket's name for its log bucket. */
export const LOG_BUCKET_SUFFIX = '-logs';

/** The name of a bucket's log bucket. */
export function logBucketName(name: string): string {
  return `${name}${LOG_BUCKET_SUFFIX}`;
}

/**
 * The access logs of some buckets. It is encrypted with S3's own keys, and its policy denies no uploads: log
 * delivery cannot use KMS and sends no encryption headers.
 *
 * @see Amazon S3 User Guide, "Enabling Amazon S3 server access logging"
 */
export class LogBucket extends Construct {
  /** Resolves once log delivery may write to the bucket. */
  readonly name: string;

  /** @throws RefusedError for what {@link Bucket} and {@link Retention} refuse */
  constructor(scope: Construct, id: string, props: LogBucketProps) {
    super(scope, id);
    const { partition, account, sourceBucketNames } = props;
    const bucket = new Bucket(this, 'Bucket', {
      name: props.name,
      kind: 'logs',
      disposable: props.disposable,
      statements: (arn) =>
        sourceBucketNames.map((source, index) =>
          allowService(
            `AllowLogDelivery${index === 0 ? '' : index + 1}`,
            'logging.s3.amazonaws.com',
            {
              Action: 's3:PutObject',
              Resource: `${arn}/${source}/*`,
              Condition: onBehalfOf(account, bucketArn(partition, source)),
            },
          ),
        ),
    });
    new Retention(this, 'Retention', {
      bucketName: bucket.name,
      days: props.days ?? DEFAULT_LOG_DAYS,
      dependsOn: [bucket.versioning],
    });
    this.name = bucket.policy.bucket;
  }
}
