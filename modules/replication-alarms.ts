import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { Construct } from 'constructs';
import { REPLICATION_RULE } from './replication';

/** Seconds a metric is summed over. */
const PERIOD_SECONDS = 300;

/** Seconds after which a copy is late. S3 promises nothing without Replication Time Control. */
export const LATE_SECONDS = 3_600;

/** What {@link ReplicationAlarms} needs to know. */
export interface ReplicationAlarmsProps {
  /** Begins the alarms' names. */
  readonly name: string;
  /** The bucket that is copied. */
  readonly sourceBucketName: string;
  /** The bucket it is copied to. */
  readonly replicaBucketName: string;
  /** ARN of the SNS topic that is told. @default - nobody is told; the alarms stand in CloudWatch */
  readonly topicArn?: string | undefined;
}

/**
 * Rings when a copy fails, and when copies are more than an hour late. Without them a replication that
 * does not work looks like one that does: no upload fails.
 *
 * @see Amazon S3 User Guide, "Monitoring replication with metrics, event notifications, and statuses"
 */
export class ReplicationAlarms extends Construct {
  constructor(scope: Construct, id: string, props: ReplicationAlarmsProps) {
    super(scope, id);
    this.alarm('Failed', props, {
      metricName: 'OperationsFailedReplication',
      statistic: 'Sum',
      threshold: 0,
      description: 'Recordings could not be copied. Look at the keys, the role and the replica.',
    });
    this.alarm('Late', props, {
      metricName: 'ReplicationLatency',
      statistic: 'Maximum',
      threshold: LATE_SECONDS,
      description: 'Recordings are copied more than an hour late.',
    });
  }

  private alarm(
    id: string,
    props: ReplicationAlarmsProps,
    metric: { metricName: string; statistic: string; threshold: number; description: string },
  ): void {
    const { name, sourceBucketName, replicaBucketName, topicArn } = props;
    const { description, ...rest } = metric;
    const actions = topicArn === undefined ? [] : [topicArn];
    new CloudwatchMetricAlarm(this, id, {
      alarmName: `${name}-replication-${id.toLowerCase()}`,
      alarmDescription: description,
      namespace: 'AWS/S3',
      dimensions: {
        SourceBucket: sourceBucketName,
        DestinationBucket: replicaBucketName,
        RuleId: REPLICATION_RULE,
      },
      ...rest,
      comparisonOperator: 'GreaterThanThreshold',
      period: PERIOD_SECONDS,
      evaluationPeriods: 1,
      // Nothing to copy is no failure.
      treatMissingData: 'notBreaching',
      alarmActions: actions,
      okActions: actions,
    });
  }
}
