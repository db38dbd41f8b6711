import { principalArn } from '../../core/arn';
import { arrivalRules, arrivalsEvent } from '../../modules/arrivals';
import { canaryEvent, canaryRule } from '../../modules/canary';
import { failureQueueName } from '../../modules/failure-queue';
import { logGroupName } from '../../modules/integrity-function';
import { mapLogGroupName, stateMachineArn } from '../../modules/integrity-map';
import { inputOf, integrityRules } from '../../modules/integrity-schedule';
import { alarmConfig } from '../../modules/metric-alarm';
import { alarmsOf } from '../../store/alarms';
import type { StoreArrivals } from '../../store/arrivals';
import type { StoreCanary } from '../../store/canary';
import type { Integrity } from '../../store/integrity';
import { hasAlarms, makesTopic } from '../../store/integrity-access';
import type { Store } from '../../store/store';
import { runningCheck } from '../../store/switched-off';

/** An EventBridge rule and its target. */
export interface ExpectedRule {
  readonly name: string;
  /** What it is for, after "which". */
  readonly does: string;
  /** @default - it matches events */
  readonly scheduleExpression?: string;
  /** @default - it has a schedule */
  readonly eventPattern?: string;
  /** Its only target, with the names of the AWS SDK. @default - it has none */
  readonly target?: object;
}

/** What monitors a store. */
export interface ExpectedMonitoring {
  readonly rules: readonly ExpectedRule[];
  readonly alarms: readonly ReturnType<typeof alarmConfig>[];
  /** The topic that alarms notify. @default - alarms show in CloudWatch only */
  readonly topic?: { readonly arn: string; readonly own: boolean } | undefined;
  /** Name of the bucket whose events S3 sends to EventBridge. @default - arrivals are not counted */
  readonly eventsOf?: string | undefined;
  /** Names of the log groups. */
  readonly logGroups: readonly string[];
  /** Names of the roles of the integrity check. */
  readonly roles: readonly string[];
}

/** What a store's stack creates to monitor it. */
export function expectedMonitoring(store: Store): ExpectedMonitoring {
  const { arrivals, canary } = store;
  const integrity = runningCheck(store);
  const topic = topicOf(store);
  return {
    rules: [
      ...(integrity ? rulesOf(store, integrity) : []),
      ...(arrivals ? rulesOfArrivals(store, arrivals) : []),
      ...(canary ? [ruleOfCanary(store, canary)] : []),
    ],
    alarms: alarmsOf(store, topic?.arn).map(alarmConfig),
    topic,
    eventsOf: arrivals && store.bucketName,
    logGroups: [
      ...(integrity ? logGroupsOf(integrity) : []),
      ...(arrivals ? [logGroupName(arrivals.name)] : []),
      ...(canary ? [logGroupName(canary.name)] : []),
    ],
    roles: integrity ? rolesOf(integrity) : [],
  };
}

function topicOf(store: Store): ExpectedMonitoring['topic'] {
  if (makesTopic(store)) return { arn: arnOf(store, 'sns', `${store.nameId}-alarms`), own: true };
  const given = store.settings.alarms?.topicArn;
  return hasAlarms(store) && given !== undefined ? { arn: given, own: false } : undefined;
}

function rulesOf(store: Store, integrity: Integrity): ExpectedRule[] {
  const { name, distributed, check } = integrity;
  const { Check, Heartbeat } = integrityRules({ ...integrity, settings: check });
  const lambda = { arn: arnOf(store, 'lambda', `function:${name}`) };
  const machine = {
    arn: stateMachineArn({ ...store, name }),
    roleArn: principalArn(store, 'role', `${name}-map-start`),
  };
  const does = 'starts the integrity check';
  const common = (event: object) => ({
    deadLetterConfig: { arn: arnOf(store, 'sqs', failureQueueName(integrity.name)) },
    inputTransformer: sdkInput(event),
  });
  return [
    {
      ...Check.rule,
      does,
      target: { ...(distributed ? machine : lambda), ...common(Check.event) },
    },
    { ...Heartbeat.rule, does, target: { ...lambda, ...common(Heartbeat.event) } },
  ];
}

function rulesOfArrivals(store: Store, arrivals: StoreArrivals): ExpectedRule[] {
  const { name, settings } = arrivals;
  const { Objects, Hourly } = arrivalRules({ ...store, ...arrivals });
  return [
    { ...Objects, does: 'counts the recordings that arrive' },
    {
      ...Hourly,
      does: 'reports what arrives',
      target: targetOf(store, name, arrivalsEvent(settings)),
    },
  ];
}

function ruleOfCanary(store: Store, { name, settings }: StoreCanary): ExpectedRule {
  const does = 'starts the canary';
  return { ...canaryRule(name), does, target: targetOf(store, name, canaryEvent(settings)) };
}

/** A function of its own name, as a target. */
function targetOf(store: Store, name: string, event: object): object {
  return {
    arn: arnOf(store, 'lambda', `function:${name}`),
    deadLetterConfig: { arn: arnOf(store, 'sqs', failureQueueName(name)) },
    inputTransformer: sdkInput(event),
  };
}

/** The SDK calls the map `InputPathsMap`. */
function sdkInput(event: object) {
  const { inputPaths: inputPathsMap, inputTemplate } = inputOf(event);
  return { inputPathsMap, inputTemplate };
}

function logGroupsOf({ name, distributed }: Integrity): string[] {
  return [logGroupName(name), ...(distributed ? [mapLogGroupName(name)] : [])];
}

/** @see modules/integrity-check.ts */
function rolesOf({ name, distributed }: Integrity): string[] {
  return [name, ...(distributed ? [`${name}-map`, `${name}-map-start`] : [])];
}

function arnOf({ partition, region, account }: Store, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}
