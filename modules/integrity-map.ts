import { SfnStateMachine } from '@cdktf/provider-aws/lib/sfn-state-machine';
import { Construct } from 'constructs';
import { bucketArn, type RegionScope } from '../core/arn';
import { CONSTRUCT_IDS } from '../core/construct-ids';
import type { Statement } from '../core/policy';
import { refuse, under } from '../core/problem';
import { allow, allowService, onBehalfOf, unlessForOthers } from '../core/statements';
import { ruleArns } from './failure-queue';
import { checkIamName } from './iam-name';
import { addLog, TRACE } from './integrity-function';
import { REPORT_FOLDERS } from './report-bucket';
import { addRole } from './role';

/** Partitions checked concurrently: the check and the vendor share the bucket's request rate. */
const MAX_CONCURRENCY = 40;

/** Props of {@link IntegrityMap}. */
export interface IntegrityMapProps extends RegionScope {
  readonly name: string;
  /** Name of its role and, with the suffix `-start`, of the role that starts it. */
  readonly roleName: string;
  /** ARN of the function that does the work. */
  readonly functionArn: string;
  /** Name of the bucket of reports, which contains the list of partitions. */
  readonly reportBucketName: string;
  /** ARN of the key of that bucket and of the log. */
  readonly keyArn: string;
  /** What the check needs to know about the store. */
  readonly settings: object;
}

/** The name of a state machine's log group. */
export function mapLogGroupName(name: string): string {
  return `/aws/vendedlogs/states/${name}`;
}

/**
 * Runs the integrity check on many functions concurrently: collects the vendor's recording list, checks each day
 * separately, reports. It uses Step Functions' Distributed Map, for stores that one function cannot check within
 * its fifteen minutes.
 *
 * @see AWS Step Functions Developer Guide, "Using Map state in Distributed mode"
 */
export class IntegrityMap extends Construct {
  /** ARN of the state machine. */
  readonly arn: string;
  /** ARN of the role that EventBridge assumes to start it. */
  readonly starterArn: string;

  /** @throws RefusedError for a role name IAM would reject */
  constructor(scope: Construct, id: string, props: IntegrityMapProps) {
    super(scope, id);
    const { name, roleName } = props;
    const starter = `${roleName}-start`;
    refuse(
      [...checkIamName(roleName), ...checkIamName(starter)].map(under('roleName')),
      this.node.path,
    );
    const log = addLog(this, mapLogGroupName(name), props.keyArn);
    const machineArn = stateMachineArn(props);
    const role = this.role('Role', roleName, {
      // The runs of a Distributed Map belong to the machine's ARN with a suffix.
      trust: onlyFrom(
        'states.amazonaws.com',
        onBehalfOf(props.account, [machineArn, `${machineArn}/*`]),
      ),
      statements: mapStatements(props),
    });
    this.arn = new SfnStateMachine(this, 'StateMachine', {
      name,
      roleArn: role.arn,
      // Step Functions checks that the role may deliver logs.
      dependsOn: [role.policy],
      definition: JSON.stringify(definition(props)),
      // The default, stated so that a plan shows another key, which could be disabled.
      encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
      tracingConfiguration: { enabled: true },
      loggingConfiguration: {
        level: 'ALL',
        // The data are ids of conversations and agents.
        includeExecutionData: false,
        logDestination: `${log.arn}:*`,
      },
    }).arn;
    this.starterArn = this.role(CONSTRUCT_IDS.integrityStarter, starter, {
      trust: onlyFrom('events.amazonaws.com', unlessForOthers(props.account, ruleArns(props))),
      statements: [allow('StartCheck', ['states:StartExecution'], machineArn)],
    }).arn;
  }

  private role(id: string, name: string, policies: { trust: Statement; statements: Statement[] }) {
    const policyName = 'integrity-check';
    return addRole(this, { name, policyName, ...policies }, [id, `${id}Policy`]);
  }
}

/** The ARN of the state machine, known before it is created. */
export function stateMachineArn({
  partition,
  account,
  region,
  name,
}: RegionScope & Pick<IntegrityMapProps, 'name'>): string {
  return `arn:${partition}:states:${region}:${account}:stateMachine:${name}`;
}

function onlyFrom(service: string, Condition: Statement['Condition']): Statement {
  return allowService('ServiceAssumesRole', service, { Action: 'sts:AssumeRole', Condition });
}

/** Log delivery has no resource types. @see AWS Step Functions Developer Guide, "Logging using CloudWatch Logs" */
const DELIVER_LOGS = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
];

/** @see AWS Step Functions Developer Guide, "IAM policies for using Distributed Map states" */
function mapStatements(props: IntegrityMapProps): Statement[] {
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
    allow('DeliverLogs', DELIVER_LOGS, '*'),
    TRACE,
  ];
}

/** Retries errors of the network and of services; an error in the check itself fails again each time. */
const RETRY = [
  {
    ErrorEquals: ['States.ALL'],
    IntervalSeconds: 10,
    MaxAttempts: 4,
    BackoffRate: 3,
    JitterStrategy: 'FULL',
  },
];

type DefinitionProps = Pick<
  IntegrityMapProps,
  'partition' | 'functionArn' | 'reportBucketName' | 'settings'
>;

const TIME = { 'time.$': '$.time' };

/** The state machine, in the Amazon States Language. */
export function definition(props: DefinitionProps): object {
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
        // The function ran out of time; it continues where it stopped.
        Default: 'Collect',
      },
      Check: checkEach(props),
      Report: call(props, { action: 'report' }, { End: true }),
    },
  };
}

function call(
  { functionArn, settings }: DefinitionProps,
  parameters: object,
  state: object,
): object {
  return {
    Type: 'Task',
    Resource: functionArn,
    Parameters: { settings, ...TIME, ...parameters },
    Retry: RETRY,
    ...state,
  };
}

function checkEach(props: DefinitionProps): object {
  return {
    Type: 'Map',
    MaxConcurrency: MAX_CONCURRENCY,
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
          // The result of each partition is in the bucket, so the state passes none on.
          { ResultPath: null, End: true },
        ),
      },
    },
    ResultPath: null,
    Next: 'Report',
  };
}
