import { adding, changePolicy, first, type Json, type Mutable } from './json';

const KEY = '${aws_kms_key.Operations_Key.arn}';

const LAMBDA: Mutable = {
  function_name: 'check',
  runtime: 'nodejs22.x',
  tracing_config: { mode: 'Active' },
  dead_letter_config: { target_arn: '${aws_sqs_queue.Made.arn}' },
  environment: { variables: { BUCKET: 'acme' } },
  kms_key_arn: KEY,
  reserved_concurrent_executions: 1,
  timeout: 900,
  memory_size: 512,
  architectures: ['arm64'],
  source_code_hash: 'hash',
};
const LOGS: Mutable = { name: '/aws/lambda/check', retention_in_days: 400, kms_key_id: KEY };
const PERMISSION: Mutable = {
  principal: 'events.amazonaws.com',
  source_arn: 'arn',
};
const POLICY = {
  Statement: [
    {
      Sid: 'Tls',
      Effect: 'Deny',
      Principal: '*',
      Action: ['sns:Publish', 'sqs:SendMessage', 'sqs:ReceiveMessage'],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
    {
      Sid: 'Alarms',
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: 'sns:Publish',
      Condition: { StringEquals: { 'aws:SourceAccount': '111111111111' } },
    },
  ],
};
const [TLS, ALARMS] = POLICY.Statement;
const policy = (...Statement: unknown[]) => JSON.stringify({ Statement });
const MACHINE: Mutable = {
  tracing_configuration: { enabled: true },
  logging_configuration: { level: 'ALL', include_execution_data: false },
};

const TRAIL: Mutable = {
  is_multi_region_trail: true,
  enable_log_file_validation: true,
  kms_key_id: KEY,
  cloud_watch_logs_group_arn: 'arn',
};

const put = (type: string, attributes: Mutable) => (json: Json) => {
  json.resource[type] = { ...json.resource[type], Made: attributes };
};
const each =
  (...changes: ((json: Json) => void)[]) =>
  (json: Json) => {
    for (const change of changes) change(json);
  };

const lambda = (change: Mutable = {}) =>
  each(put('aws_lambda_function', { ...LAMBDA, ...change }), put('aws_cloudwatch_log_group', LOGS));
const DEAD_LETTERS = { arn: '${aws_sqs_queue.Made.arn}' };
const rule = (expression: string, target: Mutable = {}) =>
  each(
    lambda(),
    put('aws_cloudwatch_event_rule', { schedule_expression: expression }),
    put('aws_cloudwatch_event_target', {
      rule: '${aws_cloudwatch_event_rule.Made.name}',
      arn: '${aws_lambda_function.Made.arn}',
      dead_letter_config: DEAD_LETTERS,
      ...target,
    }),
  );
const schedule = (expression: string, target: Mutable = {}) =>
  each(
    lambda(),
    put('aws_scheduler_schedule', {
      schedule_expression: expression,
      kms_key_arn: KEY,
      target: {
        arn: '${aws_lambda_function.Made.arn}',
        dead_letter_config: DEAD_LETTERS,
        ...target,
      },
    }),
  );
const onFailure = (destination: string) =>
  each(
    lambda({ dead_letter_config: undefined }),
    put('aws_lambda_function_event_invoke_config', {
      function_name: '${aws_lambda_function.Made.function_name}',
      destination_config: { on_failure: { destination } },
    }),
  );
const bucketKey = (attribute: string, good: (change: Mutable) => (json: Json) => void) => {
  return (json: Json) => {
    const [name = ''] = Object.keys(json.resource.aws_kms_key ?? {}).filter((key) =>
      key.startsWith('Recordings'),
    );
    good({ [attribute]: `\${aws_kms_key.${name}.arn}` })(json);
  };
};
const topic = (attributes: Mutable = {}, text = policy(TLS, ALARMS)) =>
  each(
    put('aws_sns_topic', { kms_master_key_id: KEY, ...attributes }),
    put('aws_sns_topic_policy', { arn: '${aws_sns_topic.Made.arn}', policy: text }),
  );
const queue = (attributes: Mutable = {}, text = policy(TLS, ALARMS)) =>
  each(
    put('aws_sqs_queue', { kms_master_key_id: KEY, ...attributes }),
    put('aws_sqs_queue_policy', { queue_url: '${aws_sqs_queue.Made.url}', policy: text }),
  );

/** What there is not yet, made well: nothing may be found in it. */
export const GOOD = [
  { name: 'a function', change: lambda() },
  { name: 'a function that fails into a queue', change: onFailure(DEAD_LETTERS.arn) },
  ...['rate(1 hour)', 'rate(16 minutes)', 'cron(0 6 ? * SUN *)', 'cron(50,20 * * * ? *)'].flatMap(
    (expression) => [
      { name: `a rule of ${expression}`, change: rule(expression) },
      { name: `a schedule of ${expression}`, change: schedule(expression) },
    ],
  ),
  { name: 'a permission', change: put('aws_lambda_permission', PERMISSION) },
  { name: 'a log group', change: put('aws_cloudwatch_log_group', LOGS) },
  { name: 'a topic', change: topic() },
  { name: 'a queue', change: queue() },
  { name: 'a trail', change: put('aws_cloudtrail', TRAIL) },
  { name: 'a state machine', change: put('aws_sfn_state_machine', MACHINE) },
];

/** The same, each with one thing wrong. */
export const SERVICE_BREAKS: readonly {
  readonly broken: string;
  readonly controls: string[];
  readonly change: (json: Json) => void;
}[] = [
  { broken: 'an old runtime', controls: ['L-1'], change: lambda({ runtime: 'nodejs16.x' }) },
  { broken: 'no tracing', controls: ['L-2'], change: lambda({ tracing_config: undefined }) },
  {
    broken: 'no dead letters',
    controls: ['L-3'],
    change: lambda({ dead_letter_config: undefined }),
  },
  {
    broken: 'dead letters that go to a topic',
    controls: ['L-3'],
    change: lambda({ dead_letter_config: { target_arn: '${aws_sns_topic.Made.arn}' } }),
  },
  { broken: 'failures that go to a topic', controls: ['L-3'], change: onFailure('arn') },
  {
    broken: 'a rule without dead letters',
    controls: ['L-3'],
    change: rule('rate(7 days)', { dead_letter_config: undefined }),
  },
  {
    broken: 'a schedule without dead letters',
    controls: ['L-3'],
    change: schedule('rate(7 days)', { dead_letter_config: undefined }),
  },
  ...[
    'rate(15 minutes)',
    'rate(1 minute)',
    'cron(* * ? * * *)',
    'cron(20,35 * * * ? *)',
    'cron(0,50 * * * ? *)',
  ].flatMap((expression) => [
    { broken: `a rule of ${expression}`, controls: ['L-10'], change: rule(expression) },
    { broken: `a schedule of ${expression}`, controls: ['L-10'], change: schedule(expression) },
  ]),
  {
    broken: 'a function that may make log groups',
    controls: ['L-10'],
    change: each(lambda(), (json) => {
      changePolicy(
        first(json, 'aws_iam_role_policy'),
        adding({ Action: 'logs:Create*', Resource: 'arn:aws:logs:eu-central-1:1:log-group:a' }),
      );
    }),
  },
  {
    broken: 'an environment under the key of recordings',
    controls: ['L-5'],
    change: bucketKey('kms_key_arn', lambda),
  },
  {
    broken: 'logs under the key of recordings',
    controls: ['C-2'],
    change: bucketKey('kms_key_id', (change) =>
      put('aws_cloudwatch_log_group', { ...LOGS, ...change }),
    ),
  },
  {
    broken: 'a key for an environment that is not there',
    controls: ['L-5'],
    change: lambda({ environment: undefined }),
  },
  { broken: 'a plain environment', controls: ['L-5'], change: lambda({ kms_key_arn: undefined }) },
  {
    broken: 'a secret in the environment',
    controls: ['L-6'],
    change: lambda({ environment: { variables: { TOKEN: '0123456789abcdef0123456789abcdef' } } }),
  },
  {
    broken: 'two runs at a time',
    controls: ['L-4'],
    change: lambda({ reserved_concurrent_executions: undefined }),
  },
  {
    broken: 'a schedule under AWS’s key',
    controls: ['E-1'],
    change: put('aws_scheduler_schedule', { schedule_expression: 'rate(7 days)' }),
  },
  ...Object.keys(TRAIL).map((name) => ({
    broken: `a trail without ${name}`,
    controls: ['T-1'],
    change: put('aws_cloudtrail', { ...TRAIL, [name]: undefined }),
  })),
  {
    broken: 'a trail that is switched off',
    controls: ['T-1'],
    change: put('aws_cloudtrail', { ...TRAIL, enable_logging: false }),
  },
  { broken: 'a URL', controls: ['L-7'], change: put('aws_lambda_function_url', {}) },
  {
    broken: 'a permission for everyone',
    controls: ['L-7'],
    change: put('aws_lambda_permission', { principal: '*' }),
  },
  {
    broken: 'a permission for a service on behalf of any account',
    controls: ['L-7'],
    change: put('aws_lambda_permission', { ...PERMISSION, source_arn: undefined }),
  },
  {
    broken: 'a permission with which EventBridge invokes nothing',
    controls: ['L-7'],
    change: put('aws_lambda_permission', { ...PERMISSION, source_account: '111111111111' }),
  },
  ...['timeout', 'memory_size', 'architectures', 'source_code_hash'].map((name) => ({
    broken: `a function without ${name}`,
    controls: ['L-10'],
    change: lambda({ [name]: undefined }),
  })),
  {
    broken: 'a function whose log group Lambda makes',
    controls: ['L-10'],
    change: put('aws_lambda_function', LAMBDA),
  },
  ...[0, 30, undefined].map((days) => ({
    broken: `logs for ${String(days)} days`,
    controls: ['C-1'],
    change: put('aws_cloudwatch_log_group', { ...LOGS, retention_in_days: days }),
  })),
  {
    broken: 'plain logs',
    controls: ['C-2'],
    change: put('aws_cloudwatch_log_group', { ...LOGS, kms_key_id: undefined }),
  },
  {
    broken: 'a topic under AWS’s key',
    controls: ['N-1'],
    change: topic({ kms_master_key_id: 'alias/aws/sns' }),
  },
  { broken: 'a topic that takes plain HTTP', controls: ['N-2'], change: topic({}, policy(ALARMS)) },
  {
    broken: 'a topic for the alarms of any account',
    controls: ['N-2'],
    change: topic({}, policy(TLS, { ...ALARMS, Condition: {} })),
  },
  {
    broken: 'a topic for an account of its own',
    controls: ['N-2'],
    change: topic({}, policy(TLS, { ...ALARMS, Principal: { AWS: 'arn:aws:iam::1:root' } })),
  },
  {
    broken: 'a queue that takes plain HTTP from one network',
    controls: ['Q-2'],
    change: queue(
      {},
      policy({ ...TLS, Condition: { ...TLS?.Condition, StringEquals: { 'aws:SourceVpc': 'v' } } }),
    ),
  },
  {
    broken: 'a queue that takes plain HTTP for one action',
    controls: ['Q-2'],
    change: queue({}, policy({ ...TLS, Action: 'sqs:SendMessage' })),
  },
  {
    broken: 'a queue that takes plain HTTP from all but one',
    controls: ['Q-2'],
    change: queue({}, policy({ ...TLS, Principal: { AWS: 'arn:aws:iam::1:root' } })),
  },
  {
    broken: 'a queue for everyone, in a list',
    controls: ['Q-2'],
    change: queue({}, policy(TLS, { ...ALARMS, Principal: { AWS: ['*'] } })),
  },
  {
    broken: 'a topic without policy',
    controls: ['N-2'],
    change: put('aws_sns_topic', { kms_master_key_id: KEY }),
  },
  { broken: 'a plain queue', controls: ['Q-1'], change: queue({ kms_master_key_id: undefined }) },
  {
    broken: 'a queue for everyone',
    controls: ['Q-2'],
    change: queue({}, policy(TLS, { ...ALARMS, Principal: '*' })),
  },
  {
    broken: 'a queue for every action',
    controls: ['Q-2'],
    change: queue({}, policy(TLS, { ...ALARMS, Action: 'sqs:*' })),
  },
  {
    broken: 'a state machine that logs its data',
    controls: ['SF-1'],
    change: put('aws_sfn_state_machine', {
      ...MACHINE,
      logging_configuration: { level: 'ALL', include_execution_data: true },
    }),
  },
  {
    broken: 'a state machine that is not traced',
    controls: ['SF-1'],
    change: put('aws_sfn_state_machine', { ...MACHINE, tracing_configuration: undefined }),
  },
];
