import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { CANARY_METRICS } from '../../../core/metrics';
import { hasNoRun, tryFindBrokenLink } from '../../../modules/canary-alarms';
import type { alarmConfig } from '../../../modules/metric-alarm';
import type { Store } from '../../../store/store';
import { type Examined, redeploy } from '../examined';
import { type DoctorFinding, newFinding } from '../finding';
import { whenObserved } from '../observed';
import { compareConfiguration } from '../configuration';
import { checkAlarmTopic } from './alarm-topic';
import { describeParts } from '../statements';

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
    ...checkAlarmTopic(store, expected.monitoring, live.monitoring),
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
  const silent = hasNoRun(reason) ? ': it has not run' : '';
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
