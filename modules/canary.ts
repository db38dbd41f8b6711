import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { Construct } from 'constructs';
import type { RegionScope } from '../core/arn';
import { CONSTRUCT_IDS } from '../core/construct-ids';
import type { Statement } from '../core/policy';
import { type CanaryAlarmProps, canaryAlarms } from './canary-alarms';
import { FailureQueue, failureQueueName } from './failure-queue';
import { type FunctionCode, type FunctionPurpose, IntegrityFunction } from './integrity-function';
import { addInvocation, hourlyRule } from './integrity-schedule';
import { addAlarms } from './metric-alarm';

/** Ten minutes before the end of each half hour, so that each period of its alarm has one run. */
const TWICE_AN_HOUR = 'cron(20,50 * * * ? *)';

const PURPOSE: FunctionPurpose = {
  description: 'Writes as the vendor does, and reports which link refuses it.',
  roleDescription: (name) => `Writes as the vendor does, for ${name}; reads no recording`,
  policyName: 'canary',
  memoryMegabytes: 256,
  seconds: 60,
};

/** Props of {@link Canary}. */
export interface CanaryProps extends RegionScope, CanaryAlarmProps {
  /** Name of the function and its role; prefix of the name of the rule. */
  readonly name: string;
  readonly code: FunctionCode;
  /** As in {@link IntegrityFunction}. */
  readonly runtime: string;
  /** What the function needs to know about the store; passed with each invocation. */
  readonly settings: object;
  /** What it may do to act as the vendor. */
  readonly statements: readonly Statement[];
  /** ARN of the key of logs and queue, and of the secret that it reads. */
  readonly keyArn: string;
}

/**
 * Tries twice an hour whether the vendor can write. An alarm rings when it cannot, and when that is not known: its
 * metric is the number of the broken link.
 */
export class Canary extends Construct {
  /** @throws RefusedError for names IAM would reject */
  constructor(scope: Construct, id: string, props: CanaryProps) {
    super(scope, id);
    const { name, settings } = props;
    const failures = new FailureQueue(this, 'Failures', { ...props, name: failureQueueName(name) });
    const lambda = new IntegrityFunction(this, CONSTRUCT_IDS.canaryFunction, {
      ...props,
      roleName: name,
      purpose: PURPOSE,
      failures,
    });
    addInvocation(this, 'Schedule', {
      rule: new CloudwatchEventRule(this, 'Schedule', canaryRule(name)),
      event: canaryEvent(settings),
      function: lambda,
      failuresArn: failures.arn,
    });
    addAlarms(this, canaryAlarms(props));
  }
}

/** What the function is invoked with. */
export function canaryEvent(settings: object): object {
  return { action: 'canary', settings };
}

/** The rule that starts it. */
export function canaryRule(name: string) {
  return hourlyRule(name, TWICE_AN_HOUR);
}
