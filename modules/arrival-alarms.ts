import { ARRIVAL_METRICS, METRIC_NAMESPACE, STORE_DIMENSION } from '../core/metrics';
import type { MetricAlarm } from './metric-alarm';

const HOUR_SECONDS = 3_600;

/** What {@link arrivalAlarms} are made from. */
export interface ArrivalAlarmProps {
  /** Stack id of the store; prefix of the alarms' names. */
  readonly store: string;
  /** Stack id that commands know it by. @default - the same */
  readonly stack?: string | undefined;
  /** Business hours without a recording, from which on the alarm rings. */
  readonly silentHours: number;
  /** Percentage of the usual recordings, below which an alarm rings; 0 for no such alarm. */
  readonly leastPercent: number;
  /** ARN of the SNS topic that is notified. */
  readonly topicArn: string;
}

/**
 * The alarms on arrivals, by their construct ids. The function reports every hour, so missing data means that arrivals
 * are no longer counted.
 */
export function arrivalAlarms(props: ArrivalAlarmProps): Record<string, MetricAlarm> {
  const { store, stack = store, silentHours, leastPercent, topicArn } = props;
  const unreported = 'Without a value, arrivals have not been reported for an hour.';
  const common = {
    namespace: METRIC_NAMESPACE,
    dimensions: { [STORE_DIMENSION]: store },
    period: HOUR_SECONDS,
    treatMissingData: 'breaching',
    topicArn,
  } as const;
  const silent: MetricAlarm = {
    ...common,
    alarmName: `${store}-arrivals-silent`,
    metricName: ARRIVAL_METRICS.silentHours,
    statistic: 'Maximum',
    comparisonOperator: 'GreaterThanOrEqualToThreshold',
    threshold: silentHours,
    alarmDescription: `No recording of ${stack} has arrived for ${silentHours} business hours or more: the value of the metric is the number of business hours since the last one. ${unreported} Run npx callvault doctor ${stack}. If it finds nothing, look at what the vendor records.`,
  };
  const drop: MetricAlarm = {
    ...common,
    alarmName: `${store}-arrivals-drop`,
    metricName: ARRIVAL_METRICS.percentOfUsual,
    statistic: 'Minimum',
    comparisonOperator: 'LessThanThreshold',
    threshold: leastPercent,
    alarmDescription: `In the 24 hours before this alarm, less than ${leastPercent} % of the usual recordings of ${stack} arrived. ${unreported} Look at what the vendor recorded, and run npx callvault doctor ${stack}.`,
  };
  return { Silent: silent, ...(leastPercent > 0 && { Drop: drop }) };
}
