import { Construct } from 'constructs';
import { CHECK_METRICS, METRIC_NAMESPACE, STORE_DIMENSION } from '../core/metrics';
import { logGroupName } from './integrity-function';
import { mapLogGroupName } from './integrity-map';
import { addAlarms, type MetricAlarm } from './metric-alarm';

/**
 * Days after which an access key is too old.
 *
 * @see CIS AWS Foundations Benchmark, "Ensure access keys are rotated every 90 days or less"
 */
export const OLD_KEY_DAYS = 90;

/** Days two keys can be active: a rotation takes less than one. */
const TWO_KEYS_DAYS = 2;

/** Days after which a check that should run every week is late. */
export const LATE_DAYS = 8;

const DAY_SECONDS = 86_400;

/** Props of {@link IntegrityAlarms}. */
export interface IntegrityAlarmsProps {
  /** Stack id of the store; prefix of the alarms' names. */
  readonly store: string;
  /** Stack id that commands know it by. @default - the same */
  readonly stack?: string | undefined;
  /** Name of the function that runs the check. */
  readonly functionName: string;
  /** ARN of the state machine that runs the check. @default - the function runs it alone */
  readonly stateMachineArn?: string | undefined;
  /** Name of the queue of failed runs. */
  readonly queueName: string;
  /** Whether the vendor writes with a user's access key, whose age is then watched. @default false */
  readonly keyed?: boolean | undefined;
  /** ARN of the SNS topic that is notified. */
  readonly topicArn: string;
}

type Metric = Omit<MetricAlarm, 'alarmName' | 'period' | 'topicArn'>;

/**
 * Alarms on discrepancies, on failures of the check, and on a check that has not completed for eight days.
 *
 * An alarm looks back seven days at most, so it cannot count weekly runs. Instead the function reports twice a day
 * how long ago the last run completed; missing data triggers the alarm too.
 *
 * @see Amazon CloudWatch API Reference, "PutMetricAlarm", `Period`: 604,800 seconds at most
 */
export class IntegrityAlarms extends Construct {
  constructor(scope: Construct, id: string, props: IntegrityAlarmsProps) {
    super(scope, id);
    addAlarms(this, integrityAlarms(props));
  }
}

/** The alarms of an integrity check, by their construct ids. */
export function integrityAlarms(props: IntegrityAlarmsProps): Record<string, MetricAlarm> {
  const metrics = {
    ...checkMetrics(props),
    Late: lateMetric(props),
    ...(props.keyed && keyMetrics(props)),
  };
  const alarms = Object.entries(metrics).map(([name, metric]): [string, MetricAlarm] => [
    name,
    {
      ...metric,
      alarmName: `${props.store}-integrity-${name.toLowerCase()}`,
      period: DAY_SECONDS,
      topicArn: props.topicArn,
    },
  ]);
  return Object.fromEntries(alarms);
}

/** Any occurrence is an alarm; no data means that nothing happened. */
const NONE = { statistic: 'Sum', threshold: 0, treatMissingData: 'notBreaching' } as const;

const ofStore = (store: string) => ({
  namespace: METRIC_NAMESPACE,
  dimensions: { [STORE_DIMENSION]: store },
  statistic: 'Maximum' as const,
});

function checkMetrics(props: IntegrityAlarmsProps): Record<string, Metric> {
  const { store, stack = store, functionName, stateMachineArn, queueName } = props;
  const failed = `The integrity check of ${stack} failed at the time of this alarm`;
  const again = `Correct what it names, then run npx callvault check ${stack}, or wait for the next run.`;
  return {
    Discrepancies: {
      ...NONE,
      ...ofStore(store),
      metricName: CHECK_METRICS.discrepancies,
      // Between two runs a recording stays missing: the alarm ends with a run that finds nothing.
      treatMissingData: 'ignore',
      alarmDescription: `The last run of the integrity check of ${stack} found recordings that are missing, hidden or not as they should be. The log group ${logGroupName(functionName)} and the report in the bucket of reports name each. Run npx callvault check ${stack} to compare again. The alarm lasts until a run finds none.`,
    },
    Errors: {
      ...NONE,
      namespace: 'AWS/Lambda',
      metricName: 'Errors',
      dimensions: { FunctionName: functionName },
      alarmDescription: `${failed}. The log group ${logGroupName(functionName)} says why. ${again}`,
    },
    ...(stateMachineArn !== undefined && {
      Executions: {
        ...NONE,
        namespace: 'AWS/States',
        metricName: 'ExecutionsFailed',
        dimensions: { StateMachineArn: stateMachineArn },
        alarmDescription: `${failed}. The log group ${mapLogGroupName(functionName)} says where. ${again}`,
      },
    }),
    Undelivered: {
      ...NONE,
      namespace: 'AWS/SQS',
      metricName: 'ApproximateNumberOfMessagesVisible',
      dimensions: { QueueName: queueName },
      statistic: 'Maximum',
      alarmDescription: `A run of the integrity check of ${stack} was given up after its retries, or could not be started. The queue ${queueName} holds its event for 14 days from that time. Run npx callvault doctor ${stack}, then npx callvault check ${stack}, and purge the queue.`,
    },
  };
}

type Named = Pick<IntegrityAlarmsProps, 'store' | 'stack'>;

function lateMetric({ store, stack = store }: Named): Metric {
  return {
    ...ofStore(store),
    metricName: CHECK_METRICS.daysSinceRun,
    threshold: LATE_DAYS,
    treatMissingData: 'breaching',
    alarmDescription: `The integrity check of ${stack} has not finished for more than ${LATE_DAYS} days: the value of the metric is the number of days. Without a value, the function has not reported for a day. Run npx callvault doctor ${stack}, which compares the schedule and the function, and npx callvault check ${stack} to compare the recordings now.`,
  };
}

function keyMetrics({ store, stack = store }: Named): Record<string, Metric> {
  return {
    Key: {
      ...ofStore(store),
      metricName: CHECK_METRICS.keyAgeDays,
      threshold: OLD_KEY_DAYS,
      treatMissingData: 'breaching',
      alarmDescription: `The access key of ${stack} is older than ${OLD_KEY_DAYS} days: the value of the metric is its age in days. Without a value, the age has not been reported for a day. Run npx callvault rotate ${stack}.`,
    },
    Keys: {
      ...ofStore(store),
      metricName: CHECK_METRICS.keysOn,
      threshold: 1,
      treatMissingData: 'notBreaching',
      evaluationPeriods: TWO_KEYS_DAYS,
      alarmDescription: `Two access keys of ${stack} have been active for ${TWO_KEYS_DAYS} days. Run npx callvault rotate ${stack} to end a rotation, or delete the key that nothing uses.`,
    },
  };
}
