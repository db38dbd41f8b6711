import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { SfnStateMachine } from '@cdktf/provider-aws/lib/sfn-state-machine';
import { Construct } from 'constructs';
import { type AccountScope, bucketArn } from '../core/arn';
import { renderPolicy, type Statement } from '../core/policy';
import { refuse, under } from '../core/problem';
import { checkIamName } from './iam-name';
import { REPORT_FOLDERS } from './report-bucket';

/** Partitions that are checked at a time: S3 and the vendor's writer share a bucket's request rate. */
const AT_A_TIME = 40;

/** Days the log is kept, as that of the function. */
const LOG_DAYS = 400;

/** What {@link IntegrityMap} needs to know. */
export interface IntegrityMapProps extends AccountScope {
  /** Name of the state machine. */
  readonly name: string;
  /** Region of the state machine. */
  readonly region: string;
  /** Name of its role, and, with `-start` behind it, of the role that starts it. */
  readonly roleName: string;
  /** ARN of the function that does the work. */
  readonly functionArn: string;
  /** Name of the bucket of reports, in which the list of partitions is. */
  readonly reportBucketName: string;
  /** ARN of the key of that bucket and of the log. */
  readonly keyArn: string;
  /** What the check is told of the store. */
  readonly settings: object;
}

/** Where the log of a state machine is. */
export function mapLogGroupName(name: string): string {
  return `/aws/vendedlogs/states/${name}`;
}

/**
 * Runs the integrity check on many functions at a time: collects what the vendor says, checks each day by
 * itself, reports. An existing engine, Step Functions' Distributed Map, for what does not fit into the fifteen
 * minutes of one function.
 *
 * @see AWS Step Functions Developer Guide, "Using Map state in Distributed mode"
 */
export class IntegrityMap extends Construct {
  /** ARN of the state machine. */
  readonly arn: string;
  /** ARN of the role that EventBridge takes on to start it. */
  readonly starterArn: string;

  /** @throws RefusedError for a role name IAM would not take */
  constructor(scope: Construct, id: string, props: IntegrityMapProps) {
    super(scope, id);
    const starter = `${props.roleName}-start`;
    refuse(
      [...checkIamName(props.roleName), ...checkIamName(starter)].map(under('roleName')),
      this.node.path,
    );
    const log = new CloudwatchLogGroup(this, 'Log', {
      name: mapLogGroupName(props.name),
      retentionInDays: LOG_DAYS,
      kmsKeyId: props.keyArn,
    });
    const role = this.role('Role', props.roleName, {
      trust: trust('states.amazonaws.com', props, stateMachineArn(props)),
      statements: mapStatements(props),
    });
    this.arn = new SfnStateMachine(this, 'StateMachine', {
      name: props.name,
      roleArn: role.arn,
      definition: JSON.stringify(definition(props)),
      tracingConfiguration: { enabled: true },
      loggingConfiguration: {
        level: 'ALL',
        // What is handled are ids of conversations and agents.
        includeExecutionData: false,
        logDestination: `${log.arn}:*`,
      },
    }).arn;
    this.starterArn = this.role('Starter', starter, {
      trust: trust('events.amazonaws.com', props),
      statements: [allow('StartCheck', ['states:StartExecution'], stateMachineArn(props))],
    }).arn;
  }

  private role(
    id: string,
    name: string,
    { trust: trusted, statements }: { trust: Statement; statements: Statement[] },
  ): IamRole {
    const role = new IamRole(this, id, { name, assumeRolePolicy: renderPolicy([trusted]) });
    new IamRolePolicy(this, `${id}Policy`, {
      name: 'integrity-check',
      role: role.id,
      policy: renderPolicy(statements),
    });
    return role;
  }
}

type Named = AccountScope & Pick<IntegrityMapProps, 'name' | 'region'>;

function stateMachineArn({ partition, account, region, name }: Named): string {
  return `arn:${partition}:states:${region}:${account}:stateMachine:${name}`;
}

function trust(service: string, { account }: AccountScope, sourceArn?: string): Statement {
  return {
    Sid: 'ServiceAssumesRole',
    Effect: 'Allow',
    Principal: { Service: service },
    Action: 'sts:AssumeRole',
    Condition: {
      StringEquals: { 'aws:SourceAccount': account },
      ...(sourceArn !== undefined && { ArnEquals: { 'aws:SourceArn': sourceArn } }),
    },
  };
}

/**
 * Exactly what the state machine does.
 *
 * @see AWS Step Functions Developer Guide, "IAM policies for using Distributed Map states", "Logging using
 *   CloudWatch Logs": the delivery of logs has no resources to name
 */
export function mapStatements(props: IntegrityMapProps): Statement[] {
  const { partition, reportBucketName, functionArn, keyArn } = props;
  const arn = stateMachineArn(props);
  const lists = `${bucketArn(partition, reportBucketName)}/${REPORT_FOLDERS.runs}*`;
  const executions = arn.replace(':stateMachine:', ':execution:');
  return [
    allow('Work', ['lambda:InvokeFunction'], functionArn),
    allow('ReadPartitions', ['s3:GetObject'], lists),
    allow('DecryptPartitions', ['kms:Decrypt'], keyArn),
    allow('StartWorkers', ['states:StartExecution'], arn),
    allow('FollowWorkers', ['states:DescribeExecution', 'states:StopExecution'], `${executions}/*`),
    allow(
      'DeliverLogs',
      [
        ...['logs:CreateLogDelivery', 'logs:GetLogDelivery', 'logs:UpdateLogDelivery'],
        ...['logs:DeleteLogDelivery', 'logs:ListLogDeliveries'],
        ...['logs:PutResourcePolicy', 'logs:DescribeResourcePolicies', 'logs:DescribeLogGroups'],
      ],
      '*',
    ),
    allow('Trace', ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], '*'),
  ];
}

function allow(Sid: string, Action: readonly string[], Resource: string): Statement {
  return { Sid, Effect: 'Allow', Action, Resource };
}

/** A fault of the network or of a service: try again. What is wrong in the check stays wrong. */
const RETRY = [
  {
    ErrorEquals: ['States.ALL'],
    IntervalSeconds: 10,
    MaxAttempts: 4,
    BackoffRate: 3,
    JitterStrategy: 'FULL',
  },
];

type Defined = Pick<
  IntegrityMapProps,
  'partition' | 'functionArn' | 'reportBucketName' | 'settings'
>;

const TIME = { 'time.$': '$.time' };

/** The state machine, in the Amazon States Language. */
export function definition(props: Defined): object {
  return {
    Comment: 'Compares what the vendor has recorded with what is in the bucket.',
    StartAt: 'Collect',
    States: {
      Collect: call(
        props,
        { action: 'collect' },
        { ResultPath: '$.collected', Next: 'Collected?' },
      ),
      'Collected?': {
        Type: 'Choice',
        Choices: [{ Variable: '$.collected.done', BooleanEquals: true, Next: 'Check' }],
        // It ran out of time, and goes on where it was.
        Default: 'Collect',
      },
      Check: checkEach(props),
      Report: call(props, { action: 'report' }, { End: true }),
    },
  };
}

function call({ functionArn, settings }: Defined, parameters: object, state: object): object {
  return {
    Type: 'Task',
    Resource: functionArn,
    Parameters: { settings, ...TIME, ...parameters },
    Retry: RETRY,
    ...state,
  };
}

function checkEach(props: Defined): object {
  return {
    Type: 'Map',
    MaxConcurrency: AT_A_TIME,
    ItemReader: {
      Resource: `arn:${props.partition}:states:::s3:getObject`,
      ReaderConfig: { InputType: 'JSON' },
      Parameters: { Bucket: props.reportBucketName, 'Key.$': '$.collected.partitions' },
    },
    ItemSelector: { 'partition.$': '$$.Map.Item.Value', ...TIME },
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'CheckPartition',
      States: {
        CheckPartition: call(
          props,
          { action: 'check', 'partition.$': '$.partition' },
          // Each result is in the bucket; what goes on is no more than that it is.
          { ResultPath: null, End: true },
        ),
      },
    },
    ResultPath: null,
    Next: 'Report',
  };
}
