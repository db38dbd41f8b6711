import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy';
import { Construct } from 'constructs';
import type { RegionScope } from '../core/arn';
import { renderPolicy } from '../core/policy';
import { viaService } from '../core/region';
import { allowService, denyPlainHttp, onBehalfOf, unlessForOthers } from '../core/statements';
import type { KeyUse } from './key';

/** Seconds a message is kept: two weeks, the most SQS allows. */
const KEPT_SECONDS = 1_209_600;

const EVENTBRIDGE = 'events.amazonaws.com';

/** The name of the queue of a function's failed runs. */
export const failureQueueName = (functionName: string): string => `${functionName}-failed`;

/** Props of {@link FailureQueue}. */
export interface FailureQueueProps extends RegionScope {
  readonly name: string;
  /** ARN of the key that encrypts it, whose policy needs {@link failureKeyUses}. */
  readonly keyArn: string;
}

/** Keeps runs that failed or could not be started. EventBridge rules of this account can send to it. */
export class FailureQueue extends Construct {
  readonly arn: string;
  /** The name as given, known before Terraform runs. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: FailureQueueProps) {
    super(scope, id);
    const { name, keyArn } = props;
    const queue = new SqsQueue(this, 'Queue', {
      name,
      kmsMasterKeyId: keyArn,
      messageRetentionSeconds: KEPT_SECONDS,
    });
    const send = {
      Action: 'sqs:SendMessage',
      Resource: queue.arn,
      Condition: onBehalfOf(props.account, ruleArns(props)),
    };
    new SqsQueuePolicy(this, 'Policy', {
      queueUrl: queue.url,
      policy: renderPolicy([
        denyPlainHttp('sqs:*', queue.arn),
        allowService('RulesTellOfFailures', EVENTBRIDGE, send),
      ]),
    });
    this.arn = queue.arn;
    this.name = name;
  }
}

/**
 * The uses of the key of a {@link FailureQueue}: by EventBridge, and by principals of the account that may use the
 * queue. The queue's own policy names the rules.
 *
 * @see Amazon SQS Developer Guide, "Key management", on event sources
 * @see Amazon SNS Developer Guide, "Managing encryption keys": key policies do not support the source of requests by
 *   EventBridge
 */
export function failureKeyUses(scope: RegionScope): KeyUse[] {
  const actions = ['kms:GenerateDataKey', 'kms:Decrypt'];
  return [
    {
      sid: 'RulesTellOfFailuresEncrypted',
      actions,
      outsiders: { Service: EVENTBRIDGE },
      conditions: unlessForOthers(scope.account, ruleArns(scope)),
    },
    {
      sid: 'AccountUsesQueueThroughSqs',
      actions,
      viaService: viaService('sqs', scope.region),
    },
  ];
}

/** The EventBridge rules of the account. */
export function ruleArns({ partition, account, region }: RegionScope): string {
  return `arn:${partition}:events:${region}:${account}:rule/*`;
}
