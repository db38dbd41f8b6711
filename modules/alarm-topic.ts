import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription';
import { Construct } from 'constructs';
import type { AccountScope } from '../core/arn';
import { renderPolicy } from '../core/policy';
import type { KeyUse } from './key';

/** What {@link AlarmTopic} needs to know. */
export interface AlarmTopicProps extends AccountScope {
  /** Name of the topic. */
  readonly name: string;
  /** Region of the topic. */
  readonly region: string;
  /** ARN of the key that encrypts it, whose policy must have {@link alarmKeyUse}. */
  readonly keyArn: string;
  /** Addresses that are written to, each of which has to confirm once. @default - nobody is written to */
  readonly emails?: readonly string[];
}

/** Tells people of alarms. Only CloudWatch's alarms of this account publish to it. */
export class AlarmTopic extends Construct {
  /** ARN, once alarms may publish. */
  readonly arn: string;

  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id);
    const { name, keyArn, emails = [] } = props;
    const topic = new SnsTopic(this, 'Topic', { name, kmsMasterKeyId: keyArn });
    const policy = new SnsTopicPolicy(this, 'Policy', {
      arn: topic.arn,
      policy: renderPolicy([
        {
          Sid: 'EnforceSSLOnly',
          Effect: 'Deny',
          Principal: '*',
          Action: 'sns:Publish',
          Resource: topic.arn,
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
        {
          Sid: 'AlarmsPublish',
          Effect: 'Allow',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Action: 'sns:Publish',
          Resource: topic.arn,
          Condition: fromAlarms(props),
        },
      ]),
    });
    for (const [index, endpoint] of emails.entries()) {
      new SnsTopicSubscription(this, `Email${index}`, {
        topicArn: topic.arn,
        protocol: 'email',
        endpoint,
      });
    }
    this.arn = policy.arn;
  }
}

/**
 * What CloudWatch does with the key of a topic it publishes to.
 *
 * @see Amazon SNS Developer Guide, "Enable compatibility between event sources from AWS services and
 *   encrypted topics"
 */
export function alarmKeyUse(scope: AccountScope & { readonly region: string }): KeyUse {
  return {
    sid: 'AlarmsPublishEncrypted',
    actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
    outsiders: { Service: 'cloudwatch.amazonaws.com' },
    conditions: fromAlarms(scope),
  };
}

function fromAlarms({ partition, account, region }: AccountScope & { readonly region: string }) {
  return {
    StringEquals: { 'aws:SourceAccount': account },
    ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
  };
}
