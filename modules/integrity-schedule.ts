import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import { Construct } from 'constructs';

/** Sundays at 03:00 UTC. @see Genesys guide, section 4: "weekly" */
export const WEEKLY = 'cron(0 3 ? * SUN *)';

/** Twice a day, so that the alarm on late checks gets data every day. */
const HEARTBEAT = 'rate(12 hours)';

/** Stated because the provider ignores a difference from a state that is not configured: a disabled rule would go unnoticed. */
export const ENABLED = 'ENABLED';

/** The rule that starts a function at least once an hour. The deploy role may change rules whose names end like its own. */
export function hourlyRule(name: string, scheduleExpression: string) {
  return {
    name: `${name}-hourly`,
    description: `Starts ${name}`,
    scheduleExpression,
    state: ENABLED,
  };
}

/** Props of {@link IntegritySchedule}. */
export interface IntegrityScheduleProps {
  /** Prefix of the names of the rules. */
  readonly name: string;
  /** When the check runs: `cron(…)` or `rate(…)`, in UTC. @default {@link WEEKLY} */
  readonly schedule?: string | undefined;
  /** The function that runs the check, and reports how long ago the last run completed. */
  readonly function: { readonly name: string; readonly arn: string };
  /** The state machine that runs the check instead. @default - the function runs it */
  readonly stateMachine?: { readonly arn: string; readonly starterArn: string } | undefined;
  /** What the check needs to know about the store. */
  readonly settings: object;
  /** ARN of the queue for events that could not be delivered. */
  readonly failuresArn: string;
}

/** Starts the check on its schedule, and asks twice a day when it last completed. */
export class IntegritySchedule extends Construct {
  constructor(scope: Construct, id: string, props: IntegrityScheduleProps) {
    super(scope, id);
    const { stateMachine, function: lambda, failuresArn } = props;
    const distributed = stateMachine !== undefined;
    const { Check, Heartbeat } = integrityRules({ ...props, distributed });
    const check = new CloudwatchEventRule(this, 'Check', Check.rule);
    const heartbeat = new CloudwatchEventRule(this, 'Heartbeat', Heartbeat.rule);
    const invocation = { function: lambda, failuresArn };
    addInvocation(this, 'Heartbeat', { ...invocation, rule: heartbeat, event: Heartbeat.event });
    if (stateMachine) {
      const { arn, starterArn: roleArn } = stateMachine;
      addTarget(this, 'Check', { rule: check, event: Check.event, failuresArn, arn, roleArn });
    } else {
      addInvocation(this, 'Check', { ...invocation, rule: check, event: Check.event });
    }
  }
}

/** What a rule starts. */
interface Started {
  readonly rule: CloudwatchEventRule;
  /** What is passed to it, besides the time of the event. */
  readonly event: object;
  /** ARN of the queue for events that could not be delivered. */
  readonly failuresArn: string;
}

/** Lets a rule invoke a function. */
export function addInvocation(
  scope: Construct,
  id: string,
  { function: lambda, ...started }: Started & Pick<IntegrityScheduleProps, 'function'>,
): void {
  new LambdaPermission(scope, `${id}Permission`, {
    statementId: `${id}Rule`,
    action: 'lambda:InvokeFunction',
    functionName: lambda.name,
    principal: 'events.amazonaws.com',
    // Without the account, which the ARN names: EventBridge invokes no function whose permission has it.
    sourceArn: started.rule.arn,
  });
  addTarget(scope, id, { ...started, arn: lambda.arn });
}

function addTarget(
  scope: Construct,
  id: string,
  {
    rule,
    event,
    failuresArn,
    ...target
  }: Started & { readonly arn: string; readonly roleArn?: string },
): void {
  new CloudwatchEventTarget(scope, `${id}Target`, {
    ...target,
    rule: rule.name,
    deadLetterConfig: { arn: failuresArn },
    // The time of the event identifies the run: an event that is delivered twice is the same run.
    inputTransformer: inputOf(event),
  });
}

/** The rules of a schedule, and what they pass to their targets. */
export function integrityRules({
  name,
  schedule = WEEKLY,
  distributed,
  settings,
}: Pick<IntegrityScheduleProps, 'name' | 'schedule' | 'settings'> & {
  /** Whether a state machine runs the check. */
  readonly distributed: boolean;
}) {
  return {
    Check: {
      rule: {
        name: `${name}-check`,
        description: `Starts the integrity check of ${name}`,
        scheduleExpression: schedule,
        state: ENABLED,
      },
      event: distributed ? {} : { action: 'run', settings },
    },
    Heartbeat: {
      rule: {
        name: `${name}-heartbeat`,
        description: `Asks when the integrity check of ${name} was last finished`,
        scheduleExpression: HEARTBEAT,
        state: ENABLED,
      },
      event: { action: 'heartbeat', settings },
    },
  };
}

/** The input transformer of a target. */
export function inputOf(event: object) {
  return { inputPaths: { time: '$.time' }, inputTemplate: inputTemplate(event) };
}

function inputTemplate(event: object): string {
  return JSON.stringify({ ...event, time: '<time>' });
}

/** Characters of the longest input template of a store: that of the heartbeat. */
export function inputLength(settings: object): number {
  return inputTemplate({ action: 'heartbeat', settings }).length;
}

/** @see Amazon EventBridge API Reference, "InputTransformer", the length of `InputTemplate` */
export const MAX_INPUT_CHARACTERS = 8_192;
