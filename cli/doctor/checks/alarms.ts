import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { Subscription } from '@aws-sdk/client-sns';
import { CANARY_METRICS } from '../../../core/metrics';
import { alarmTopicStatements } from '../../../modules/alarm-topic';
import { tryFindBrokenLink } from '../../../modules/canary-alarms';
import type { alarmConfig } from '../../../modules/metric-alarm';
import type { Store } from '../../../store/store';
import { type Examined, redeploy } from '../examined';
import { type DoctorFinding, newFinding } from '../finding';
import type { LiveTopic } from '../live-monitoring';
import { whenObserved } from '../observed';
import { compareConfiguration } from '../configuration';
import { checkOthersTopic, checkRecipients } from './alarm-topic';
import { compareStatements, describeParts } from '../statements';

type Alarm = ReturnType<typeof alarmConfig>;

/** Whether alarms exist, fire as the stack configures them, and notify their topic and its subscribers. */
export function checkAlarms(examined: Examined): readonly DoctorFinding[] {
  const { store, expected, live } = examined;
  const { alarms } = live.monitoring;
  if (!alarms) return [];
  return [
    ...whenObserved(alarms, (all) =>
      expected.monitoring.alarms.flatMap((alarm) => checkAlarm(store, alarm, all)),
    ),
    ...checkTopic(examined),
  ];
}

function checkAlarm(store: Store, wanted: Alarm, alarms: readonly MetricAlarm[]): DoctorFinding[] {
  const { alarmName: name } = wanted;
  const live = alarms.find(({ AlarmName }) => AlarmName === name);
  const fix = redeploy(store);
  if (!live) {
    const evidence = [`expected an alarm on ${wanted.metricName ?? ''}`];
    const what = `The alarm ${name} does not exist`;
    return [newFinding('alarm-missing', { what, evidence, fix })];
  }
  const silent = live.ActionsEnabled === false || !hasActions(wanted, live);
  const parts = compareConfiguration(conditionOf(wanted), conditionOf(named(live)));
  return [
    ...(silent ? [silenced(store, wanted, live)] : []),
    ...(live.StateValue === 'ALARM' ? [firing(wanted, live)] : []),
    ...(parts.length === 0
      ? []
      : [
          newFinding('alarm-changed', {
            what: `The alarm ${name} fires on something else than the stack configures`,
            evidence: describeParts(parts),
            fix,
          }),
        ]),
  ];
}

/** @see Amazon S3 User Guide, "Amazon S3 replication failure reasons": events of S3 name the reason */
function firing(
  { alarmName: name, alarmDescription = '', metricName = '' }: Alarm,
  live: MetricAlarm,
) {
  if (metricName === CANARY_METRICS.brokenLink) return canaryRefused(name, live);
  const copies = metricName.includes('Replication');
  return newFinding('alarm-firing', {
    what: `The alarm ${name} is in the state ALARM: ${alarmDescription.replace(/\.$/, '')}`,
    evidence: [live.StateReason ?? 'without a reason'],
    fix: copies
      ? 'Correct what else doctor found. If it found nothing, S3 itself says why: see "How to detect failures" in docs/replication.md.'
      : 'Read the description of the alarm, and correct what it names.',
    ...(copies && { link: 'replication' as const }),
  });
}

function canaryRefused(name: string, { StateReason: reason }: MetricAlarm) {
  const link = tryFindBrokenLink(reason);
  const refused = link && `: the vendor is refused, and the broken link is ${link}`;
  const silent = /no datapoints/.test(reason ?? '') ? ': it has not run' : '';
  return newFinding('alarm-firing', {
    what: `The alarm ${name} of the canary is in the state ALARM${refused ?? silent}`,
    evidence: [reason ?? 'without a reason'],
    fix: 'Correct what else doctor found. If it found nothing, the log of the canary has the answer of AWS or of the vendor.',
  });
}

const hasActions = ({ alarmActions = [] }: Alarm, { AlarmActions = [] }: MetricAlarm) =>
  alarmActions.every((action) => AlarmActions.includes(action));

function silenced({ id, region }: Store, wanted: Alarm, live: MetricAlarm): DoctorFinding {
  const { alarmName: name, alarmActions = [] } = wanted;
  const off = live.ActionsEnabled === false;
  return newFinding('alarm-silent', {
    what: `The alarm ${name} does not notify its topic`,
    evidence: off
      ? ['its actions are disabled']
      : [
          `actions: ${live.AlarmActions?.join(', ') || 'none'}; expected ${alarmActions.join(', ')}`,
        ],
    fix: off
      ? `aws cloudwatch enable-alarm-actions --alarm-names ${name} --region ${region}`
      : redeploy({ id }),
  });
}

/** When an alarm fires. */
function conditionOf(alarm: Partial<Alarm>) {
  const { namespace, metricName, dimensions, statistic, period, threshold } = alarm;
  const { comparisonOperator, evaluationPeriods, treatMissingData } = alarm;
  const when = { comparisonOperator, threshold, period, evaluationPeriods, treatMissingData };
  return { namespace, metricName, statistic, dimensions, ...when };
}

/** An alarm of the SDK under the names of the construct. */
function named(alarm: MetricAlarm): Partial<Alarm> {
  return {
    namespace: alarm.Namespace,
    metricName: alarm.MetricName,
    statistic: alarm.Statistic ?? alarm.ExtendedStatistic,
    dimensions: Object.fromEntries(
      (alarm.Dimensions ?? []).map(({ Name = '', Value = '' }) => [Name, Value]),
    ),
    comparisonOperator: alarm.ComparisonOperator ?? '',
    threshold: alarm.Threshold,
    period: alarm.Period,
    evaluationPeriods: alarm.EvaluationPeriods ?? 0,
    treatMissingData: alarm.TreatMissingData,
  };
}

function checkTopic(examined: Examined): readonly DoctorFinding[] {
  const { store, expected, live } = examined;
  const { topic, subscriptions } = live.monitoring;
  const wanted = expected.monitoring.topic;
  if (!wanted || !topic || !subscriptions) return [];
  if (topic.kind === 'missing') {
    const { arn, own } = wanted;
    return [
      newFinding('alarm-topic-missing', {
        what: 'The topic that alarms notify does not exist',
        evidence: [`expected ${arn}`],
        fix: own ? redeploy(store) : `Create it, or correct stores.${store.name}.alarms.topicArn.`,
      }),
    ];
  }
  const { own, arn } = wanted;
  return [
    ...whenObserved(topic, (actual) =>
      own ? checkTopicPolicy(store, arn, actual) : checkOthersTopic(examined, arn, actual),
    ),
    ...whenObserved(subscriptions, (all) =>
      own ? checkSubscriptions(store, all) : checkRecipients(arn, all),
    ),
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
