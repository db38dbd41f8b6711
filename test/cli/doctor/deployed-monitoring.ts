import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { ReplicationConfiguration } from '@aws-sdk/client-s3';
import type { ExpectedMonitoring, ExpectedRule } from '../../../cli/doctor/expected-monitoring';
import type { LiveMonitoring, LiveRule } from '../../../cli/doctor/live-monitoring';
import type { Observed } from '../../../cli/doctor/observed';
import { alarmTopicStatements } from '../../../modules/alarm-topic';
import type { Store } from '../../../store/store';
import { observed, stored } from './policies';

/** The rules, alarms, topic and log group of a store as the AWS SDK returns them. */
export function liveMonitoring(
  store: Store,
  { rules, alarms, topic, eventsOf, logGroups, roles }: ExpectedMonitoring,
): LiveMonitoring {
  return {
    rules: {
      ...(store.integrity ? rulesOf(store) : {}),
      ...Object.fromEntries(rules.flatMap(ruleOfArrivals)),
    },
    alarms: observed(alarms.map(toSdk)),
    ...(eventsOf !== undefined && {
      events: observed({ $metadata: {}, EventBridgeConfiguration: {} }),
    }),
    ...(topic && {
      topic: observed({
        policy: stored(alarmTopicStatements(topic.arn, store)).value,
        encrypted: true,
      }),
      subscriptions: observed(
        (store.settings.alarms?.emails ?? []).map((Endpoint, index) => ({
          Endpoint,
          Protocol: 'email',
          SubscriptionArn: `${topic.arn}:${index}`,
          TopicArn: topic.arn,
        })),
      ),
    }),
    roles: Object.fromEntries(roles.map((name) => [name, observed({})])),
    logGroups: Object.fromEntries(
      logGroups.map((logGroupName) => [
        logGroupName,
        observed({ logGroupName, retentionInDays: 400, kmsKeyId: 'arn:aws:kms:x' }),
      ]),
    ),
  };
}

/** Of the rules of arrivals only differences are of interest: a module's test compares them with what is written. */
function ruleOfArrivals(rule: ExpectedRule): [string, Observed<LiveRule>][] {
  const { name, eventPattern, scheduleExpression = '', target } = rule;
  if (!name.startsWith('arrivals-')) return [];
  const targets = target === undefined ? [] : [{ Id: 'terraform-1', Arn: '', ...target }];
  return [[name, observed({ state: 'ENABLED', scheduleExpression, eventPattern, targets })]];
}

function rulesOf(store: Store): Record<string, Observed<LiveRule>> {
  const { region, account, integrity } = store;
  const { name = '', check: settings, schedule = '' } = integrity ?? {};
  const rule = (scheduleExpression: string, action: string) =>
    observed({
      state: 'ENABLED',
      scheduleExpression,
      targets: [
        {
          Id: 'terraform-20261120100000000000000001',
          Arn: `arn:aws:lambda:${region}:${account}:function:${name}`,
          InputTransformer: {
            InputPathsMap: { time: '$.time' },
            InputTemplate: JSON.stringify({ action, settings, time: '<time>' }),
          },
          DeadLetterConfig: { Arn: `arn:aws:sqs:${region}:${account}:${name}-failed` },
        },
      ],
    });
  return {
    [`${name}-check`]: rule(schedule, 'run'),
    [`${name}-heartbeat`]: rule('rate(12 hours)', 'heartbeat'),
  };
}

/** @see Amazon CloudWatch API Reference, "MetricAlarm" */
function toSdk(alarm: ExpectedMonitoring['alarms'][number]): MetricAlarm {
  return {
    AlarmName: alarm.alarmName,
    AlarmArn: `arn:aws:cloudwatch:eu-central-1:111111111111:alarm:${alarm.alarmName}`,
    AlarmDescription: alarm.alarmDescription,
    ActionsEnabled: true,
    AlarmActions: alarm.alarmActions,
    OKActions: alarm.okActions,
    InsufficientDataActions: [],
    StateValue: 'OK',
    MetricName: alarm.metricName,
    Namespace: alarm.namespace,
    Statistic: alarm.statistic as 'Sum',
    Dimensions: Object.entries(alarm.dimensions ?? {}).map(([Name, Value]) => ({ Name, Value })),
    Period: alarm.period,
    EvaluationPeriods: alarm.evaluationPeriods,
    Threshold: alarm.threshold,
    ComparisonOperator: alarm.comparisonOperator as 'GreaterThanThreshold',
    TreatMissingData: alarm.treatMissingData,
  };
}

/** @see Amazon S3 API Reference, "GetBucketReplication" */
export function liveReplication(store: Store, keyArn: string): ReplicationConfiguration {
  return {
    Role: store.replica?.roleArn,
    Rules: [
      {
        ID: 'all',
        Priority: 0,
        Status: 'Enabled',
        Filter: { Prefix: store.prefix },
        SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } },
        DeleteMarkerReplication: { Status: 'Disabled' },
        Destination: {
          Bucket: store.replica?.bucketArn,
          EncryptionConfiguration: { ReplicaKmsKeyID: keyArn },
          Metrics: { Status: 'Enabled' },
        },
      },
    ],
  };
}
