import { type Link, LINKS } from '../core/links';
import { CANARY_METRICS, METRIC_NAMESPACE, STORE_DIMENSION } from '../core/metrics';
import type { MetricAlarm } from './metric-alarm';

/** Seconds between two runs of a canary. */
export const CANARY_SECONDS = 1_800;

/** What {@link canaryAlarms} are made from. */
export interface CanaryAlarmProps {
  /** Stack id of the store; prefix of the alarm's name. */
  readonly store: string;
  /** Stack id that commands know it by. @default - the same */
  readonly stack?: string | undefined;
  /** Name of the function, whose log has what was refused. */
  readonly name: string;
  /** ARN of the SNS topic that is notified. */
  readonly topicArn: string;
}

/**
 * The alarm of a canary, by its construct id. CloudWatch puts the value of the metric into its notification, and the
 * description says which link each value is.
 */
export function canaryAlarms(props: CanaryAlarmProps): Record<string, MetricAlarm> {
  const { store, stack = store, name, topicArn } = props;
  const links = LINKS.map((link, index) => `${index + 1} ${link}`).join(', ');
  return {
    Broken: {
      alarmName: canaryAlarmName(store),
      alarmDescription: `In the last half hour the vendor of ${stack} could not write: its canary was refused. The value of the metric is the broken link: ${links}. Without a value the canary has not run. Run npx callvault doctor ${stack}; the log group /aws/lambda/${name} has the answer of AWS.`,
      namespace: METRIC_NAMESPACE,
      metricName: CANARY_METRICS.brokenLink,
      dimensions: { [STORE_DIMENSION]: store },
      statistic: 'Maximum',
      period: CANARY_SECONDS,
      threshold: 0,
      treatMissingData: 'breaching',
      topicArn,
    },
  };
}

/** The name of the alarm of a canary. */
export const canaryAlarmName = (store: string) => `${store}-arrivals-canary`;

/**
 * The broken link that CloudWatch's reason for the state of the alarm names by its number.
 *
 * @param reason - e.g. `Threshold Crossed: 1 datapoint [8.0 (26/11/26 10:20:00)] was greater than the threshold (0.0).`
 */
export function tryFindBrokenLink(reason = ''): Link | undefined {
  return LINKS[Number(/\[(\d+)\.0 \(/.exec(reason)?.[1] ?? 0) - 1];
}

/** Whether CloudWatch's reason for the state of the alarm is that no run has reported. */
export const hasNoRun = (reason = '') => reason.includes('no datapoints');
