import { Construct } from 'constructs';
import type { RegionScope } from '../core/arn';
import { CONSTRUCT_IDS } from '../core/construct-ids';
import type { Statement } from '../core/policy';
import { FailureQueue, failureQueueName } from './failure-queue';
import { IntegrityAlarms } from './integrity-alarms';
import { type FunctionCode, IntegrityFunction } from './integrity-function';
import { IntegrityMap } from './integrity-map';
import { IntegritySchedule } from './integrity-schedule';

/** Props of {@link IntegrityCheck}. */
export interface IntegrityCheckProps extends RegionScope {
  /** Name of the function, its role and the state machine; prefix of the names of the rules. */
  readonly name: string;
  /** Stack id of the store: the dimension of its metrics. */
  readonly store: string;
  /** Stack id that commands know it by. @default - the same */
  readonly stack?: string | undefined;
  readonly code: FunctionCode;
  /** As in {@link IntegrityFunction}. */
  readonly runtime: string;
  /** What the check needs to know about the store; passed with each invocation. */
  readonly settings: object;
  /** What the check may do. */
  readonly statements: readonly Statement[];
  /** When it runs. @default - Sundays at 03:00 UTC */
  readonly schedule?: string | undefined;
  /** Whether a state machine distributes the work over many functions. @default false */
  readonly distributed?: boolean;
  readonly reportBucketName: string;
  /** ARN of the key of logs, queue and reports. */
  readonly keyArn: string;
  /** Whether the vendor writes with a user's access key, whose age is then watched. @default false */
  readonly keyed?: boolean;
  /** ARN of the SNS topic that is notified. */
  readonly topicArn: string;
}

/**
 * Compares the vendor's recording list with the bucket every week. Alarms fire on discrepancies, failed runs and
 * missing runs.
 *
 * @see Genesys guide, section 4: an EventBridge rule, a function, discrepancies in CloudWatch Logs
 */
export class IntegrityCheck extends Construct {
  readonly functionName: string;

  /** @throws RefusedError for names IAM would reject */
  constructor(scope: Construct, id: string, props: IntegrityCheckProps) {
    super(scope, id);
    const { name, distributed = false } = props;
    const failures = new FailureQueue(this, 'Failures', { ...props, name: failureQueueName(name) });
    const lambda = new IntegrityFunction(this, CONSTRUCT_IDS.integrityFunction, {
      ...props,
      roleName: name,
      failures,
      parallel: distributed,
    });
    const map = distributed
      ? new IntegrityMap(this, CONSTRUCT_IDS.integrityMap, {
          ...props,
          roleName: `${name}-map`,
          functionArn: lambda.arn,
        })
      : undefined;
    new IntegritySchedule(this, 'Schedule', {
      ...props,
      function: lambda,
      failuresArn: failures.arn,
      stateMachine: map,
    });
    new IntegrityAlarms(this, 'Alarms', {
      store: props.store,
      stack: props.stack,
      topicArn: props.topicArn,
      functionName: lambda.name,
      queueName: failures.name,
      stateMachineArn: map?.arn,
      keyed: props.keyed,
    });
    this.functionName = name;
  }
}
