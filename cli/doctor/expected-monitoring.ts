import { principalArn } from '../../core/arn';
import { integrityAlarms } from '../../modules/integrity-alarms';
import { logGroupName } from '../../modules/integrity-function';
import { mapLogGroupName, stateMachineArn } from '../../modules/integrity-map';
import { inputOf, integrityRules } from '../../modules/integrity-schedule';
import { alarmConfig } from '../../modules/metric-alarm';
import { replicationAlarms } from '../../modules/replication-alarms';
import type { Integrity } from '../../store/integrity';
import { makesTopic } from '../../store/integrity-access';
import type { Store } from '../../store/store';

/** An EventBridge rule and its target. */
export interface ExpectedRule {
  readonly name: string;
  readonly scheduleExpression: string;
  /** Its only target, with the names of the AWS SDK. */
  readonly target: object;
}

/** What monitors a store. */
export interface ExpectedMonitoring {
  readonly rules: readonly ExpectedRule[];
  readonly alarms: readonly ReturnType<typeof alarmConfig>[];
  /** The topic that alarms notify. @default - alarms show in CloudWatch only */
  readonly topic?: { readonly arn: string; readonly own: boolean } | undefined;
  /** Names of the log groups. */
  readonly logGroups: readonly string[];
}

/** What a store's stack creates to monitor it. */
export function expectedMonitoring(store: Store): ExpectedMonitoring {
  const { integrity, replica, nameId: name } = store;
  const topic = topicOf(store);
  const alarms = {
    ...(replica &&
      replicationAlarms({
        name,
        topicArn: topic?.arn,
        sourceBucketName: store.bucketName,
        replicaBucketName: replica.bucketName,
        otherPrefixes: store.otherPrefixes,
      })),
    ...(integrity && alarmsOfCheck(store, integrity, topic?.arn ?? '')),
  };
  return {
    rules: integrity ? rulesOf(store, integrity) : [],
    alarms: Object.values(alarms).map(alarmConfig),
    topic,
    logGroups: integrity ? logGroupsOf(integrity) : [],
  };
}

function topicOf(store: Store): ExpectedMonitoring['topic'] {
  if (makesTopic(store)) return { arn: arnOf(store, 'sns', `${store.nameId}-alarms`), own: true };
  const given = store.settings.alarms?.topicArn;
  const alarms = store.integrity !== undefined || store.replica !== undefined;
  return alarms && given !== undefined ? { arn: given, own: false } : undefined;
}

function alarmsOfCheck(store: Store, integrity: Integrity, topicArn: string) {
  const { name, distributed, check } = integrity;
  return integrityAlarms({
    store: store.nameId,
    functionName: name,
    queueName: queueOf(integrity),
    topicArn,
    keyed: check.userName !== undefined,
    stateMachineArn: distributed ? stateMachineArn({ ...store, name }) : undefined,
  });
}

function rulesOf(store: Store, integrity: Integrity): ExpectedRule[] {
  const { name, distributed, check } = integrity;
  const { Check, Heartbeat } = integrityRules({ ...integrity, settings: check });
  const lambda = { arn: arnOf(store, 'lambda', `function:${name}`) };
  const machine = {
    arn: stateMachineArn({ ...store, name }),
    roleArn: principalArn(store, 'role', `${name}-map-start`),
  };
  const common = (event: object) => ({
    deadLetterConfig: { arn: arnOf(store, 'sqs', queueOf(integrity)) },
    inputTransformer: sdkInput(event),
  });
  return [
    {
      ...Check.rule,
      target: { ...(distributed ? machine : lambda), ...common(Check.event) },
    },
    { ...Heartbeat.rule, target: { ...lambda, ...common(Heartbeat.event) } },
  ];
}

/** The SDK calls the map `InputPathsMap`. */
function sdkInput(event: object) {
  const { inputPaths: inputPathsMap, inputTemplate } = inputOf(event);
  return { inputPathsMap, inputTemplate };
}

function queueOf({ name }: Integrity): string {
  return `${name}-failed`;
}

function logGroupsOf({ name, distributed }: Integrity): string[] {
  return [logGroupName(name), ...(distributed ? [mapLogGroupName(name)] : [])];
}

function arnOf({ partition, region, account }: Store, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}
