import { Construct } from 'constructs';
import type { AccountScope } from '../core/arn';
import type { Statement } from '../core/policy';
import { FailureQueue } from './failure-queue';
import { IntegrityAlarms } from './integrity-alarms';
import { type FunctionCode, IntegrityFunction } from './integrity-function';
import { IntegrityMap } from './integrity-map';
import { IntegritySchedule } from './integrity-schedule';

/** What {@link IntegrityCheck} needs to know. */
export interface IntegrityCheckProps extends AccountScope {
  /** Name of the function, its role, its rules, and of the state machine where there is one. */
  readonly name: string;
  /** Stack id of the store: the dimension of its metrics. */
  readonly store: string;
  /** Region of all of it. */
  readonly region: string;
  /** The code of the check. */
  readonly code: FunctionCode;
  /** What the check is told of the store, with each call. */
  readonly settings: object;
  /** What the check may do. */
  readonly statements: readonly Statement[];
  /** When it runs. @default - every Sunday at three in the morning, UTC */
  readonly schedule?: string | undefined;
  /** Whether many functions work at a time. @default false */
  readonly distributed?: boolean;
  /** Name of the bucket of reports. */
  readonly reportBucketName: string;
  /** ARN of the key of logs, queue and reports. */
  readonly keyArn: string;
  /** Whether the vendor writes with a user's access key, whose age is told. @default false */
  readonly keyed?: boolean;
  /** ARN of the SNS topic that is told. */
  readonly topicArn: string;
}

/**
 * Compares, every week, what the vendor says it has recorded with what is in the bucket, and tells people of
 * what does not fit, of failures, and of silence.
 *
 * @see Genesys guide, section 4: a rule of EventBridge, a function, discrepancies in CloudWatch Logs
 */
export class IntegrityCheck extends Construct {
  /** Name of the function. */
  readonly functionName: string;

  /** @throws RefusedError for names IAM would not take */
  constructor(scope: Construct, id: string, props: IntegrityCheckProps) {
    super(scope, id);
    const { name, store, topicArn, distributed = false } = props;
    const failures = new FailureQueue(this, 'Failures', { ...props, name: `${name}-failed` });
    const lambda = new IntegrityFunction(this, 'Check', {
      ...{ ...props, roleName: name, failures, parallel: distributed },
    });
    const map = distributed ? this.map(props, lambda) : undefined;
    new IntegritySchedule(this, 'Schedule', {
      ...props,
      function: lambda,
      failuresArn: failures.arn,
      ...(map && { stateMachine: { arn: map.arn, roleArn: map.starterArn } }),
    });
    new IntegrityAlarms(this, 'Alarms', {
      ...{ store, topicArn, functionName: lambda.name, queueName: failures.name },
      ...{ stateMachineArn: map?.arn, ...(props.keyed === true && { keyed: true }) },
    });
    this.functionName = name;
  }

  private map(props: IntegrityCheckProps, lambda: IntegrityFunction): IntegrityMap {
    return new IntegrityMap(this, 'Map', {
      ...{ ...props, roleName: `${props.name}-map`, functionArn: lambda.arn },
    });
  }
}
