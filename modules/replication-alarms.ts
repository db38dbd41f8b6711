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
  /** Stack id that commands know the store by. @default - the same */
  readonly stack?: string | undefined;
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
    happened: 'S3 has given up copying recordings of',
    remedy:
      'finds what is wrong with the role, the keys or the replica. Then copy them with S3 Batch Replication, which S3 does not do by itself: see docs/replication.md.',
  },
  Late: {
    metricName: 'ReplicationLatency',
    statistic: 'Maximum',
    threshold: LATE_SECONDS,
    happened: 'Recordings are copied more than an hour late in',
    remedy:
      'finds what is wrong with the replication. If it finds nothing, S3 is busy, and the alarm ends by itself.',
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
  const { name, stack = name, sourceBucketName, replicaBucketName, topicArn } = props;
  const alarms = replicationRules(props.otherPrefixes).flatMap((rule, index) => {
    const [idSuffix, nameSuffix] = index === 0 ? ['', ''] : [`Previous${index}`, `-${rule}`];
    return Object.entries(METRICS).map(
      ([metric, { happened, remedy, ...alarm }]): [string, MetricAlarm] => [
        `${metric}${idSuffix}`,
        {
          ...alarm,
          alarmDescription: `${happened} ${stack}, since the time of this alarm. npx callvault doctor ${stack} ${remedy}`,
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
      ],
    );
  });
  return Object.fromEntries(alarms);
}
