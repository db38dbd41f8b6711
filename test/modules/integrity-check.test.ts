import aslValidator from 'asl-validator';
import { IntegrityCheck, type IntegrityCheckProps } from '../../modules/integrity-check';
import { definition } from '../../modules/integrity-map';
import { build } from './build';

const PROPS: IntegrityCheckProps = {
  partition: 'aws',
  account: '111111111111',
  region: 'eu-central-1',
  name: 'integrity-calls-prod',
  store: 'calls-prod',
  code: { path: 'assets/check.zip', sha256: 'c2hh' },
  runtime: 'nodejs22.x',
  settings: { bucket: 'acme' },
  statements: [
    { Sid: 'List', Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::acme' },
  ],
  reportBucketName: 'acme-reports',
  keyArn: 'arn:aws:kms:eu-central-1:111111111111:key/8f14e45f-ceea-467f-a0e6-1d5f3a3c2b11',
  topicArn: 'arn:aws:sns:eu-central-1:111111111111:alarms',
};

const built = (change: Partial<IntegrityCheckProps> = {}) =>
  build((stack) => new IntegrityCheck(stack, 'Check', { ...PROPS, ...change }));

test('the check runs every week, and reports twice a day when it last completed', () => {
  const { all } = built();
  expect(all('aws_cloudwatch_event_rule').map((rule) => rule.schedule_expression)).toEqual([
    'cron(0 3 ? * SUN *)',
    'rate(12 hours)',
  ]);
  const inputs = all('aws_cloudwatch_event_target').map(({ input_transformer: input }) => {
    const { input_paths: paths, input_template: template } = input as Record<string, unknown>;
    return { paths, ...(JSON.parse(String(template)) as object) };
  });
  const settings = { bucket: 'acme' };
  const when = { paths: { time: '$.time' }, time: '<time>' };
  expect(inputs).toEqual([
    { ...when, settings, action: 'heartbeat' },
    { ...when, settings, action: 'run' },
  ]);
});

test('for a vendor with an access key, alarms fire on an old key, on missing data, and on two keys', () => {
  const alarms = built({ keyed: true }).all('aws_cloudwatch_metric_alarm').slice(-2);
  expect(alarms).toMatchObject([
    {
      alarm_name: 'calls-prod-integrity-key',
      metric_name: 'AccessKeyAgeDays',
      threshold: 90,
      evaluation_periods: 1,
      treat_missing_data: 'breaching',
      alarm_actions: [PROPS.topicArn],
    },
    {
      alarm_name: 'calls-prod-integrity-keys',
      metric_name: 'AccessKeysOn',
      threshold: 1,
      evaluation_periods: 2,
      treat_missing_data: 'notBreaching',
      alarm_actions: [PROPS.topicArn],
    },
  ]);
});

test('a configured schedule replaces the weekly one', () => {
  const [check] = built({ schedule: 'rate(1 day)' }).all('aws_cloudwatch_event_rule');
  expect(check?.schedule_expression).toBe('rate(1 day)');
});

test('alarms fire on discrepancies, on errors, on undelivered runs and on missing runs', () => {
  const alarms = built().all('aws_cloudwatch_metric_alarm');
  const summary = alarms.map((alarm) => [
    alarm.alarm_name,
    alarm.namespace,
    alarm.metric_name,
    alarm.threshold,
    alarm.treat_missing_data,
  ]);
  expect(summary).toEqual([
    ['calls-prod-integrity-discrepancies', 'callvault', 'Discrepancies', 0, 'ignore'],
    ['calls-prod-integrity-errors', 'AWS/Lambda', 'Errors', 0, 'notBreaching'],
    [
      'calls-prod-integrity-undelivered',
      'AWS/SQS',
      'ApproximateNumberOfMessagesVisible',
      0,
      'notBreaching',
    ],
    ['calls-prod-integrity-late', 'callvault', 'DaysSinceRun', 8, 'breaching'],
  ]);
  for (const alarm of alarms) expect(alarm.alarm_actions).toEqual([PROPS.topicArn]);
});

test('one function works alone, and a state machine runs many concurrently', () => {
  const [alone] = built().all('aws_lambda_function');
  expect(alone).toMatchObject({ reserved_concurrent_executions: 1, timeout: 900 });
  expect(built().all('aws_sfn_state_machine')).toEqual([]);
  const many = built({ distributed: true });
  expect(many.all('aws_lambda_function')[0]?.reserved_concurrent_executions).toBeUndefined();
  expect(many.all('aws_sfn_state_machine')).toHaveLength(1);
  const names = many.all('aws_cloudwatch_metric_alarm').map(({ alarm_name: name }) => name);
  expect(names).toContain('calls-prod-integrity-executions');
});

test('the state machine is valid for Step Functions', () => {
  const asl = definition({
    partition: 'aws',
    reportBucketName: 'acme-reports',
    settings: { bucket: 'acme' },
    functionArn: 'arn:aws:lambda:eu-central-1:111111111111:function:integrity-calls-prod',
  });
  expect(aslValidator(asl)).toMatchObject({ isValid: true, errors: [] });
  const broken = JSON.parse(
    JSON.stringify(asl).replace('"Next":"Report"', '"Next":"Nowhere"'),
  ) as object;
  expect(aslValidator(broken)).toMatchObject({ isValid: false });
});

test('a name that IAM would reject is refused before anything is created', () => {
  expect(() => built({ name: 'a b' })).toThrow('"a b" is not a valid IAM name');
});
