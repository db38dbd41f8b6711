import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { LiveMonitoring, LiveRule } from '../../../../cli/doctor/live-monitoring';
import { observedValue } from '../../../../cli/doctor/observed';
import { but, type Case, deployed, found, idsOf, missing, observed, refused } from '../deployed';

const EMAIL = 'ops@acme.example';
const calls = deployed('calls-prod', (text) =>
  text.replace('integrity: {', `alarms: { emails: [${EMAIL}] }\n    integrity: {`),
);
const { monitoring } = calls.live;
const watched = (change: Partial<LiveMonitoring>) => but(calls, 'monitoring', change);

const CHECK = 'integrity-calls-prod-check';
const rule = (change: Partial<LiveRule>) => {
  const before = observedValue(monitoring.rules[CHECK] ?? missing) as LiveRule;
  return watched({ rules: { ...monitoring.rules, [CHECK]: observed({ ...before, ...change }) } });
};
const [target = {}] = observedValue(monitoring.rules[CHECK] ?? missing)?.targets ?? [];
const targets = (...all: object[]) => rule({ targets: all as LiveRule['targets'] });

const alarms = observedValue(monitoring.alarms ?? missing) ?? [];
const LATE = 'calls-prod-integrity-late';
const alarm = (change: Partial<MetricAlarm>) =>
  watched({
    alarms: observed(
      alarms.map((each) => (each.AlarmName === LATE ? { ...each, ...change } : each)),
    ),
  });

const LOG = '/aws/lambda/integrity-calls-prod';
const log = (group: object) => watched({ logGroups: { [LOG]: observed(group) } });
const subscribed = (SubscriptionArn: string, Endpoint = EMAIL) =>
  watched({ subscriptions: observed([{ Endpoint, Protocol: 'email', SubscriptionArn }]) });
const topic = (observedTopic: LiveMonitoring['topic']) =>
  watched({ topic: observedTopic, subscriptions: observed([]) });

test('a store with a check and subscribers has no findings while nothing was changed', () => {
  expect(idsOf(calls)).toEqual([]);
});

test.each<Case>([
  [
    'a deleted rule',
    ['schedule-missing'],
    watched({ rules: { ...monitoring.rules, [CHECK]: missing } }),
  ],
  ['a disabled rule', ['schedule-disabled'], rule({ state: 'DISABLED' })],
  ['another time', ['schedule-changed'], rule({ scheduleExpression: 'rate(30 days)' })],
  ['a rule without target', ['schedule-changed'], targets()],
  ['another target', ['schedule-changed'], targets({ ...target, Arn: 'arn:aws:lambda:x' })],
  ['a second target', ['schedule-changed'], targets(target, { ...target, Arn: 'arn:aws:sqs:x' })],
  ['another input', ['schedule-changed'], targets({ ...target, InputTransformer: undefined })],
  [
    'a target without retries',
    ['schedule-changed'],
    targets({ ...target, RetryPolicy: { MaximumRetryAttempts: 0 } }),
  ],
  ['no alarms', alarms.map(() => 'alarm-missing'), watched({ alarms: observed([]) })],
  ['an alarm without actions', ['alarm-silent'], alarm({ AlarmActions: [] })],
  ['an alarm with disabled actions', ['alarm-silent'], alarm({ ActionsEnabled: false })],
  ['an alarm that fires', ['alarm-firing'], alarm({ StateValue: 'ALARM' })],
  ['an alarm without data', [], alarm({ StateValue: 'INSUFFICIENT_DATA' })],
  ['another threshold', ['alarm-changed'], alarm({ Threshold: 800 })],
  ['data that may be missing', ['alarm-changed'], alarm({ TreatMissingData: 'ignore' })],
  ['another dimension', ['alarm-changed'], alarm({ Dimensions: [{ Name: 'Store', Value: 'x' }] })],
  ['an expression', ['alarm-changed'], alarm({ MetricName: undefined })],
  ['no topic', ['alarm-topic-missing'], topic(missing)],
  [
    'a topic that alarms may not publish to',
    ['alarm-topic-changed', 'subscription-missing'],
    topic(observed({ policy: { statements: [], size: 0 }, encrypted: true })),
  ],
  ['no subscriber', ['subscription-missing'], watched({ subscriptions: observed([]) })],
  ['another subscriber', ['subscription-missing'], subscribed('arn:aws:sns:x', 'a@b.example')],
  ['a subscription to confirm', ['subscription-pending'], subscribed('PendingConfirmation')],
  ['no log group', ['log-group-missing'], watched({ logGroups: {} })],
  ['a log kept for ever', ['log-group-changed'], log({ kmsKeyId: 'k' })],
  ['a log kept for a day', ['log-group-changed'], log({ kmsKeyId: 'k', retentionInDays: 1 })],
  ['a log without a key', ['log-group-changed'], log({ retentionInDays: 400 })],
  [
    'what AWS does not show',
    ['could-not-look'],
    watched({ rules: { ...monitoring.rules, [CHECK]: refused } }),
  ],
])('%s is %j', (_, ids, examined) => {
  expect(idsOf(examined)).toEqual(ids);
});

test('a disabled rule can be enabled with the command of its finding', () => {
  expect(found(rule({ state: 'DISABLED' }))).toEqual({
    id: 'schedule-disabled',
    link: 'monitoring',
    severity: 'risk',
    what: `The rule ${CHECK}, which starts the integrity check, is disabled`,
    evidence: ['DISABLED; expected ENABLED'],
    fix: `aws events enable-rule --name ${CHECK} --region eu-central-1`,
  });
});

test('of a topic of the user only its existence is compared', () => {
  const own = deployed('calls-prod', (text) =>
    text.replace(
      'integrity: {',
      'alarms: { topicArn: "arn:aws:sns:eu-central-1:111111111111:ours" }\n    integrity: {',
    ),
  );
  expect(idsOf(own)).toEqual([]);
  const policy = { statements: [], size: 0 };
  const changed = observed({ policy, encrypted: false });
  expect(idsOf(but(own, 'monitoring', { topic: changed }))).toEqual([]);
  expect(found(but(own, 'monitoring', { topic: missing }))?.fix).toBe(
    'Create it, or correct stores.calls.alarms.topicArn.',
  );
});
