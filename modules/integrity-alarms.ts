import { Construct } from 'constructs';
import { CHECK_METRICS, METRIC_NAMESPACE, STORE_DIMENSION } from '../core/metrics';
import { addAlarms, type MetricAlarm } from './metric-alarm';

/**
 * Days after which an access key is too old.
 *
 * @see CIS AWS Foundations Benchmark, "Ensure access keys are rotated every 90 days or less"
 */
const OLD_KEY_DAYS = 90;

/** Days two keys can be active: a rotation takes less than one. */
const TWO_KEYS_DAYS = 2;

/** Days after which a check that should run every week is late. */
const LATE_DAYS = 8;

const DAY_SECONDS = 86_400;

/** Props of {@link IntegrityAlarms}. */
export interface IntegrityAlarmsProps {
  /** Stack id of the store; prefix of the alarms' names. */
  readonly store: string;
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
    Late: lateMetric(props.store),
    ...(props.keyed && keyMetrics(props.store)),
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
  const { store, functionName, stateMachineArn, queueName } = props;
  return {
    Discrepancies: {
      ...NONE,
      ...ofStore(store),
      metricName: CHECK_METRICS.discrepancies,
      // Between two runs a recording stays missing: the alarm ends with a run that finds nothing.
      treatMissingData: 'ignore',
      alarmDescription: `Recordings of ${store} are missing, hidden or not as they should be. The function's log names them.`,
    },
    Errors: {
      ...NONE,
      namespace: 'AWS/Lambda',
      metricName: 'Errors',
      dimensions: { FunctionName: functionName },
      alarmDescription: `The integrity check of ${store} failed. The function's log says why.`,
    },
    ...(stateMachineArn !== undefined && {
      Executions: {
        ...NONE,
        namespace: 'AWS/States',
        metricName: 'ExecutionsFailed',
        dimensions: { StateMachineArn: stateMachineArn },
        alarmDescription: `The integrity check of ${store} failed. The state machine's log says where.`,
      },
    }),
    Undelivered: {
      ...NONE,
      namespace: 'AWS/SQS',
      metricName: 'ApproximateNumberOfMessagesVisible',
      dimensions: { QueueName: queueName },
      statistic: 'Maximum',
      alarmDescription: `A run of the integrity check of ${store} was given up. The queue holds what was to be run.`,
    },
  };
}

function lateMetric(store: string): Metric {
  return {
    ...ofStore(store),
    metricName: CHECK_METRICS.daysSinceRun,
    threshold: LATE_DAYS,
    treatMissingData: 'breaching',
    alarmDescription: `The integrity check of ${store} has not been finished for more than ${LATE_DAYS} days, or nothing says that it has.`,
  };
}

function keyMetrics(store: string): Record<string, Metric> {
  return {
    Key: {
      ...ofStore(store),
      metricName: CHECK_METRICS.keyAgeDays,
      threshold: OLD_KEY_DAYS,
      treatMissingData: 'breaching',
      alarmDescription: `The access key of ${store} is older than ${OLD_KEY_DAYS} days, or nothing says how old it is. Run callvault rotate ${store}.`,
    },
    Keys: {
      ...ofStore(store),
      metricName: CHECK_METRICS.keysOn,
      threshold: 1,
      treatMissingData: 'notBreaching',
      evaluationPeriods: TWO_KEYS_DAYS,
      alarmDescription: `Two access keys of ${store} are on. Run callvault rotate ${store} to end a rotation, or delete the one that nothing uses.`,
    },
  };
}
