import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription';
import { Construct } from 'constructs';
import type { RegionScope } from '../core/arn';
import { renderPolicy, type Statement } from '../core/policy';
import { allowService, denyPlainHttp, onBehalfOf, unlessForOthers } from '../core/statements';
import type { KeyUse } from './key';

/** The service that evaluates alarms, and publishes for them. */
export const CLOUDWATCH = 'cloudwatch.amazonaws.com';

/** Props of {@link AlarmTopic}. */
export interface AlarmTopicProps extends RegionScope {
  readonly name: string;
  /** ARN of the key that encrypts it, whose policy needs {@link alarmKeyUse}. */
  readonly keyArn: string;
  /** Addresses that get an email for each alarm. Each has to confirm once. @default - none */
  readonly emails?: readonly string[];
}

/** The topic that alarms notify. Only CloudWatch alarms of this account can publish to it. */
export class AlarmTopic extends Construct {
  /** Resolves once alarms may publish. */
  readonly arn: string;

  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id);
    const { name, keyArn, emails = [] } = props;
    const topic = new SnsTopic(this, 'Topic', { name, kmsMasterKeyId: keyArn });
    const policy = new SnsTopicPolicy(this, 'Policy', {
      arn: topic.arn,
      policy: renderPolicy(alarmTopicStatements(topic.arn, props)),
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

/** The statements of a topic's policy. */
export function alarmTopicStatements(arn: string, scope: RegionScope): Statement[] {
  return [
    denyPlainHttp('sns:Publish', arn),
    allowService('AlarmsPublish', CLOUDWATCH, {
      Action: 'sns:Publish',
      Resource: arn,
      Condition: onBehalfOf(scope.account, alarmArns(scope)),
    }),
  ];
}

/**
 * The use CloudWatch makes of the key of a topic it publishes to. The topic's own policy names the alarms.
 *
 * @see Amazon SNS Developer Guide, "Enable compatibility between event sources from AWS services and
 *   encrypted topics"
 */
export function alarmKeyUse(scope: RegionScope): KeyUse {
  return {
    sid: 'AlarmsPublishEncrypted',
    actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
    outsiders: { Service: CLOUDWATCH },
    conditions: unlessForOthers(scope.account, alarmArns(scope)),
  };
}

function alarmArns({ partition, account, region }: RegionScope): string {
  return `arn:${partition}:cloudwatch:${region}:${account}:alarm:*`;
}
