import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
} from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import type { Construct } from 'constructs';

/** An alarm on one metric that notifies one topic. */
export interface MetricAlarm extends Pick<
  CloudwatchMetricAlarmConfig,
  'alarmName' | 'alarmDescription' | 'namespace' | 'metricName' | 'dimensions'
> {
  readonly statistic: 'Maximum' | 'Minimum' | 'Sum';
  /** Seconds of one period. */
  readonly period: number;
  /** The alarm fires above it, or as {@link comparisonOperator} says. */
  readonly threshold: number;
  /** @default GreaterThanThreshold */
  readonly comparisonOperator?: 'GreaterThanOrEqualToThreshold' | 'LessThanThreshold';
  /** Periods in a row beyond the threshold. @default 1 */
  readonly evaluationPeriods?: number;
  /** What missing data means: that something is wrong, that nothing is, or that nothing has changed. */
  readonly treatMissingData: 'breaching' | 'notBreaching' | 'ignore';
  /** ARN of the SNS topic. @default - the alarm shows in CloudWatch only */
  readonly topicArn: string | undefined;
}

/** An alarm with every default filled in. It notifies its topic when it fires and when it is over. */
export function alarmConfig({ topicArn, ...alarm }: MetricAlarm): CloudwatchMetricAlarmConfig {
  const actions = topicArn === undefined ? [] : [topicArn];
  return {
    evaluationPeriods: 1,
    comparisonOperator: 'GreaterThanThreshold',
    ...alarm,
    alarmActions: actions,
    okActions: actions,
  };
}

/** Adds alarms, by their construct ids. */
export function addAlarms(scope: Construct, alarms: Readonly<Record<string, MetricAlarm>>): void {
  for (const [id, alarm] of Object.entries(alarms)) {
    new CloudwatchMetricAlarm(scope, id, alarmConfig(alarm));
  }
}
