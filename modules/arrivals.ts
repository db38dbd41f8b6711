import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { S3BucketNotification } from '@cdktf/provider-aws/lib/s3-bucket-notification';
import { Construct } from 'constructs';
import type { RegionScope } from '../core/arn';
import { CONSTRUCT_IDS } from '../core/construct-ids';
import type { Statement } from '../core/policy';
import { allow } from '../core/statements';
import { LARGEST_TEST_BYTES } from '../core/test-bytes';
import { arrivalAlarms, type ArrivalAlarmProps } from './arrival-alarms';
import { FailureQueue, failureQueueName } from './failure-queue';
import { type FunctionCode, type FunctionPurpose, IntegrityFunction } from './integrity-function';
import { addInvocation, ENABLED, hourlyRule } from './integrity-schedule';
import { addAlarms } from './metric-alarm';

/** Five minutes past each hour: by then CloudWatch has the events of the hour. */
const HOURLY = 'cron(5 * * * ? *)';

const PURPOSE: FunctionPurpose = {
  description:
    'Compares the recordings that arrive with the business hours and with what is usual.',
  roleDescription: (name) => `Sees how many recordings arrive, for ${name}; never which`,
  policyName: 'arrivals',
  memoryMegabytes: 256,
  seconds: 60,
};

/** CloudWatch has no resource types for metrics. */
export const ARRIVAL_STATEMENTS: readonly Statement[] = [
  allow('CountArrivals', 'cloudwatch:GetMetricStatistics', '*'),
];

/** Props of {@link Arrivals}. */
export interface ArrivalsProps extends RegionScope, ArrivalAlarmProps {
  /** Name of the function and its role; prefix of the names of the rules. */
  readonly name: string;
  /** Name of the bucket. Its other event notifications are removed. */
  readonly bucketName: string;
  /** Folders that recordings arrive in; an empty one is the whole bucket. */
  readonly prefixes: readonly string[];
  readonly code: FunctionCode;
  /** As in {@link IntegrityFunction}. */
  readonly runtime: string;
  /** What the function needs to know about the store; passed with each invocation. */
  readonly settings: object;
  /** ARN of the key of logs and queue. */
  readonly keyArn: string;
}

/**
 * Counts the recordings that arrive, and reports every hour whether they arrive as usual. Alarms fire when none has
 * arrived for some business hours, when much fewer arrive than usual, and when arrivals are no longer reported.
 *
 * EventBridge counts the events of S3 that match a rule without targets, so nothing runs for a recording.
 *
 * @see Amazon S3 User Guide, "Using EventBridge"
 * @see Amazon EventBridge User Guide, "Monitoring Amazon EventBridge": `MatchedEvents`
 */
export class Arrivals extends Construct {
  /** @throws RefusedError for names IAM would reject */
  constructor(scope: Construct, id: string, props: ArrivalsProps) {
    super(scope, id);
    const { name, bucketName: bucket, settings } = props;
    const failures = new FailureQueue(this, 'Failures', { ...props, name: failureQueueName(name) });
    new S3BucketNotification(this, 'Events', { bucket, eventbridge: true });
    const { Objects, Hourly } = arrivalRules(props);
    new CloudwatchEventRule(this, 'Objects', Objects);
    const lambda = new IntegrityFunction(this, CONSTRUCT_IDS.arrivalsFunction, {
      ...props,
      roleName: name,
      purpose: PURPOSE,
      statements: ARRIVAL_STATEMENTS,
      failures,
    });
    addInvocation(this, 'Hourly', {
      rule: new CloudwatchEventRule(this, 'Hourly', Hourly),
      event: arrivalsEvent(settings),
      function: lambda,
      failuresArn: failures.arn,
    });
    addAlarms(this, arrivalAlarms(props));
  }
}

/** What the function is invoked with. */
export function arrivalsEvent(settings: object): object {
  return { action: 'arrivals', settings };
}

/** Name of the rule that counts the objects. */
export function objectRuleName(name: string): string {
  return `${name}-objects`;
}

/** The rules of arrivals, by their construct ids. */
export function arrivalRules({
  name,
  bucketName,
  prefixes,
}: Pick<ArrivalsProps, 'name' | 'bucketName' | 'prefixes'>) {
  return {
    Objects: {
      name: objectRuleName(name),
      description: `Counts the recordings that arrive in ${bucketName}`,
      eventPattern: JSON.stringify(objectPattern(bucketName, prefixes)),
      state: ENABLED,
    },
    Hourly: hourlyRule(name, HOURLY),
  };
}

/**
 * The events of recordings that a vendor wrote: `callvault migrate` copies objects, and vendors do not.
 *
 * @see Amazon S3 User Guide, "EventBridge event message structure": the reasons of Object Created
 */
function objectPattern(bucketName: string, prefixes: readonly string[]): object {
  return {
    source: ['aws.s3'],
    'detail-type': ['Object Created'],
    detail: {
      bucket: { name: [bucketName] },
      object: {
        ...(!prefixes.includes('') && { key: prefixes.map((prefix) => ({ prefix })) }),
        size: [{ numeric: ['>', LARGEST_TEST_BYTES] }],
      },
      reason: ['PutObject', 'POST Object', 'CompleteMultipartUpload'],
    },
  };
}
