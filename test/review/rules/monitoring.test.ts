import type { Change } from '../../../review/plan';
import { reviewPlan } from '../../../review/review';

const change = (values: Partial<Change>): Change => ({
  address: `${values.type ?? ''}.A`,
  type: '',
  action: 'update',
  actions: [values.action ?? 'update'],
  before: {},
  after: {},
  unknown: {},
  ...values,
});
/** A plan is of a stack that exists. */
const existing = change({ type: 'aws_s3_bucket', action: 'no-op', before: { bucket: 'calls' } });
const idsOf = (...changes: readonly Change[]) => {
  const plan = { source: 'plan.json', drift: [], deferred: false, regions: [] };
  return reviewPlan({ ...plan, changes: [existing, ...changes] }).findings.map(({ id }) => id);
};

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
  ['has its actions off', { actions_enabled: false }, ['replication-alarm-removed']],
  ['has another threshold', { threshold: 2 }, ['monitoring-changed']],
  ['takes missing data for good', { treat_missing_data: 'notBreaching' }, ['monitoring-changed']],
  ['has another description', { alarm_description: 'x' }, []],
])('an alarm that %s', (_, values, ids) => {
  const type = 'aws_cloudwatch_metric_alarm';
  expect(idsOf(change({ type, before: alarm(), after: alarm(values) }))).toEqual(ids);
});

test('an alarm of the check is monitoring, one of the copies is about the recordings', () => {
  const type = 'aws_cloudwatch_metric_alarm';
  const removed = (namespace: string) =>
    idsOf(change({ type, action: 'delete', before: alarm({ namespace }) }));
  expect(removed('AWS/S3')).toEqual(['replication-alarm-removed']);
  expect(removed('callvault')).toEqual(['monitoring-changed']);
});

test('whom an alarm notifies has to be known', () => {
  const type = 'aws_cloudwatch_metric_alarm';
  const later = change({
    type,
    before: alarm(),
    after: { alarm_name: 'late', namespace: 'AWS/S3', alarm_actions: [TOPIC] },
    unknown: { actions_enabled: true },
  });
  expect(idsOf(later)).toEqual(['value-unknown']);
});

test('a topic that is destroyed leaves its alarms unheard', () => {
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
  [
    'of an address ends',
    { action: 'delete', before: subscription('email', 'a@b.c') },
    ['alarms-unheard'],
  ],
  [
    'goes to another address',
    {
      action: 'replace',
      before: subscription('email', 'a@b.c'),
      after: subscription('email', 'd@e.f'),
    },
    ['alarms-unheard'],
  ],
  ['of an address is added', { action: 'create', after: subscription('email', 'a@b.c') }, []],
  [
    'of a program is added',
    { action: 'create', after: subscription('https', 'https://a.example') },
    ['allow-added'],
  ],
])('a subscription that %s', (_, values, ids) => {
  expect(idsOf(change({ type: 'aws_sns_topic_subscription', ...values }))).toEqual(ids);
});

test('a schedule that is disabled is monitoring that ends', () => {
  const rule = (state: string) => ({ name: 'check', state });
  const disabled = change({
    type: 'aws_cloudwatch_event_rule',
    before: rule('ENABLED'),
    after: rule('DISABLED'),
  });
  expect(idsOf(disabled)).toEqual(['monitoring-changed']);
});

test('another principal than a schedule of the stack may not call its function unnoticed', () => {
  const permission = (principal: string, source_arn?: string) =>
    change({
      type: 'aws_lambda_permission',
      action: 'create',
      after: { action: 'lambda:InvokeFunction', function_name: 'check', principal, source_arn },
    });
  const schedule = 'arn:aws:events:us-east-1:123456789012:rule/check';
  expect(idsOf(permission('events.amazonaws.com', schedule))).toEqual([]);
  expect(idsOf(permission('events.amazonaws.com'))).toEqual(['allow-added']);
  expect(idsOf(permission('*'))).toEqual(['allow-added']);
});
