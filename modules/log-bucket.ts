import { Construct } from 'constructs';
import { type AccountScope, bucketArn } from '../core/arn';
import type { Statement } from '../core/policy';
import { Bucket } from './bucket';
import { Retention } from './retention';

/** Days access logs are kept unless told otherwise: a year, and the time an audit takes. */
export const DEFAULT_LOG_DAYS = 400;

/** What {@link LogBucket} needs to know. */
export interface LogBucketProps extends AccountScope {
  /** Unique in all of AWS; see {@link logBucketName}. */
  readonly name: string;
  /** The buckets whose accesses are logged. */
  readonly sourceBucketNames: readonly string[];
  /** Days the logs are kept. @default 400 */
  readonly days?: number;
  /** A bucket of a throw-away environment. @default false */
  readonly disposable?: boolean;
}

/** What callvault appends to a bucket's name for its log bucket. */
export const LOG_BUCKET_SUFFIX = '-logs';

/** The log bucket that goes with a bucket. */
export function logBucketName(name: string): string {
  return `${name}${LOG_BUCKET_SUFFIX}`;
}

/**
 * Takes the access logs of one bucket. Encrypted by S3's own keys and without further denials: log
 * delivery can neither use KMS nor say what it is.
 *
 * @see Amazon S3 User Guide, "Enabling Amazon S3 server access logging"
 */
export class LogBucket extends Construct {
  /** Name, once log delivery may write to it. */
  readonly name: string;

  /** @throws RefusedError for what {@link Bucket} and {@link Retention} refuse */
  constructor(scope: Construct, id: string, props: LogBucketProps) {
    super(scope, id);
    const bucket = new Bucket(this, 'Bucket', {
      name: props.name,
      kind: 'logs',
      disposable: props.disposable,
      statements: (arn) =>
        props.sourceBucketNames.map((source, index) =>
          allowDelivery(arn, props, { source, index }),
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

/** Scoped to the source, or log delivery for anybody's bucket could fill this one. */
function allowDelivery(
  logBucketArn: string,
  { account, partition }: AccountScope,
  { source, index }: { readonly source: string; readonly index: number },
): Statement {
  return {
    Sid: `AllowLogDelivery${index === 0 ? '' : index + 1}`,
    Effect: 'Allow',
    Principal: { Service: 'logging.s3.amazonaws.com' },
    Action: 's3:PutObject',
    Resource: `${logBucketArn}/${source}/*`,
    Condition: {
      StringEquals: { 'aws:SourceAccount': account },
      ArnEquals: { 'aws:SourceArn': bucketArn(partition, source) },
    },
  };
}
