import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  type LogGroup,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  GetBucketNotificationConfigurationCommand,
  type GetBucketNotificationConfigurationCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Subscription } from '@aws-sdk/client-sns';
import type { ClientSettings } from '../deployer';
import type { ExpectedMonitoring } from './expected-monitoring';
import { type LiveTopic, readAlarmTopic } from './live-topic';
import { lookUp, type Observed } from './observed';

/** An EventBridge rule. */
export interface LiveRule {
  /** `ENABLED`, `DISABLED` or another. */
  readonly state: string;
  readonly scheduleExpression: string;
  /** @default - it has a schedule */
  readonly eventPattern?: string | undefined;
  readonly targets: readonly Target[];
}

/** A role of the integrity check. */
export interface LiveCheckRole {
  readonly boundaryArn?: string | undefined;
}

/** What monitors the store. */
export interface LiveMonitoring {
  /** By name. */
  readonly rules: Readonly<Record<string, Observed<LiveRule>>>;
  /** @default - the store has no alarms */
  readonly alarms?: Observed<readonly MetricAlarm[]>;
  /** The event notifications of the bucket. @default - arrivals are not counted */
  readonly events?: Observed<GetBucketNotificationConfigurationCommandOutput>;
  /** @default - no alarm notifies a topic */
  readonly topic?: Observed<LiveTopic>;
  /** @default - no alarm notifies a topic */
  readonly subscriptions?: Observed<readonly Subscription[]>;
  /** By name. */
  readonly logGroups: Readonly<Record<string, Observed<LogGroup>>>;
  /** By name. */
  readonly roles: Readonly<Record<string, Observed<LiveCheckRole>>>;
}

/** How the bucket of a store is read. */
export interface BucketAccess {
  /** A client for the region that the bucket is in. */
  readonly s3: S3Client;
  /** The account that owns the bucket. */
  readonly account: string;
}

/** Reads what monitors a store. */
export async function readMonitoring(
  { rules, alarms, topic, eventsOf, logGroups, roles }: ExpectedMonitoring,
  bucket: BucketAccess,
  settings: ClientSettings,
): Promise<LiveMonitoring> {
  const events = new EventBridgeClient(settings);
  const logs = new CloudWatchLogsClient(settings);
  const iam = new IAMClient(settings);
  return {
    rules: await byName(
      rules.map(({ name }) => name),
      (name) => readRule(events, name),
    ),
    ...(alarms.length > 0 && {
      alarms: await readAlarms(
        new CloudWatchClient(settings),
        alarms.map(({ alarmName }) => alarmName),
      ),
    }),
    ...(eventsOf !== undefined && { events: await readEvents(bucket, eventsOf) }),
    ...(topic && (await readAlarmTopic(topic, settings))),
    logGroups: await byName(logGroups, (name) => readLogGroup(logs, name)),
    roles: await byName(roles, (name) => readCheckRole(iam, name)),
  };
}

async function byName<T>(
  names: readonly string[],
  read: (name: string) => Promise<T>,
): Promise<Record<string, T>> {
  const pairs = names.map(async (name): Promise<[string, T]> => [name, await read(name)]);
  return Object.fromEntries(await Promise.all(pairs));
}

const watch = <T>(call: string, send: () => Promise<T | undefined>) =>
  lookUp({ call, link: 'monitoring' }, send);

function readRule(events: EventBridgeClient, name: string): Promise<Observed<LiveRule>> {
  return watch(`events:DescribeRule ${name}`, async () => {
    const rule = await events.send(new DescribeRuleCommand({ Name: name }));
    const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ Rule: name }));
    const { State: state = 'unknown', ScheduleExpression: scheduleExpression = '' } = rule;
    return { state, scheduleExpression, eventPattern: rule.EventPattern, targets: Targets };
  });
}

function readEvents({ s3, account: ExpectedBucketOwner }: BucketAccess, Bucket: string) {
  const command = new GetBucketNotificationConfigurationCommand({ Bucket, ExpectedBucketOwner });
  return watch(`s3:GetBucketNotification ${Bucket}`, () => s3.send(command));
}

/** @see Amazon CloudWatch API Reference, "DescribeAlarms": up to 100 names, and 50 alarms unless more are requested */
const MAX_ALARMS = 100;

function readAlarms(cloudwatch: CloudWatchClient, names: readonly string[]) {
  return watch('cloudwatch:DescribeAlarms', async () => {
    const describe = new DescribeAlarmsCommand({ AlarmNames: [...names], MaxRecords: MAX_ALARMS });
    return (await cloudwatch.send(describe)).MetricAlarms ?? [];
  });
}

/** A prefix finds other groups as well. */
function readLogGroup(logs: CloudWatchLogsClient, name: string): Promise<Observed<LogGroup>> {
  return watch(`logs:DescribeLogGroups ${name}`, async () => {
    const find = new DescribeLogGroupsCommand({ logGroupNamePrefix: name });
    const { logGroups = [] } = await logs.send(find);
    return logGroups.find(({ logGroupName }) => logGroupName === name);
  });
}

function readCheckRole(iam: IAMClient, RoleName: string): Promise<Observed<LiveCheckRole>> {
  return watch(`iam:GetRole ${RoleName}`, async () => {
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    return { boundaryArn: Role?.PermissionsBoundary?.PermissionsBoundaryArn };
  });
}
