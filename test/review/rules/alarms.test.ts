import type { Change } from '../../../review/plan';
import { change, idsOf } from '../change';

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:calls-prod-alarms';
const alarm = (values: object = {}) => ({
  alarm_name: 'late',
  namespace: 'AWS/S3',
  actions_enabled: true,
  alarm_actions: [TOPIC],
  ...values,
});

test.each<[string, object, string[]]>([
  ['notifies another topic', { alarm_actions: [`${TOPIC}2`] }, ['replication-alarm-removed']],
  ['notifies a second topic', { alarm_actions: [TOPIC, `${TOPIC}2`] }, []],
  ['is disabled', { actions_enabled: false }, ['replication-alarm-removed']],
  ['has another threshold', { threshold: 2 }, ['monitoring-changed']],
  ['ignores missing data', { treat_missing_data: 'notBreaching' }, ['monitoring-changed']],
  ['has another description', { alarm_description: 'x' }, []],
])('an alarm that %s has these findings', (_, values, ids) => {
  const type = 'aws_cloudwatch_metric_alarm';
  expect(idsOf(change({ type, before: alarm(), after: alarm(values) }))).toEqual(ids);
});

test('the removal of a replication alarm is data loss, and that of any other alarm is monitoring', () => {
  const type = 'aws_cloudwatch_metric_alarm';
  const removed = (namespace: string) =>
    idsOf(change({ type, action: 'delete', before: alarm({ namespace }) }));
  expect(removed('AWS/S3')).toEqual(['replication-alarm-removed']);
  expect(removed('callvault')).toEqual(['monitoring-changed']);
});

test('recipients of an alarm that are known only after apply need a manual review', () => {
  const type = 'aws_cloudwatch_metric_alarm';
  const later = change({
    type,
    before: alarm(),
    after: { alarm_name: 'late', namespace: 'AWS/S3', alarm_actions: [TOPIC] },
    unknown: { actions_enabled: true },
  });
  expect(idsOf(later)).toEqual(['value-unknown']);
});

test('alarms that notify a destroyed topic reach no one', () => {
  const type = 'aws_sns_topic';
  expect(idsOf(change({ type, action: 'delete', before: { name: 'alarms' } }))).toEqual([
    'alarms-unheard',
  ]);
});

const subscription = (protocol: string, endpoint: string) => ({
  protocol,
  endpoint,
  topic_arn: TOPIC,
});

test.each<[string, Partial<Change>, string[]]>([
  ['is removed', { action: 'delete', before: subscription('email', 'a@b.c') }, ['alarms-unheard']],
  [
    'gets another address',
    {
      action: 'replace',
      before: subscription('email', 'a@b.c'),
      after: subscription('email', 'd@e.f'),
    },
    ['alarms-unheard'],
  ],
  ['is added for an address', { action: 'create', after: subscription('email', 'a@b.c') }, []],
  [
    'is added for a web endpoint',
    { action: 'create', after: subscription('https', 'https://a.example') },
    ['allow-added'],
  ],
])('a subscription that %s', (_, values, ids) => {
  expect(idsOf(change({ type: 'aws_sns_topic_subscription', ...values }))).toEqual(ids);
});
