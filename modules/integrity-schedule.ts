import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import { Construct } from 'constructs';

/** Every Sunday at three in the morning, UTC. @see Genesys guide, section 4: "weekly" */
export const WEEKLY = 'cron(0 3 ? * SUN *)';

/** Twice a day, so that the alarm that waits for it is never without a word for a whole day. */
const HEARTBEAT = 'rate(12 hours)';

/** What {@link IntegritySchedule} needs to know. */
export interface IntegrityScheduleProps {
  /** Begins the names of the rules. */
  readonly name: string;
  /** Twelve digits. */
  readonly account: string;
  /** When the check runs: `cron(…)` or `rate(…)`, in UTC. @default {@link WEEKLY} */
  readonly schedule?: string | undefined;
  /** The function that runs the check, and says how long ago the last run was. */
  readonly function: { readonly name: string; readonly arn: string };
  /** The state machine that runs the check in its place. @default - the function runs it */
  readonly stateMachine?: { readonly arn: string; readonly roleArn: string } | undefined;
  /** What the check is told of the store. */
  readonly settings: object;
  /** ARN of the queue for what could not be started. */
  readonly failuresArn: string;
}

/** Starts the check every week, and asks twice a day when it was last finished. */
export class IntegritySchedule extends Construct {
  constructor(scope: Construct, id: string, props: IntegrityScheduleProps) {
    super(scope, id);
    const { name, schedule = WEEKLY, stateMachine, settings } = props;
    const check = new CloudwatchEventRule(this, 'Check', {
      name: `${name}-check`,
      description: `Starts the integrity check of ${name}`,
      scheduleExpression: schedule,
    });
    const heartbeat = new CloudwatchEventRule(this, 'Heartbeat', {
      name: `${name}-heartbeat`,
      description: `Asks when the integrity check of ${name} was last finished`,
      scheduleExpression: HEARTBEAT,
    });
    this.invoke('Heartbeat', heartbeat, { props, event: { action: 'heartbeat', settings } });
    if (stateMachine) this.start(check, stateMachine, props);
    else this.invoke('Check', check, { props, event: { action: 'run', settings } });
  }

  private invoke(
    id: string,
    rule: CloudwatchEventRule,
    { props, event }: { props: IntegrityScheduleProps; event: object },
  ): void {
    const { account, failuresArn } = props;
    new LambdaPermission(this, `${id}Permission`, {
      statementId: `${id}Rule`,
      action: 'lambda:InvokeFunction',
      functionName: props.function.name,
      principal: 'events.amazonaws.com',
      sourceArn: rule.arn,
      sourceAccount: account,
    });
    new CloudwatchEventTarget(this, `${id}Target`, {
      rule: rule.name,
      arn: props.function.arn,
      deadLetterConfig: { arn: failuresArn },
      inputTransformer: withTime(event),
    });
  }

  private start(
    rule: CloudwatchEventRule,
    { arn, roleArn }: { readonly arn: string; readonly roleArn: string },
    { failuresArn }: IntegrityScheduleProps,
  ): void {
    new CloudwatchEventTarget(this, 'CheckTarget', {
      ...{ rule: rule.name, arn, roleArn },
      deadLetterConfig: { arn: failuresArn },
      inputTransformer: withTime({}),
    });
  }
}

/** The time of the event names the run: an event that is delivered twice is the same run. */
function withTime(event: object) {
  return { inputPaths: { time: '$.time' }, inputTemplate: inputTemplate(event) };
}

function inputTemplate(event: object): string {
  return JSON.stringify({ ...event, time: '<time>' });
}

/** Characters of the longest that EventBridge has to remember of a store: what it says twice a day. */
export function inputLength(settings: object): number {
  return inputTemplate({ action: 'heartbeat', settings }).length;
}

/** @see Amazon EventBridge API Reference, "InputTransformer", the length of `InputTemplate` */
export const MAX_INPUT_CHARACTERS = 8_192;
