import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy';
import { Construct } from 'constructs';
import type { AccountScope } from '../core/arn';
import { renderPolicy } from '../core/policy';
import { viaService } from '../core/region';
import type { KeyUse } from './key';

/** Seconds a message is kept: the most SQS allows, two weeks. */
const KEPT_SECONDS = 1_209_600;

/** What {@link FailureQueue} needs to know. */
export interface FailureQueueProps extends AccountScope {
  /** Name of the queue. */
  readonly name: string;
  /** Region of the queue. */
  readonly region: string;
  /** ARN of the key that encrypts it, whose policy must have {@link failureKeyUses}. */
  readonly keyArn: string;
}

/** Takes what was to be run and could not be, or failed. EventBridge of this account may put it there. */
export class FailureQueue extends Construct {
  /** ARN of the queue. */
  readonly arn: string;
  /** Name of the queue, known before it is made. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: FailureQueueProps) {
    super(scope, id);
    const { name, keyArn } = props;
    const queue = new SqsQueue(this, 'Queue', {
      ...{ name, kmsMasterKeyId: keyArn, messageRetentionSeconds: KEPT_SECONDS },
    });
    new SqsQueuePolicy(this, 'Policy', {
      queueUrl: queue.url,
      policy: renderPolicy([
        {
          Sid: 'EnforceSSLOnly',
          Effect: 'Deny',
          Principal: '*',
          Action: 'sqs:*',
          Resource: queue.arn,
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
        {
          Sid: 'RulesTellOfFailures',
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: queue.arn,
          Condition: fromRules(props),
        },
      ]),
    });
    this.arn = queue.arn;
    this.name = name;
  }
}

/**
 * Who uses the key of a {@link FailureQueue}: EventBridge, and those of the account who may use the queue.
 *
 * @see Amazon SQS Developer Guide, "Key management", on event sources
 */
export function failureKeyUses(scope: AccountScope & { readonly region: string }): KeyUse[] {
  const actions = ['kms:GenerateDataKey', 'kms:Decrypt'];
  return [
    {
      ...{ sid: 'RulesTellOfFailuresEncrypted', actions },
      outsiders: { Service: 'events.amazonaws.com' },
      conditions: fromRules(scope),
    },
    {
      ...{ sid: 'AccountUsesQueueThroughSqs', actions },
      viaService: viaService('sqs', scope.region),
    },
  ];
}

function fromRules({ partition, account, region }: AccountScope & { readonly region: string }) {
  return {
    StringEquals: { 'aws:SourceAccount': account },
    ArnLike: { 'aws:SourceArn': `arn:${partition}:events:${region}:${account}:rule/*` },
  };
}
