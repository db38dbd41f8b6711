import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { Construct } from 'constructs';
import { CHECK_METRICS, METRIC_NAMESPACE, STORE_DIMENSION } from '../core/metrics';

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
    const own = { namespace: METRIC_NAMESPACE, dimensions: { [STORE_DIMENSION]: store } };
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
  }

  private alarm(id: string, { store, topicArn }: IntegrityAlarmsProps, alarm: Alarm): void {
    const { description, ...metric } = alarm;
    new CloudwatchMetricAlarm(this, id, {
      alarmName: `${store}-integrity-${id.toLowerCase()}`,
      alarmDescription: description,
      ...metric,
      comparisonOperator: 'GreaterThanThreshold',
      period: DAY_SECONDS,
      evaluationPeriods: 1,
      alarmActions: [topicArn],
      okActions: [topicArn],
    });
  }
}
