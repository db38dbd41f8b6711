import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { compareDeployed } from '../../../../cli/doctor/checks';
import type { LiveMonitoring, LiveRule } from '../../../../cli/doctor/live-monitoring';
import type { LiveTopicKey } from '../../../../cli/doctor/live-topic';
import { observedValue } from '../../../../cli/doctor/observed';
import type { PolicyStatement } from '../../../../core/policy-statement';
import { alarmTopicStatements } from '../../../../modules/alarm-topic';
import {
  asLive,
  but,
  type Case,
  deployed,
  found,
  idsOf,
  KEY,
  missing,
  observed,
  refused,
} from '../deployed';

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
const role = (name: string, live: LiveMonitoring['roles'][string]) =>
  watched({ roles: { ...monitoring.roles, [name]: live } });
const BOUNDARY = 'arn:aws:iam::111111111111:policy/limit';
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
  ['no role', ['check-role-missing'], role('integrity-calls-prod', missing)],
  [
    'a role with another permissions boundary',
    ['check-role-boundary'],
    role('integrity-calls-prod', observed({ boundaryArn: BOUNDARY })),
  ],
  [
    'what AWS does not show',
    ['could-not-look'],
    watched({ rules: { ...monitoring.rules, [CHECK]: refused } }),
  ],
])('%s is %j', (_, ids, examined) => {
  expect(idsOf(examined)).toEqual(ids);
});

test('the alarm of a canary that rings names the broken link', () => {
  const tried = deployed('calls-prod', (text) =>
    text.replace('integrity: {', 'canary: true\n    integrity: {'),
  );
  expect(idsOf(tried)).toEqual([]);
  const all = observedValue(tried.live.monitoring.alarms ?? missing) ?? [];
  const ring = (StateReason: string) =>
    found(
      but(tried, 'monitoring', {
        alarms: observed(
          all.map((each) =>
            each.AlarmName === 'calls-prod-arrivals-canary'
              ? { ...each, StateValue: 'ALARM' as const, StateReason }
              : each,
          ),
        ),
      }),
    )?.what;
  expect(ring('Threshold Crossed: 1 datapoint [7.0 (26/11/26 10:20:00)] was greater')).toBe(
    'The alarm calls-prod-arrivals-canary of the canary is in the state ALARM: the vendor is refused, and the broken link is prefix',
  );
  expect(ring('no datapoints were received for 1 period')).toBe(
    'The alarm calls-prod-arrivals-canary of the canary is in the state ALARM: it has not run',
  );
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

describe('a topic of the user', () => {
  const TOPIC = 'arn:aws:sns:eu-central-1:111111111111:ours';
  const ours = deployed('calls-prod', (text) =>
    text.replace('integrity: {', `alarms: { topicArn: "${TOPIC}" }\n    integrity: {`),
  );
  const allow = (Action: unknown, Condition: object = {}, Service = 'cloudwatch.amazonaws.com') =>
    asLive([{ Effect: 'Allow', Principal: { Service }, Action, Resource: '*', Condition }]);
  // What SNS gives a topic without a policy of its own.
  const BY_DEFAULT = asLive([
    {
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: ['SNS:Publish', 'SNS:Subscribe'],
      Resource: TOPIC,
      Condition: { StringEquals: { 'AWS:SourceOwner': '111111111111' } },
    },
  ]);
  const DENY_OUTSIDERS = {
    Effect: 'Deny' as const,
    Principal: '*',
    Action: 'sns:Publish',
    Resource: TOPIC,
    Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } },
  };
  const CONFIRMED = [{ SubscriptionArn: `${TOPIC}:1`, Protocol: 'email', Endpoint: EMAIL }];
  const KEYS = ['kms:Decrypt', 'kms:GenerateDataKey*'];
  const ids = (
    statements: PolicyStatement[],
    key?: [string, PolicyStatement[]],
    confirmed = CONFIRMED,
  ) =>
    idsOf(
      but(ours, 'monitoring', {
        subscriptions: observed(confirmed),
        topic: observed({
          policy: { statements, size: 0 },
          encrypted: key !== undefined,
          key: key && { id: key[0], policy: observed({ statements: key[1], size: 0 }) },
        }),
      }),
    );

  test.each([
    ['the policy of SNS', BY_DEFAULT, []],
    ['a policy for CloudWatch', allow('sns:Publish'), []],
    [
      'one for alarms of the account',
      allow('sns:*', { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:*:111111111111:alarm:*' } }),
      [],
    ],
    [
      'one for other alarms',
      allow('sns:*', {
        ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:*:111111111111:alarm:billing-*' },
      }),
      ['alarm-topic-refuses'],
    ],
    [
      'one for another account',
      allow('sns:Publish', { StringEquals: { 'aws:SourceAccount': '999999999999' } }),
      ['alarm-topic-refuses'],
    ],
    [
      'one with a condition that alarms do not meet',
      allow('sns:Publish', { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }),
      ['alarm-topic-refuses'],
    ],
    [
      'one for another service',
      allow('sns:Publish', {}, 'events.amazonaws.com'),
      ['alarm-topic-refuses'],
    ],
    ['no statements', [], ['alarm-topic-refuses']],
    [
      'one that compares a pattern as a text',
      allow('sns:Publish', {
        StringEquals: { 'aws:SourceArn': 'arn:aws:cloudwatch:*:111111111111:alarm:*' },
      }),
      ['alarm-topic-refuses'],
    ],
    [
      'one with a Deny that covers services',
      [...allow('sns:Publish'), ...asLive([DENY_OUTSIDERS])],
      ['alarm-topic-refuses'],
    ],
    [
      'one for an organization',
      allow('sns:Publish', { StringEquals: { 'aws:SourceOrgID': 'o-1' } }),
      ['could-not-look'],
    ],
    ['the policy of a topic of a store', asLive(alarmTopicStatements(TOPIC, ours.store)), []],
  ])('%s lets alarms publish, or is found', (_, statements, expected) => {
    expect(ids(statements)).toEqual(expected);
  });

  test.each<[string, [string, PolicyStatement[]], string[]]>([
    ['a key that CloudWatch can use', [KEY, allow(KEYS)], []],
    [
      'a key for another service',
      [KEY, allow(KEYS, {}, 's3.amazonaws.com')],
      ['alarm-topic-refuses'],
    ],
    [
      'a key that CloudWatch can only decrypt with',
      [KEY, allow('kms:Decrypt')],
      ['alarm-topic-refuses'],
    ],
    ['the key of SNS', ['alias/aws/sns', allow(KEYS)], ['alarm-topic-refuses']],
  ])('%s lets alarms publish, or is found', (_, key, expected) => {
    expect(ids(allow('sns:Publish'), key)).toEqual(expected);
  });

  test.each<[string, LiveTopicKey['policy']]>([
    ['does not exist', missing],
    ['is disabled', observed({ statements: allow(KEYS), size: 0, state: 'PendingDeletion' })],
    ['is managed by AWS', observed({ statements: allow(KEYS), size: 0, awsManaged: true })],
  ])('a key that %s is found', (_, policy) => {
    const topicOfUser = observed({
      policy: { statements: allow('sns:Publish'), size: 0 },
      encrypted: true,
      key: { id: KEY, policy },
    });
    const live = { subscriptions: observed(CONFIRMED), topic: topicOfUser };
    expect(idsOf(but(ours, 'monitoring', live))).toEqual(['alarm-topic-refuses']);
  });

  test('a topic without a confirmed subscription is found', () => {
    const pending = [
      { SubscriptionArn: 'PendingConfirmation', Protocol: 'email', Endpoint: EMAIL },
    ];
    expect(ids(BY_DEFAULT, undefined, [])).toEqual(['alarm-topic-unheard']);
    expect(ids(BY_DEFAULT, undefined, pending)).toEqual(['alarm-topic-unheard']);
  });

  test('a topic that does not exist is to be created', () => {
    expect(found(but(ours, 'monitoring', { topic: missing }))?.fix).toBe(
      'Create it, or correct stores.calls.alarms.topicArn.',
    );
  });
});

describe('arrivals', () => {
  const watchedCalls = deployed('calls-prod', (text) =>
    text.replace(
      'integrity: {',
      `alarms: { emails: [${EMAIL}] }\n    arrivals: {}\n    integrity: {`,
    ),
  );
  const OBJECTS = 'arrivals-calls-prod-objects';
  const { rules } = watchedCalls.live.monitoring;
  const objects = (change: Partial<LiveRule>) =>
    but(watchedCalls, 'monitoring', {
      rules: {
        ...rules,
        [OBJECTS]: observed({
          ...(observedValue(rules[OBJECTS] ?? missing) as LiveRule),
          ...change,
        }),
      },
    });
  const pattern = JSON.stringify({ source: ['aws.s3'] });

  test.each<Case>([
    ['an unchanged rule', [], watchedCalls],
    ['a disabled rule', ['schedule-disabled'], objects({ state: 'DISABLED' })],
    [
      'a bucket without events',
      ['events-off'],
      but(watchedCalls, 'monitoring', { events: observed({ $metadata: {} }) }),
    ],
    ['another pattern', ['schedule-changed'], objects({ eventPattern: pattern })],
    ['a target', ['schedule-changed'], objects({ targets: [{ Id: '1', Arn: 'arn:aws:sqs:x' }] })],
  ])('%s that counts recordings is %j', (_, ids, examined) => {
    expect(idsOf(examined)).toEqual(ids);
  });
});

test('each role of a distributed check needs the permissions boundary of the environment', () => {
  const distributed = deployed('calls-prod', (text) =>
    text.replace('integrity: {', 'integrity: { scale: distributed,'),
  );
  const { expected, live } = distributed;
  const roles = ['', '-map', '-map-start'].map((suffix) => `integrity-calls-prod${suffix}`);
  expect(expected.monitoring.roles).toEqual(roles);
  const all = { ...distributed, expected: { ...expected, boundaryArn: BOUNDARY } };
  const whats = compareDeployed(all).flatMap(({ id, what }) =>
    id === 'permissions-boundary-missing' ? [what] : [],
  );
  for (const name of roles) {
    expect(whats).toContainEqual(expect.stringContaining(`The role ${name} has no`));
  }
  const bounded = Object.fromEntries(
    roles.map((name) => [name, observed({ boundaryArn: BOUNDARY })]),
  );
  const left = compareDeployed({
    ...all,
    live: { ...live, monitoring: { ...live.monitoring, roles: bounded } },
  });
  const ofRoles = left.filter(({ id }) => /^(check-role|permissions-boundary)/.test(id));
  expect(ofRoles.filter(({ what }) => what.includes('integrity-calls-prod'))).toEqual([]);
});
