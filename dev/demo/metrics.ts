import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricStatisticsCommand,
  type MetricAlarm,
  PutMetricDataCommand,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import { DescribeRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import {
  GetBucketNotificationConfigurationCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import type { StoreArrivals } from '../../store/arrivals';
import type { Store } from '../../store/store';
import type { LocalAws } from '../local-aws';
import { TEST_CREDENTIALS } from '../test-environment';
import type { LogLine } from './integrity';

// What CloudWatch and EventBridge do with metrics, and moto does not.

const settingsOf = ({ endpoint }: LocalAws, { region }: Store) => ({
  endpoint,
  region,
  credentials: TEST_CREDENTIALS,
});

/** Publishes the metrics in log lines. @see Amazon CloudWatch User Guide, "Specification: Embedded metric format" */
export async function publishLog(
  aws: LocalAws,
  store: Store,
  { lines, at }: { readonly lines: readonly LogLine[]; readonly at: number },
): Promise<void> {
  for (const { _aws: directive, ...values } of lines) {
    const { CloudWatchMetrics = [] } = (directive ?? {}) as {
      CloudWatchMetrics?: {
        Namespace: string;
        Dimensions: string[][];
        Metrics: { Name: string }[];
      }[];
    };
    for (const { Namespace, Dimensions, Metrics } of CloudWatchMetrics) {
      const MetricData = Metrics.map(({ Name: MetricName }) => ({
        MetricName,
        Dimensions: Dimensions.flat().map((Name) => ({ Name, Value: String(values[Name]) })),
        Value: Number(values[MetricName]),
        Timestamp: new Date(at),
      }));
      await open(aws, store).send(new PutMetricDataCommand({ Namespace, MetricData }));
    }
  }
}

/** The parts of a pattern that the objects of a bucket can be compared with. */
interface ObjectPattern {
  readonly detail: {
    readonly bucket: { readonly name: readonly string[] };
    readonly object: {
      readonly key?: readonly { readonly prefix: string }[];
      readonly size: readonly { readonly numeric: readonly [string, number] }[];
    };
  };
}

/** Publishes how many events of S3 the deployed rule of a store matches, if S3 sends events and the rule is enabled. */
export async function publishEvents(
  aws: LocalAws,
  store: Store,
  { settings: { rule: Name } }: StoreArrivals,
): Promise<void> {
  const s3 = new S3Client({ ...settingsOf(aws, store), forcePathStyle: true });
  const Bucket = store.bucketName;
  const sent = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
  const events = new EventBridgeClient(settingsOf(aws, store));
  const { EventPattern = '', State } = await events.send(new DescribeRuleCommand({ Name }));
  const { detail } = JSON.parse(EventPattern) as ObjectPattern;
  if (
    sent.EventBridgeConfiguration === undefined ||
    State !== 'ENABLED' ||
    !detail.bucket.name.includes(Bucket)
  )
    return;
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
  const [least = 0] = detail.object.size.map(({ numeric: [, bytes] }) => bytes);
  const matched = Contents.filter(
    ({ Key = '', Size = 0 }) =>
      Size > least &&
      (detail.object.key ?? [{ prefix: '' }]).some(({ prefix }) => Key.startsWith(prefix)),
  );
  const MetricData = matched.map(({ LastModified: Timestamp }) => ({
    MetricName: 'MatchedEvents',
    Dimensions: [{ Name: 'RuleName', Value: Name }],
    Value: 1,
    Timestamp,
  }));
  if (MetricData.length === 0) return;
  await open(aws, store).send(new PutMetricDataCommand({ Namespace: 'AWS/Events', MetricData }));
}

const open = (aws: LocalAws, store: Store) => new CloudWatchClient(settingsOf(aws, store));

/**
 * Evaluates the alarms whose names begin with a prefix, at a given time. Returns their states by name.
 *
 * @see Amazon CloudWatch User Guide, "Using Amazon CloudWatch alarms": how alarms treat missing data
 */
export async function evaluateAlarms(
  aws: LocalAws,
  store: Store,
  { prefix, at }: { readonly prefix: string; readonly at: number },
): Promise<Record<string, string>> {
  const cloudwatch = open(aws, store);
  const describe = () => cloudwatch.send(new DescribeAlarmsCommand({ AlarmNamePrefix: prefix }));
  for (const alarm of (await describe()).MetricAlarms ?? []) {
    const StateValue = await stateAt(cloudwatch, alarm, at);
    if (StateValue === undefined) continue;
    const { AlarmName } = alarm;
    await cloudwatch.send(
      new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'evaluated' }),
    );
  }
  const states = ((await describe()).MetricAlarms ?? []).map(
    ({ AlarmName = '', StateValue = '' }): [string, string] => [AlarmName, StateValue],
  );
  return Object.fromEntries(states);
}

const COMPARE: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
};

/** The state of an alarm; undefined if it stays what it is. */
async function stateAt(
  cloudwatch: CloudWatchClient,
  alarm: MetricAlarm,
  at: number,
): Promise<StateValue | undefined> {
  const { EvaluationPeriods: periods = 1, TreatMissingData: missingMeans } = alarm;
  const values = await valuesUntil(cloudwatch, alarm, at);
  const isBreaching = COMPARE[alarm.ComparisonOperator ?? ''];
  const breaching = values.filter((value) => isBreaching?.(value, alarm.Threshold ?? 0)).length;
  const missing = periods - values.length;
  if (missing === periods && missingMeans === 'ignore') return undefined;
  return breaching + (missingMeans === 'breaching' ? missing : 0) >= periods ? 'ALARM' : 'OK';
}

/** The values of the periods that an alarm looks at. */
async function valuesUntil(
  cloudwatch: CloudWatchClient,
  { Namespace, MetricName, Dimensions, Period = 60, EvaluationPeriods = 1, ...alarm }: MetricAlarm,
  at: number,
): Promise<number[]> {
  const { Statistic = 'Sum' } = alarm;
  const { Datapoints = [] } = await cloudwatch.send(
    new GetMetricStatisticsCommand({
      Namespace,
      MetricName,
      Dimensions,
      Period,
      Statistics: [Statistic],
      StartTime: new Date(at - Period * EvaluationPeriods * 1_000),
      EndTime: new Date(at),
    }),
  );
  return Datapoints.map((point) => point[Statistic] ?? 0);
}
