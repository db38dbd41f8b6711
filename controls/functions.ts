import { isOperationsKey, of } from './checks';
import type { Control } from './control';
import { endsInTime, keepsFailures, makesNoLogGroup } from './schedule';
import {
  type SynthesizedAttributes,
  nestedBlocks,
  type SynthesizedResource,
  type SynthesizedStack,
} from './stack';

const LAMBDA = 'aws_lambda_function';

/** @see AWS Lambda Developer Guide, "Lambda runtimes" */
const RUNTIMES = new Set(['nodejs22.x', 'nodejs24.x']);

/** The retention periods of CloudWatch Logs, from one year. */
const LOG_DAYS = new Set([365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]);

/** Whether a value looks like a secret: long and mixed, unlike ARNs, names and numbers. */
const looksSecret = (value: unknown) =>
  /AKIA[A-Z0-9]{16}|-----BEGIN/.test(String(value)) ||
  (/^[A-Za-z0-9+/=_-]{32,}$/.test(String(value)) && /\d/.test(String(value)));

function environmentOf({ attributes }: SynthesizedResource): SynthesizedAttributes {
  const [environment] = nestedBlocks(attributes.environment);
  return (environment?.variables ?? {}) as SynthesizedAttributes;
}

function encryptsEnvironment(resource: SynthesizedResource, stack: SynthesizedStack): string[] {
  const { kms_key_arn: key } = resource.attributes;
  const has = Object.keys(environmentOf(resource)).length > 0;
  const right = has ? isOperationsKey(key, stack) : key === undefined;
  return right ? [] : ['does not encrypt its environment with the operations key'];
}

function isBounded(lambda: SynthesizedResource, stack: SynthesizedStack): string[] {
  const { attributes, name } = lambda;
  const logs = stack
    .all('aws_cloudwatch_log_group')
    .some((group) => group.attributes.name === `/aws/lambda/${String(attributes.function_name)}`);
  return [
    ...(Number(attributes.timeout) <= 900 ? [] : ['has no timeout']),
    ...(attributes.memory_size === undefined ? ['has no memory size'] : []),
    ...(attributes.architectures === undefined ? ['names no architecture'] : []),
    ...(attributes.source_code_hash === undefined ? ['has no hash of its code'] : []),
    ...(logs ? [] : [`leaves its log group to Lambda: ${name}`]),
    ...endsInTime(lambda, stack),
    ...makesNoLogGroup(stack),
  ];
}

/** @see Amazon EventBridge User Guide, "Troubleshooting", on `SourceAccount` */
function isInvokedByOne({ attributes }: SynthesizedResource): string[] {
  const { principal, source_arn: arn, source_account: account } = attributes;
  const service = String(principal).endsWith('.amazonaws.com');
  if (principal === '*') return ['allows every principal to invoke it'];
  if (service && arn === undefined) return ['allows a service to invoke it for any account'];
  return principal === 'events.amazonaws.com' && account !== undefined
    ? ['names the account, with which EventBridge invokes no function']
    : [];
}

/** @see controls L-1 to L-10, C-1, C-2, SF-1 */
export const LAMBDA_CONTROLS: readonly Control[] = [
  {
    id: 'L-1',
    published: ['Lambda.2', 'CKV_AWS_363', 'AwsSolutions-L1'],
    level: 'must',
    asserts: 'Functions run on a runtime that AWS supports.',
    met: '`IntegrityFunction`, the only one.',
    findings: of(LAMBDA, ({ attributes: { runtime } }) =>
      RUNTIMES.has(String(runtime)) ? [] : [`runs on ${String(runtime)}`],
    ),
  },
  {
    id: 'L-2',
    published: ['CKV_AWS_50', 'AVD-AWS-0066', 'Lambda.7'],
    level: 'must',
    asserts: 'Functions are traced.',
    met: '`IntegrityFunction`.',
    findings: of(LAMBDA, ({ attributes }) =>
      nestedBlocks(attributes.tracing_config)[0]?.mode === 'Active' ? [] : ['is not traced'],
    ),
  },
  {
    id: 'L-3',
    published: ['CKV_AWS_116'],
    level: 'must',
    asserts: 'Failed events of a function and of its schedule are kept in a queue.',
    met: '`FailureQueue`, which alarms watch.',
    findings: of(LAMBDA, keepsFailures),
  },
  {
    id: 'L-4',
    published: ['CKV_AWS_115'],
    level: 'should',
    asserts: 'At most one instance of a function runs at a time.',
    met: '`IntegrityFunction`, unless a state machine runs it; in a new account the reservation can fail.',
    findings: of(LAMBDA, ({ attributes }) =>
      attributes.reserved_concurrent_executions === 1 ? [] : ['may run several times concurrently'],
    ),
  },
  {
    id: 'L-5',
    published: ['CKV_AWS_173'],
    level: 'must',
    asserts: 'The environment of a function is encrypted with a key that encrypts no bucket.',
    met: 'It has no environment: each event contains its input.',
    findings: of(LAMBDA, encryptsEnvironment),
  },
  {
    id: 'L-6',
    published: ['CKV_AWS_45', 'CKV_AWS_46'],
    level: 'must',
    asserts: 'The environment of a function holds no secret.',
    met: 'It has no environment.',
    findings: of(LAMBDA, (resource) =>
      Object.entries(environmentOf(resource))
        .filter(([, value]) => looksSecret(value))
        .map(([name]) => `has what looks like a secret in ${name}`),
    ),
  },
  {
    id: 'L-7',
    published: ['CKV_AWS_364', 'AVD-AWS-0067', 'CKV_AWS_301', 'CKV_AWS_258', 'Lambda.1'],
    level: 'must',
    asserts: 'Only one resource of the account invokes a function, which has no URL.',
    met: '`IntegritySchedule`.',
    findings: (stack) => [
      ...of('aws_lambda_permission', isInvokedByOne)(stack),
      ...of('aws_lambda_function_url', () => ['is a URL of a function'])(stack),
    ],
  },
  {
    id: 'L-10',
    published: ['CKV_AWS_272'],
    level: 'must',
    asserts:
      'A function has a timeout, a memory size, an architecture, the hash of its code and a log group of the stack; it ends before its next start.',
    met: '`IntegrityFunction`; every build produces the same zip.',
    findings: of(LAMBDA, isBounded),
  },
  {
    id: 'C-1',
    published: ['CKV_AWS_66', 'CKV_AWS_338', 'CloudWatch.16'],
    level: 'must',
    asserts: 'Logs are kept for at least a year, and not forever.',
    met: '`IntegrityFunction` and `IntegrityMap`: 400 days.',
    findings: of('aws_cloudwatch_log_group', ({ attributes: { retention_in_days: days } }) =>
      LOG_DAYS.has(Number(days)) ? [] : [`keeps logs ${String(days)} days`],
    ),
  },
  {
    id: 'C-2',
    published: ['CKV_AWS_158', 'AVD-AWS-0017'],
    level: 'must',
    asserts: 'Logs are encrypted with a key of the stack that encrypts no bucket.',
    met: 'The operations key.',
    findings: of('aws_cloudwatch_log_group', ({ attributes }, stack) =>
      isOperationsKey(attributes.kms_key_id, stack)
        ? []
        : ['is not encrypted with the operations key'],
    ),
  },
  {
    id: 'SF-1',
    published: [
      'CKV_AWS_284',
      'CKV_AWS_285',
      'StepFunctions.1',
      'AwsSolutions-SF1',
      'AwsSolutions-SF2',
    ],
    level: 'must',
    asserts: 'State machines are traced and logged, without the data they handle.',
    met: '`IntegrityMap`.',
    findings: of('aws_sfn_state_machine', ({ attributes }) => {
      const [tracing] = nestedBlocks(attributes.tracing_configuration);
      const [logging] = nestedBlocks(attributes.logging_configuration);
      return [
        ...(tracing?.enabled === true ? [] : ['is not traced']),
        ...(logging?.level === 'ALL' ? [] : ['is not logged']),
        ...(logging?.include_execution_data === true ? ['logs the data it handles'] : []),
      ];
    }),
  },
];
