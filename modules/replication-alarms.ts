import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { Construct } from 'constructs';
import { replicationRules } from './replication';

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
  /** Folders of before, each of which is copied by a rule of its own. @default - none */
  readonly previousPrefixes?: readonly string[];
  /** ARN of the SNS topic that is told. @default - nobody is told; the alarms stand in CloudWatch */
  readonly topicArn?: string | undefined;
}

/** What is watched of each rule. */
const METRICS = [
  {
    id: 'Failed',
    metricName: 'OperationsFailedReplication',
    statistic: 'Sum',
    threshold: 0,
    description: 'Recordings could not be copied. Look at the keys, the role and the replica.',
  },
  {
    id: 'Late',
    metricName: 'ReplicationLatency',
    statistic: 'Maximum',
    threshold: LATE_SECONDS,
    description: 'Recordings are copied more than an hour late.',
  },
] as const;

/**
 * Rings when a copy fails, and when copies are more than an hour late, whichever rule copies them. Without
 * them a replication that does not work looks like one that does: no upload fails.
 *
 * @see Amazon S3 User Guide, "Monitoring replication with metrics, event notifications, and statuses"
 */
export class ReplicationAlarms extends Construct {
  constructor(scope: Construct, id: string, props: ReplicationAlarmsProps) {
    super(scope, id);
    for (const [index, rule] of replicationRules(props.previousPrefixes).entries()) {
      for (const metric of METRICS) this.alarm(metric, { rule, index }, props);
    }
  }

  private alarm(
    metric: (typeof METRICS)[number],
    { rule, index }: { readonly rule: string; readonly index: number },
    props: ReplicationAlarmsProps,
  ): void {
    const { name, sourceBucketName, replicaBucketName, topicArn } = props;
    const { id, description, ...rest } = metric;
    const actions = topicArn === undefined ? [] : [topicArn];
    const [suffix, ending] = index === 0 ? ['', ''] : [`Previous${index}`, `-${rule}`];
    new CloudwatchMetricAlarm(this, `${id}${suffix}`, {
      alarmName: `${name}-replication-${id.toLowerCase()}${ending}`,
      alarmDescription: description,
      namespace: 'AWS/S3',
      dimensions: {
        SourceBucket: sourceBucketName,
        DestinationBucket: replicaBucketName,
        RuleId: rule,
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
