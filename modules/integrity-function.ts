import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { LambdaFunctionEventInvokeConfig } from '@cdktf/provider-aws/lib/lambda-function-event-invoke-config';
import { Construct } from 'constructs';
import type { RegionScope } from '../core/arn';
import { checkPolicySize, type Statement } from '../core/policy';
import { refuse, under } from '../core/problem';
import { viaService } from '../core/region';
import { allow, allowService, unlessForOthers } from '../core/statements';
import type { FailureQueue } from './failure-queue';
import { checkIamName } from './iam-name';
import type { KeyUse } from './key';
import { addRole } from './role';

/** @see AWS Lambda Developer Guide, "Lambda quotas": the longest a function can run */
const FUNCTION_SECONDS = 900;

/**
 * The check needs about a quarter of it, whatever it lists, and one processor, which this memory comes with.
 *
 * @see AWS Lambda Developer Guide, "Configure Lambda function memory": 1,769 MB have the equivalent of one vCPU
 */
const MEMORY_MEGABYTES = 1_769;

/** Days the log is kept: CloudWatch Logs accepts fixed numbers only, and an audit asks for a year. */
export const LOG_DAYS = 400;

/** Times a failed run is retried; it continues where it stopped. */
const RETRIES = 2;

/** The code of a function: a zip with `index.js`, which exports `handler`. */
export interface FunctionCode {
  /** Path of the zip, relative to where Terraform runs. */
  readonly path: string;
  /** Its SHA-256, in Base64. */
  readonly sha256: string;
}

/** What a function is for, and what that takes. */
export interface FunctionPurpose {
  readonly description: string;
  readonly roleDescription: (functionName: string) => string;
  readonly policyName: string;
  readonly memoryMegabytes: number;
  /** The longest it can run. */
  readonly seconds: number;
}

const INTEGRITY_CHECK: FunctionPurpose = {
  description: 'Compares what the vendor has recorded with what is in the bucket.',
  roleDescription: (name) => `Sees what is in the bucket, for ${name}; never what it holds`,
  policyName: 'integrity-check',
  memoryMegabytes: MEMORY_MEGABYTES,
  seconds: FUNCTION_SECONDS,
};

/** Props of {@link IntegrityFunction}. */
export interface IntegrityFunctionProps extends RegionScope {
  /** At most 64 characters. */
  readonly name: string;
  readonly roleName: string;
  /** @default - the integrity check */
  readonly purpose?: FunctionPurpose;
  readonly code: FunctionCode;
  /** The runtime of Lambda, such as `nodejs24.x`: the code runs on Node.js 22 and later. */
  readonly runtime: string;
  /** What it may do, besides writing its log and sending to the queue of failures. */
  readonly statements: readonly Statement[];
  /** ARN of the key of its log, whose policy needs {@link logKeyUse}. */
  readonly keyArn: string;
  /** Where failed runs go. */
  readonly failures: FailureQueue;
  /** Whether several invocations may run at the same time. @default false */
  readonly parallel?: boolean;
}

/**
 * Runs the integrity check, with a role of its own, a log that is kept, and a queue for failed runs.
 *
 * It has no environment variables: each invocation passes the settings, so that the function holds nothing to
 * encrypt or to leak.
 */
export class IntegrityFunction extends Construct {
  readonly arn: string;
  /** Resolves once the function exists. */
  readonly name: string;

  /** @throws RefusedError for a role name or a policy IAM would reject */
  constructor(scope: Construct, id: string, props: IntegrityFunctionProps) {
    super(scope, id);
    const problems = [
      ...checkIamName(props.roleName).map(under('roleName')),
      ...checkPolicySize('role policy', props.statements).map(under('statements')),
    ];
    refuse(problems, this.node.path);
    const { name, code, parallel = false, purpose = INTEGRITY_CHECK } = props;
    const log = addLog(this, logGroupName(name), props.keyArn);
    const role = this.role(props, purpose, log.arn);
    const lambda = new LambdaFunction(this, 'Function', {
      functionName: name,
      description: purpose.description,
      role: role.arn,
      runtime: props.runtime,
      architectures: ['arm64'],
      handler: 'index.handler',
      filename: code.path,
      sourceCodeHash: code.sha256,
      timeout: purpose.seconds,
      memorySize: purpose.memoryMegabytes,
      tracingConfig: { mode: 'Active' },
      // One run at a time: two would do the same work twice.
      ...(!parallel && { reservedConcurrentExecutions: 1 }),
      // Without the log group, Lambda would create one that never expires. Lambda checks that the role may trace.
      dependsOn: [log, role.policy],
    });
    new LambdaFunctionEventInvokeConfig(this, 'Invocations', {
      functionName: lambda.functionName,
      maximumRetryAttempts: RETRIES,
      destinationConfig: { onFailure: { destination: props.failures.arn } },
    });
    this.arn = lambda.arn;
    this.name = lambda.functionName;
  }

  private role(props: IntegrityFunctionProps, purpose: FunctionPurpose, logArn: string) {
    const { roleName, name, account, statements, failures, keyArn } = props;
    return addRole(this, {
      name: roleName,
      description: purpose.roleDescription(name),
      trust: allowService('LambdaAssumesRole', 'lambda.amazonaws.com', {
        Action: 'sts:AssumeRole',
        Condition: unlessForOthers(account),
      }),
      policyName: purpose.policyName,
      statements: functionStatements(statements, { logArn, failuresArn: failures.arn, keyArn }),
    });
  }
}

/** Adds an encrypted log group that is kept for {@link LOG_DAYS}. */
export function addLog(scope: Construct, name: string, keyArn: string): CloudwatchLogGroup {
  return new CloudwatchLogGroup(scope, 'Log', {
    name,
    retentionInDays: LOG_DAYS,
    kmsKeyId: keyArn,
  });
}

/** What every function writes to. */
export interface FunctionPlaces {
  /** ARN of its log group. */
  readonly logArn: string;
  /** ARN of the queue of failed runs. */
  readonly failuresArn: string;
  /** ARN of the key of both. */
  readonly keyArn: string;
}

/** All statements of a function's policy: the given ones, and those that every function needs. */
export function functionStatements(
  statements: readonly Statement[],
  { logArn, failuresArn, keyArn }: FunctionPlaces,
): Statement[] {
  return [
    ...statements,
    allow('WriteLog', ['logs:CreateLogStream', 'logs:PutLogEvents'], `${logArn}:*`),
    allow('TellOfFailures', ['sqs:SendMessage'], failuresArn),
    // For the queue, and for everything in the given statements that this key encrypts.
    allow('UseOperationsKey', ['kms:GenerateDataKey', 'kms:Decrypt'], keyArn),
    TRACE,
  ];
}

/** X-Ray has no resource types. */
export const TRACE = allow('Trace', ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], '*');

/** The name Lambda uses for a function's log group. */
export function logGroupName(functionName: string): string {
  return `/aws/lambda/${functionName}`;
}

/**
 * The use CloudWatch Logs makes of the key of log groups.
 *
 * @see Amazon CloudWatch Logs User Guide, "Encrypt log data in CloudWatch Logs using AWS KMS"
 */
export function logKeyUse(
  { partition, account, region }: RegionScope,
  groupNames: readonly string[],
): KeyUse {
  return {
    sid: 'LogsAreEncrypted',
    actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey'],
    outsiders: { Service: viaService('logs', region) },
    conditions: {
      ArnEquals: {
        'kms:EncryptionContext:aws:logs:arn': groupNames.map(
          (name) => `arn:${partition}:logs:${region}:${account}:log-group:${name}`,
        ),
      },
    },
  };
}
