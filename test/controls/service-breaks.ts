import type { Json, Mutable } from './json';

const KEY = '${aws_kms_key.Operations_Key.arn}';

const LAMBDA: Mutable = {
  function_name: 'check',
  runtime: 'nodejs22.x',
  tracing_config: { mode: 'Active' },
  dead_letter_config: { target_arn: 'arn' },
  environment: { variables: { BUCKET: 'acme' } },
  kms_key_arn: KEY,
  timeout: 900,
  memory_size: 512,
  architectures: ['arm64'],
  source_code_hash: 'hash',
};
const LOGS: Mutable = { name: '/aws/lambda/check', retention_in_days: 400, kms_key_id: KEY };
const PERMISSION: Mutable = {
  principal: 'events.amazonaws.com',
  source_arn: 'arn',
  source_account: '111111111111',
};
const POLICY = {
  Statement: [
    {
      Sid: 'Tls',
      Effect: 'Deny',
      Principal: '*',
      Action: 'sns:Publish',
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
  { name: 'a permission', change: put('aws_lambda_permission', PERMISSION) },
  { name: 'a log group', change: put('aws_cloudwatch_log_group', LOGS) },
  { name: 'a topic', change: topic() },
  { name: 'a queue', change: queue() },
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
  { broken: 'a plain environment', controls: ['L-5'], change: lambda({ kms_key_arn: undefined }) },
  {
    broken: 'a secret in the environment',
    controls: ['L-6'],
    change: lambda({ environment: { variables: { TOKEN: '0123456789abcdef0123456789abcdef' } } }),
  },
  { broken: 'a URL', controls: ['L-7'], change: put('aws_lambda_function_url', {}) },
  {
    broken: 'a permission for everybody',
    controls: ['L-7'],
    change: put('aws_lambda_permission', { principal: '*' }),
  },
  {
    broken: 'a permission for a service on anybody’s behalf',
    controls: ['L-7'],
    change: put('aws_lambda_permission', { ...PERMISSION, source_account: undefined }),
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
    broken: 'a topic for anybody’s alarms',
    controls: ['N-2'],
    change: topic({}, policy(TLS, { ...ALARMS, Condition: {} })),
  },
  {
    broken: 'a topic without policy',
    controls: ['N-2'],
    change: put('aws_sns_topic', { kms_master_key_id: KEY }),
  },
  { broken: 'a plain queue', controls: ['Q-1'], change: queue({ kms_master_key_id: undefined }) },
  {
    broken: 'a queue for everybody',
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
