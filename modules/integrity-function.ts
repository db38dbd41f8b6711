import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { LambdaFunctionEventInvokeConfig } from '@cdktf/provider-aws/lib/lambda-function-event-invoke-config';
import { Construct } from 'constructs';
import type { AccountScope } from '../core/arn';
import { checkPolicySize, renderPolicy, type Statement } from '../core/policy';
import { refuse, under } from '../core/problem';
import { viaService } from '../core/region';
import { checkIamName } from './iam-name';
import type { KeyUse } from './key';
import type { FailureQueue } from './failure-queue';

/** @see AWS Lambda Developer Guide, "Lambda quotas": the longest a function may run */
export const FUNCTION_SECONDS = 900;

/** Lists are merged in constant memory; with the memory comes the share of a processor. */
const MEMORY_MEGABYTES = 1_024;

/** Days the log is kept: CloudWatch Logs takes fixed numbers only, and an audit asks for a year. */
const LOG_DAYS = 400;

/** Times a run that ended with an error is taken up again; it goes on where it was. */
const RETRIES = 2;

/** What a function is made of: a zip with `index.js`, which exports `handler`. */
export interface FunctionCode {
  /** Path of the zip, from where Terraform runs. */
  readonly path: string;
  /** SHA-256 of it, in Base64. */
  readonly sha256: string;
}

/** What {@link IntegrityFunction} needs to know. */
export interface IntegrityFunctionProps extends AccountScope {
  /** Name of the function, at most 64 characters. */
  readonly name: string;
  /** Name of its role. */
  readonly roleName: string;
  /** Region of the function. */
  readonly region: string;
  /** What runs. */
  readonly code: FunctionCode;
  /** What it may do, beside writing its log and telling of its failures. */
  readonly statements: readonly Statement[];
  /** ARN of the key of its log, whose policy must have {@link logKeyUse}. */
  readonly keyArn: string;
  /** What takes the runs that failed. */
  readonly failures: FailureQueue;
  /** Whether several may run at a time. @default false */
  readonly parallel?: boolean;
}

/**
 * Runs the integrity check: with a role of its own, a log that is kept, and a queue for what it fails at.
 *
 * It has no environment variables: what it is to do comes with each call, so that there is nothing in it to
 * encrypt or to leak.
 */
export class IntegrityFunction extends Construct {
  /** ARN of the function. */
  readonly arn: string;
  /** Name of the function, once it is there. */
  readonly name: string;

  /** @throws RefusedError for a role name or a policy IAM would not take */
  constructor(scope: Construct, id: string, props: IntegrityFunctionProps) {
    super(scope, id);
    const problems = [
      ...checkIamName(props.roleName).map(under('roleName')),
      ...checkPolicySize('role policy', props.statements).map(under('statements')),
    ];
    refuse(problems, this.node.path);
    const log = new CloudwatchLogGroup(this, 'Log', {
      name: logGroupName(props.name),
      retentionInDays: LOG_DAYS,
      kmsKeyId: props.keyArn,
    });
    const role = this.role(props, log);
    const { name, code, parallel = false } = props;
    const lambda = new LambdaFunction(this, 'Function', {
      functionName: name,
      description: 'Compares what the vendor has recorded with what is in the bucket.',
      ...{ role: role.arn, runtime: 'nodejs22.x', architectures: ['arm64'] },
      ...{ handler: 'index.handler', filename: code.path, sourceCodeHash: code.sha256 },
      ...{ timeout: FUNCTION_SECONDS, memorySize: MEMORY_MEGABYTES },
      tracingConfig: { mode: 'Active' },
      // One run at a time: two would do the same work twice.
      ...(!parallel && { reservedConcurrentExecutions: 1 }),
      // Or Lambda would make the log itself, to be kept for ever.
      dependsOn: [log],
    });
    new LambdaFunctionEventInvokeConfig(this, 'Invocations', {
      functionName: lambda.functionName,
      maximumRetryAttempts: RETRIES,
      destinationConfig: { onFailure: { destination: props.failures.arn } },
    });
    this.arn = lambda.arn;
    this.name = lambda.functionName;
  }

  private role(props: IntegrityFunctionProps, log: CloudwatchLogGroup): IamRole {
    const role = new IamRole(this, 'Role', {
      name: props.roleName,
      description: `Sees what is in the bucket, for ${props.name}; never what it holds`,
      assumeRolePolicy: renderPolicy([
        {
          Sid: 'LambdaAssumesRole',
          Effect: 'Allow',
          Principal: { Service: 'lambda.amazonaws.com' },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'aws:SourceAccount': props.account } },
        },
      ]),
    });
    new IamRolePolicy(this, 'Policy', {
      name: 'integrity-check',
      role: role.id,
      policy: renderPolicy(
        functionStatements(props.statements, {
          logArn: log.arn,
          failuresArn: props.failures.arn,
          keyArn: props.keyArn,
        }),
      ),
    });
    return role;
  }
}

/** What a function writes to, whatever it does. */
export interface FunctionPlaces {
  /** ARN of its log group. */
  readonly logArn: string;
  /** ARN of the queue that takes the runs that failed. */
  readonly failuresArn: string;
  /** ARN of the key of both. */
  readonly keyArn: string;
}

/** All statements of a function's policy: what it may do, and what every such function may. */
export function functionStatements(
  statements: readonly Statement[],
  { logArn, failuresArn, keyArn }: FunctionPlaces,
): Statement[] {
  return [
    ...statements,
    allow('WriteLog', ['logs:CreateLogStream', 'logs:PutLogEvents'], `${logArn}:*`),
    allow('TellOfFailures', ['sqs:SendMessage'], failuresArn),
    // For the queue, and for all else that the statements name and the key encrypts.
    allow('UseOperationsKey', ['kms:GenerateDataKey', 'kms:Decrypt'], keyArn),
    // X-Ray has no resources to name.
    allow('Trace', ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], '*'),
  ];
}

function allow(Sid: string, Action: readonly string[], Resource: string): Statement {
  return { Sid, Effect: 'Allow', Action, Resource };
}

/** Where a function's log is, by AWS's rule. */
export function logGroupName(functionName: string): string {
  return `/aws/lambda/${functionName}`;
}

/**
 * What CloudWatch Logs does with the key of a log group.
 *
 * @see Amazon CloudWatch Logs User Guide, "Encrypt log data in CloudWatch Logs using AWS KMS"
 */
export function logKeyUse(
  { partition, account, region }: AccountScope & { readonly region: string },
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
