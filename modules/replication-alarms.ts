import { Construct } from 'constructs';
import { addAlarms, type MetricAlarm } from './metric-alarm';
import { replicationRules } from './replication';

const PERIOD_SECONDS = 300;

/** Seconds after which a copy is late. S3 makes no promise without Replication Time Control. */
const LATE_SECONDS = 3_600;

/** Props of {@link ReplicationAlarms}. */
export interface ReplicationAlarmsProps {
  /** Prefix of the alarms' names. */
  readonly name: string;
  readonly sourceBucketName: string;
  readonly replicaBucketName: string;
  /** Further folders. Each is copied by a rule of its own. @default - none */
  readonly otherPrefixes?: readonly string[];
  /** ARN of the SNS topic that is notified. @default - alarms show in CloudWatch only */
  readonly topicArn?: string | undefined;
}

const METRICS = {
  Failed: {
    metricName: 'OperationsFailedReplication',
    statistic: 'Sum',
    threshold: 0,
    alarmDescription: 'Recordings could not be copied. Look at the keys, the role and the replica.',
  },
  Late: {
    metricName: 'ReplicationLatency',
    statistic: 'Maximum',
    threshold: LATE_SECONDS,
    alarmDescription: 'Recordings are copied more than an hour late.',
  },
} as const;

/**
 * Alarms, for each replication rule, on copies that fail and on copies that are more than an hour late. Without
 * them, broken replication goes unnoticed: no upload fails.
 *
 * @see Amazon S3 User Guide, "Monitoring replication with metrics, event notifications, and statuses"
 */
export class ReplicationAlarms extends Construct {
  constructor(scope: Construct, id: string, props: ReplicationAlarmsProps) {
    super(scope, id);
    addAlarms(this, replicationAlarms(props));
  }
}

/** The alarms of a replication, by their construct ids. */
export function replicationAlarms(props: ReplicationAlarmsProps): Record<string, MetricAlarm> {
  const { name, sourceBucketName, replicaBucketName, topicArn } = props;
  const alarms = replicationRules(props.otherPrefixes).flatMap((rule, index) => {
    const [idSuffix, nameSuffix] = index === 0 ? ['', ''] : [`Previous${index}`, `-${rule}`];
    return Object.entries(METRICS).map(([metric, alarm]): [string, MetricAlarm] => [
      `${metric}${idSuffix}`,
      {
        ...alarm,
        alarmName: `${name}-replication-${metric.toLowerCase()}${nameSuffix}`,
        namespace: 'AWS/S3',
        dimensions: {
          SourceBucket: sourceBucketName,
          DestinationBucket: replicaBucketName,
          RuleId: rule,
        },
        period: PERIOD_SECONDS,
        // No data means that there was nothing to copy.
        treatMissingData: 'notBreaching',
        topicArn,
      },
    ]);
  });
  return Object.fromEntries(alarms);
}
