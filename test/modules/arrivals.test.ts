import { arrivalAlarms } from '../../modules/arrival-alarms';
import { LARGEST_TEST_BYTES } from '../../core/test-bytes';
import { Arrivals, type ArrivalsProps } from '../../modules/arrivals';
import { build, statements } from './build';

const PROPS: ArrivalsProps = {
  partition: 'aws',
  account: '111111111111',
  region: 'eu-central-1',
  name: 'arrivals-calls-prod',
  store: 'calls-prod',
  bucketName: 'acme',
  prefixes: ['recordings/', 'before/'],
  code: { path: 'assets/check.zip', sha256: 'c2hh' },
  runtime: 'nodejs22.x',
  settings: { store: 'calls-prod' },
  silentHours: 4,
  leastPercent: 30,
  keyArn: 'arn:aws:kms:eu-central-1:111111111111:key/8f14e45f-ceea-467f-a0e6-1d5f3a3c2b11',
  topicArn: 'arn:aws:sns:eu-central-1:111111111111:alarms',
};

const built = (change: Partial<ArrivalsProps> = {}) =>
  build((stack) => new Arrivals(stack, 'Arrivals', { ...PROPS, ...change }));

const patternOf = (change: Partial<ArrivalsProps> = {}) => {
  const [rule] = built(change)
    .all('aws_cloudwatch_event_rule')
    .filter((each) => each.event_pattern !== undefined);
  return JSON.parse(String(rule?.event_pattern)) as object;
};

test('a rule without targets matches recordings that a vendor wrote, and no test files and copies', () => {
  expect(patternOf()).toEqual({
    source: ['aws.s3'],
    'detail-type': ['Object Created'],
    detail: {
      bucket: { name: ['acme'] },
      object: {
        key: [{ prefix: 'recordings/' }, { prefix: 'before/' }],
        size: [{ numeric: ['>', LARGEST_TEST_BYTES] }],
      },
      reason: ['PutObject', 'POST Object', 'CompleteMultipartUpload'],
    },
  });
  expect(patternOf({ prefixes: ['', 'before/'] })).toMatchObject({
    detail: { object: { size: [{ numeric: ['>', LARGEST_TEST_BYTES] }] } },
  });
  expect(JSON.stringify(patternOf({ prefixes: [''] }))).not.toContain('prefix');
  expect(built().all('aws_cloudwatch_event_target')).toHaveLength(1);
});

test('S3 sends the events of the bucket to EventBridge, and nowhere else', () => {
  const { '//': _, ...notification } = built().only('aws_s3_bucket_notification');
  expect(notification).toEqual({ bucket: 'acme', eventbridge: true });
});

test('a function with the least permissions runs five minutes past each hour', () => {
  const { only, all } = built();
  const schedules = all('aws_cloudwatch_event_rule').flatMap(
    ({ schedule_expression: schedule }) => schedule ?? [],
  );
  expect(schedules).toEqual(['cron(5 * * * ? *)']);
  const { input_transformer: input } = only('aws_cloudwatch_event_target');
  expect(JSON.parse((input as { input_template: string }).input_template)).toEqual({
    action: 'arrivals',
    settings: PROPS.settings,
    time: '<time>',
  });
  expect(only('aws_lambda_function')).toMatchObject({
    function_name: PROPS.name,
    timeout: 60,
    memory_size: 256,
    reserved_concurrent_executions: 1,
  });
  const actions = statements(only('aws_iam_role_policy').policy).map(({ Action }) => Action);
  expect(actions).toEqual([
    'cloudwatch:GetMetricStatistics',
    ['logs:CreateLogStream', 'logs:PutLogEvents'],
    ['sqs:SendMessage'],
    ['kms:GenerateDataKey', 'kms:Decrypt'],
    ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
  ]);
});

test('alarms fire on silence, on a drop, and on missing data', () => {
  const alarms = built().all('aws_cloudwatch_metric_alarm');
  expect(alarms).toMatchObject([
    {
      alarm_name: 'calls-prod-arrivals-silent',
      metric_name: 'SilentBusinessHours',
      comparison_operator: 'GreaterThanOrEqualToThreshold',
      threshold: 4,
      period: 3_600,
      treat_missing_data: 'breaching',
      alarm_actions: [PROPS.topicArn],
    },
    {
      alarm_name: 'calls-prod-arrivals-drop',
      metric_name: 'PercentOfUsualArrivals',
      comparison_operator: 'LessThanThreshold',
      threshold: 30,
      treat_missing_data: 'breaching',
      alarm_actions: [PROPS.topicArn],
    },
  ]);
  expect(Object.keys(arrivalAlarms({ ...PROPS, leastPercent: 0 }))).toEqual(['Silent']);
});
