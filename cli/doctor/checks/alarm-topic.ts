import type { Subscription } from '@aws-sdk/client-sns';
import { contains, listed } from '../../../core/policy-element';
import {
  appliesToAction,
  appliesToEveryone,
  type PolicyStatement,
} from '../../../core/policy-statement';
import { alarmArn } from '../../../store/alarms';
import type { Examined } from '../examined';
import { type DoctorFinding, newFinding } from '../finding';
import type { LiveTopic, LiveTopicKey } from '../live-monitoring';
import { observedValue } from '../observed';

const CLOUDWATCH = 'cloudwatch.amazonaws.com';

/** The key that SNS has in every account. CloudWatch cannot use it, and no one can change its policy. */
const AWS_MANAGED = /(?:^|\/)aws\/sns$/;

/**
 * Whether alarms can publish to a topic that the stack does not create: by its policy, and by that of its key.
 *
 * @see Amazon SNS Developer Guide, "Enable compatibility between event sources from AWS services and encrypted topics"
 */
export function checkOthersTopic(
  { store, expected }: Examined,
  arn: string,
  { policy, key }: LiveTopic,
): DoctorFinding[] {
  const { account } = store;
  const alarms = expected.monitoring.alarms.map(({ alarmName }) => alarmArn(store, alarmName));
  const allows: Allows = (statements, action) =>
    alarms.every((alarm) =>
      statements.some((each) => allowsAlarm(each, { action, alarm, account })),
    );
  const evidence = [
    ...(allows(policy.statements, 'sns:Publish')
      ? []
      : [`its policy does not allow ${CLOUDWATCH} sns:Publish for alarms of ${account}`]),
    ...(key ? keyEvidence(key, allows) : []),
  ];
  if (evidence.length === 0) return [];
  return [
    newFinding('alarm-topic-refuses', {
      what: `Alarms cannot publish to the topic ${arn}`,
      evidence,
      fix: `Allow ${CLOUDWATCH} sns:Publish in the policy of the topic, and kms:Decrypt and kms:GenerateDataKey in that of a customer managed key.`,
    }),
  ];
}

type Allows = (statements: readonly PolicyStatement[], action: string) => boolean;

function keyEvidence({ id, policy }: LiveTopicKey, allows: Allows): string[] {
  if (AWS_MANAGED.test(id)) return [`${id} encrypts it, which CloudWatch cannot use`];
  const statements = observedValue(policy)?.statements;
  // What AWS does not show is a finding of its own.
  if (!statements) return [];
  const lacking = ['kms:Decrypt', 'kms:GenerateDataKey'].filter(
    (action) => !allows(statements, action),
  );
  if (lacking.length === 0) return [];
  return [`the policy of its key ${id} does not allow ${CLOUDWATCH} ${lacking.join(', ')}`];
}

interface Publication {
  readonly action: string;
  /** ARN of the alarm. */
  readonly alarm: string;
  readonly account: string;
}

function allowsAlarm(statement: PolicyStatement, { action, alarm, account }: Publication): boolean {
  const { effect, principal, conditions } = statement;
  if (effect !== 'Allow' || !appliesToAction(statement, action)) return false;
  if (!appliesToEveryone(statement) && !listed(principal).includes(`Service:${CLOUDWATCH}`)) {
    return false;
  }
  const known: Readonly<Record<string, string | undefined>> = {
    'aws:sourceaccount': account,
    'aws:sourceowner': account,
    'aws:sourcearn': alarm,
  };
  return conditions.every(({ key, operator, values }) => {
    const value = known[key.toLowerCase()];
    if (value === undefined) return false;
    const named = { patterns: [value], except: false };
    return contains({ patterns: values, except: false }, named) === !operator.includes('Not');
  });
}

/** Whether any recipient of a topic that the stack does not create has confirmed. */
export function checkRecipients(arn: string, all: readonly Subscription[]): DoctorFinding[] {
  if (all.some(({ SubscriptionArn = '' }) => SubscriptionArn.startsWith('arn:'))) return [];
  return [
    newFinding('alarm-topic-unheard', {
      what: `The topic ${arn} has no confirmed subscription, so alarms reach no one`,
      evidence: [`${all.length} unconfirmed`],
      fix: `aws sns subscribe --topic-arn ${arn} --protocol email --notification-endpoint <address>`,
    }),
  ];
}
