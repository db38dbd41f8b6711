import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { Construct } from 'constructs';
import { CHECK_METRICS, METRIC_NAMESPACE, STORE_DIMENSION } from '../core/metrics';

/**
 * Days after which an access key is too old.
 *
 * @see CIS AWS Foundations Benchmark, "Ensure access keys are rotated every 90 days or less"
 */
export const OLD_KEY_DAYS = 90;

/** Days for which two keys may be on: one takes the place of the other within one. */
const TWO_KEYS_DAYS = 2;

/** Days after which a check that should run every week is late. */
export const LATE_DAYS = 8;

const DAY_SECONDS = 86_400;

/** What {@link IntegrityAlarms} needs to know. */
export interface IntegrityAlarmsProps {
  /** Stack id of the store; begins the alarms' names. */
  readonly store: string;
  /** Name of the function that runs the check. */
  readonly functionName: string;
  /** ARN of the state machine, where one runs the check. @default - the function runs it alone */
  readonly stateMachineArn?: string | undefined;
  /** Name of the queue of what failed. */
  readonly queueName: string;
  /** Whether the vendor writes with a user's access key, whose age is told. @default false */
  readonly keyed?: boolean;
  /** Days without a finished run that are too many. @default 8 */
  readonly lateDays?: number;
  /** ARN of the SNS topic that is told. */
  readonly topicArn: string;
}

interface Alarm {
  readonly description: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Maximum' | 'Sum';
  readonly threshold: number;
  readonly treatMissingData: 'breaching' | 'notBreaching';
  /** Days in a row. @default 1 */
  readonly evaluationPeriods?: number;
}

/**
 * Rings when recordings are not as they should be, when the check fails, and when it has not been
 * finished for eight days.
 *
 * An alarm looks back seven days at most, so the last one cannot count runs: the function is asked every day
 * how long ago the last one was, and if it does not say, that is an alarm as well.
 *
 * @see Amazon CloudWatch API Reference, "PutMetricAlarm", `Period`: 604,800 seconds at most
 */
export class IntegrityAlarms extends Construct {
  constructor(scope: Construct, id: string, props: IntegrityAlarmsProps) {
    super(scope, id);
    const { store, functionName, stateMachineArn, queueName, lateDays = LATE_DAYS } = props;
    const own = ofStore(store);
    const quiet = { statistic: 'Sum', threshold: 0, treatMissingData: 'notBreaching' } as const;
    this.alarm('Discrepancies', props, {
      ...{ ...own, ...quiet, metricName: CHECK_METRICS.discrepancies, statistic: 'Maximum' },
      description: `Recordings of ${store} are missing, hidden or not as they should be. The function's log names them.`,
    });
    this.alarm('Errors', props, {
      ...{ ...quiet, namespace: 'AWS/Lambda', metricName: 'Errors' },
      dimensions: { FunctionName: functionName },
      description: `The integrity check of ${store} failed. The function's log says why.`,
    });
    if (stateMachineArn !== undefined) {
      this.alarm('Executions', props, {
        ...{ ...quiet, namespace: 'AWS/States', metricName: 'ExecutionsFailed' },
        dimensions: { StateMachineArn: stateMachineArn },
        description: `The integrity check of ${store} failed. The state machine's log says where.`,
      });
    }
    this.alarm('Undelivered', props, {
      ...{ ...quiet, namespace: 'AWS/SQS', metricName: 'ApproximateNumberOfMessagesVisible' },
      ...{ dimensions: { QueueName: queueName }, statistic: 'Maximum' },
      description: `A run of the integrity check of ${store} was given up. The queue holds what was to be run.`,
    });
    this.alarm('Late', props, {
      ...{ ...own, metricName: CHECK_METRICS.daysSinceRun, statistic: 'Maximum' },
      ...{ threshold: lateDays, treatMissingData: 'breaching' },
      description: `The integrity check of ${store} has not been finished for more than ${lateDays} days, or nothing says that it has.`,
    });
    if (props.keyed === true) this.keyAlarms(props);
  }

  /** Of what the daily word says of the vendor's key. */
  private keyAlarms(props: IntegrityAlarmsProps): void {
    const { store } = props;
    this.alarm('Key', props, {
      ...{ ...ofStore(store), metricName: CHECK_METRICS.keyAgeDays, statistic: 'Maximum' },
      ...{ threshold: OLD_KEY_DAYS, treatMissingData: 'breaching' },
      description: `The access key of ${store} is older than ${OLD_KEY_DAYS} days, or nothing says how old it is. Run callvault rotate ${store}.`,
    });
    this.alarm('Keys', props, {
      ...{ ...ofStore(store), metricName: CHECK_METRICS.keysOn, statistic: 'Maximum' },
      ...{ threshold: 1, treatMissingData: 'notBreaching', evaluationPeriods: TWO_KEYS_DAYS },
      description: `Two access keys of ${store} are on. Run callvault rotate ${store} to end a rotation, or delete the one that nothing uses.`,
    });
  }

  private alarm(id: string, { store, topicArn }: IntegrityAlarmsProps, alarm: Alarm): void {
    const { description, ...metric } = alarm;
    new CloudwatchMetricAlarm(this, id, {
      alarmName: `${store}-integrity-${id.toLowerCase()}`,
      alarmDescription: description,
      ...metric,
      comparisonOperator: 'GreaterThanThreshold',
      period: DAY_SECONDS,
      evaluationPeriods: alarm.evaluationPeriods ?? 1,
      alarmActions: [topicArn],
      okActions: [topicArn],
    });
  }
}

function ofStore(store: string) {
  return { namespace: METRIC_NAMESPACE, dimensions: { [STORE_DIMENSION]: store } };
}
