import type { Subscription } from '@aws-sdk/client-sns';
import type { PolicyStatement } from '../../../core/policy-statement';
import { decideServiceRequest } from '../../../core/service-request';
import { alarmTopicStatements, CLOUDWATCH } from '../../../modules/alarm-topic';
import { alarmArn } from '../../../store/alarms';
import type { Store } from '../../../store/store';
import { redeploy } from '../examined';
import type { ExpectedMonitoring } from '../expected-monitoring';
import { type DoctorFinding, newFinding } from '../finding';
import type { LiveAlarmTopic, LiveTopic, LiveTopicKey } from '../live-topic';
import { whenObserved } from '../observed';
import { compareStatements, describeParts } from '../statements';

/** The key that SNS has in every account. CloudWatch cannot use it, and its policy cannot be changed. */
const AWS_MANAGED = /(?:^|\/)aws\/sns$/;

/** Whether the topic that alarms notify exists, lets them publish, and has recipients. */
export function checkAlarmTopic(
  store: Store,
  { alarms, topic: wanted }: Pick<ExpectedMonitoring, 'alarms' | 'topic'>,
  { topic, subscriptions }: Partial<LiveAlarmTopic>,
): readonly DoctorFinding[] {
  if (!wanted || !topic || !subscriptions) return [];
  const { own, arn } = wanted;
  if (topic.kind === 'missing') {
    return [
      newFinding('alarm-topic-missing', {
        what: 'The topic that alarms notify does not exist',
        evidence: [`expected ${arn}`],
        fix: own ? redeploy(store) : `Create it, or correct stores.${store.name}.alarms.topicArn.`,
      }),
    ];
  }
  const names = alarms.map(({ alarmName }) => alarmName);
  return [
    ...whenObserved(topic, (actual) =>
      own ? checkTopicPolicy(store, arn, actual) : checkOthersTopic(store, { arn, names }, actual),
    ),
    ...whenObserved(subscriptions, (all) =>
      own ? checkSubscriptions(store, all) : checkRecipients(arn, all),
    ),
  ];
}

interface Publications {
  /** ARN of the topic. */
  readonly arn: string;
  /** Names of the alarms that publish. */
  readonly names: readonly string[];
}

/**
 * Whether alarms can publish to a topic that the stack does not create: by its policy, and by that of its key.
 *
 * @see Amazon SNS Developer Guide, "Enable compatibility between event sources from AWS services and encrypted topics"
 */
function checkOthersTopic(
  store: Store,
  publications: Publications,
  { policy, key }: LiveTopic,
): DoctorFinding[] {
  const { arn } = publications;
  const asked = { statements: policy.statements, whose: 'its policy', resource: arn };
  const reasons = [
    ...reasonsOf(store, publications, { ...asked, action: 'sns:Publish' }),
    ...(key ? keyReasons(store, publications, key) : []),
  ];
  const evidence = (unknown: boolean) =>
    reasons.filter((each) => each.unknown === unknown).map(({ text }) => text);
  return [
    ...found('alarm-topic-refuses', evidence(false), {
      what: `Alarms cannot publish to the topic ${arn}`,
      fix: `Allow ${CLOUDWATCH} sns:Publish in the policy of the topic, and kms:Decrypt and kms:GenerateDataKey in that of a customer managed key.`,
    }),
    ...found('could-not-look', evidence(true), {
      what: `Whether alarms can publish to the topic ${arn} depends on what AWS does not show`,
      fix: 'Run aws cloudwatch set-alarm-state for one of the alarms once it is deployed, and see whether the message arrives.',
    }),
  ];
}

function found(
  id: 'alarm-topic-refuses' | 'could-not-look',
  evidence: readonly string[],
  { what, fix }: Pick<DoctorFinding, 'what' | 'fix'>,
): DoctorFinding[] {
  if (evidence.length === 0) return [];
  return [newFinding(id, { what, evidence, fix, link: 'monitoring' })];
}

/** A reason why alarms cannot publish, or why that is not known. */
interface Reason {
  readonly unknown: boolean;
  readonly text: string;
}

const refused = (text: string): Reason[] => [{ unknown: false, text }];

function keyReasons(store: Store, publications: Publications, { id, policy }: LiveTopicKey) {
  if (AWS_MANAGED.test(id) || (policy.kind === 'value' && policy.value.awsManaged)) {
    return refused(`${id} encrypts it, which CloudWatch cannot use`);
  }
  if (policy.kind === 'missing') return refused(`its key ${id} does not exist`);
  // What AWS does not show is a finding of its own.
  if (policy.kind === 'refused') return [];
  const { statements, state = 'Enabled' } = policy.value;
  const asked = { statements, whose: `the policy of its key ${id}`, resource: '*' };
  return [
    ...(state === 'Enabled' ? [] : refused(`its key ${id} has the state ${state}`)),
    ...['kms:Decrypt', 'kms:GenerateDataKey'].flatMap((action) =>
      reasonsOf(store, publications, { ...asked, action }),
    ),
  ];
}

interface Asked {
  readonly statements: readonly PolicyStatement[];
  /** What the statements are, as the subject of a sentence. */
  readonly whose: string;
  readonly action: string;
  readonly resource: string;
}

function reasonsOf(
  store: Store,
  { arn, names }: Publications,
  { statements, whose, action, resource }: Asked,
): Reason[] {
  const { account, region } = store;
  const what = `${CLOUDWATCH} ${action} for alarms of ${account}`;
  const decisions = names.map((name) => {
    const context = {
      'aws:sourceaccount': account,
      'aws:sourceowner': account,
      'aws:sourcearn': alarmArn(store, name),
      'aws:securetransport': 'true',
      'aws:principalisawsservice': 'true',
      'aws:principalservicename': CLOUDWATCH,
      'aws:requestedregion': region,
      'kms:encryptioncontext:aws:sns:topicarn': arn,
    };
    return decideServiceRequest(statements, { service: CLOUDWATCH, action, resource, context });
  });
  if (decisions.some(({ kind }) => kind === 'denied')) return refused(`${whose} denies ${what}`);
  if (decisions.some(({ kind }) => kind === 'not-allowed')) {
    return refused(`${whose} does not allow ${what}`);
  }
  const keys = decisions.flatMap((each) => (each.kind === 'unknown' ? each.keys : []));
  if (keys.length === 0) return [];
  const text = `${whose} allows ${what} depending on ${[...new Set(keys)].join(', ')}`;
  return [{ unknown: true, text }];
}

/** Whether any recipient of a topic that the stack does not create has confirmed. */
function checkRecipients(arn: string, all: readonly Subscription[]): DoctorFinding[] {
  if (all.some(({ SubscriptionArn = '' }) => SubscriptionArn.startsWith('arn:'))) return [];
  return [
    newFinding('alarm-topic-unheard', {
      what: `The topic ${arn} has no confirmed subscription, so alarms reach no one`,
      evidence: [`${all.length} unconfirmed`],
      fix: `aws sns subscribe --topic-arn ${arn} --protocol email --notification-endpoint <address>`,
    }),
  ];
}

function checkTopicPolicy(store: Store, arn: string, { policy, encrypted }: LiveTopic) {
  const differences = compareStatements(alarmTopicStatements(arn, store), policy.statements);
  const evidence = [
    ...differences.flatMap(({ sid, kind, parts }) => [
      `statement ${sid || 'without Sid'} ${kind}`,
      ...describeParts(parts),
    ]),
    ...(encrypted ? [] : ['no key encrypts it']),
  ];
  if (evidence.length === 0) return [];
  const what = `The topic ${arn} differs: alarms may not reach it, or others may publish to it`;
  return [newFinding('alarm-topic-changed', { what, evidence, fix: redeploy(store) })];
}

/** Only the subscribers of the environment file are looked for: users subscribe others as they like. */
function checkSubscriptions(store: Store, all: readonly Subscription[]): DoctorFinding[] {
  return (store.settings.alarms?.emails ?? []).flatMap((email) => {
    const found = all.find(({ Endpoint }) => Endpoint === email);
    if (!found) {
      return [
        newFinding('subscription-missing', {
          what: `${email} does not get the alarms of ${store.id}`,
          evidence: ['no subscription'],
          fix: redeploy(store),
        }),
      ];
    }
    if (found.SubscriptionArn?.startsWith('arn:') === true) return [];
    return [
      newFinding('subscription-pending', {
        what: `${email} does not get the alarms of ${store.id} before the subscription is confirmed`,
        evidence: [found.SubscriptionArn ?? 'not confirmed'],
        fix: 'Open the link in the email of AWS Notifications. It is valid for three days; afterwards deploy again with the address removed and added.',
      }),
    ];
  });
}
