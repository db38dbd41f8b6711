import { LINKS } from '../../core/links';
import { tryFindBrokenLink } from '../../modules/canary-alarms';
import { Canary, type CanaryProps } from '../../modules/canary';
import { build, statements } from './build';

const PROPS: CanaryProps = {
  partition: 'aws',
  account: '111111111111',
  region: 'eu-central-1',
  name: 'arrivals-canary-calls-prod',
  store: 'calls-prod',
  stack: 'phone-prod',
  code: { path: 'assets/check.zip', sha256: 'c2hh' },
  runtime: 'nodejs22.x',
  settings: { store: 'calls-prod' },
  statements: [],
  keyArn: 'arn:aws:kms:eu-central-1:111111111111:key/8f14e45f-ceea-467f-a0e6-1d5f3a3c2b11',
  topicArn: 'arn:aws:sns:eu-central-1:111111111111:alarms',
};

const { only } = build((stack) => new Canary(stack, 'Canary', PROPS));

test('the function runs twice an hour, once in each period of its alarm', () => {
  expect(only('aws_cloudwatch_event_rule')).toMatchObject({
    name: 'arrivals-canary-calls-prod-hourly',
    schedule_expression: 'cron(20,50 * * * ? *)',
    state: 'ENABLED',
  });
  const { input_transformer: input } = only('aws_cloudwatch_event_target');
  expect(JSON.parse((input as { input_template: string }).input_template)).toEqual({
    action: 'canary',
    settings: PROPS.settings,
    time: '<time>',
  });
});

test('the alarm rings within half an hour on any link and without a run, and explains each value', () => {
  const alarm = only('aws_cloudwatch_metric_alarm');
  expect(alarm).toMatchObject({
    alarm_name: 'calls-prod-arrivals-canary',
    metric_name: 'CanaryBrokenLink',
    comparison_operator: 'GreaterThanThreshold',
    threshold: 0,
    period: 1_800,
    evaluation_periods: 1,
    treat_missing_data: 'breaching',
    alarm_actions: [PROPS.topicArn],
  });
  const text = String(alarm.alarm_description);
  for (const [index, link] of LINKS.entries()) expect(text).toContain(`${index + 1} ${link}`);
  expect(text).toContain('npx callvault doctor phone-prod');
  // Amazon CloudWatch API Reference, "PutMetricAlarm".
  expect(text.length).toBeLessThanOrEqual(1_024);
});

test('its role has nothing on the bucket and its key', () => {
  const actions = statements(only('aws_iam_role_policy').policy).map(({ Action }) => Action);
  expect(actions).toEqual([
    ['logs:CreateLogStream', 'logs:PutLogEvents'],
    ['sqs:SendMessage'],
    ['kms:GenerateDataKey', 'kms:Decrypt'],
    ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
  ]);
});

test.each([
  [
    'Threshold Crossed: 1 datapoint [8.0 (26/11/26 10:20:00)] was greater than the threshold (0.0).',
    'key',
  ],
  [
    'Threshold Crossed: 1 out of the last 1 datapoints [14.0 (26/11/26 10:20:00)] was greater than the threshold (0.0) (minimum 1 datapoint for OK -> ALARM transition).',
    'monitoring',
  ],
  [
    'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [Breaching].',
    undefined,
  ],
  [undefined, undefined],
])('%s names %s', (reason, link) => {
  expect(tryFindBrokenLink(reason)).toBe(link);
});
