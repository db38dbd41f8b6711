import type { RegionScope } from '../core/arn';
import { arrivalAlarms } from '../modules/arrival-alarms';
import { canaryAlarms } from '../modules/canary-alarms';
import { failureQueueName } from '../modules/failure-queue';
import { integrityAlarms } from '../modules/integrity-alarms';
import { stateMachineArn } from '../modules/integrity-map';
import type { MetricAlarm } from '../modules/metric-alarm';
import { replicationAlarms } from '../modules/replication-alarms';
import type { Store } from './store';
import { copiesTo, runningCheck } from './switched-off';

/** The ARN of an alarm, known before it is created. */
export function alarmArn({ partition, region, account }: RegionScope, name: string): string {
  return `arn:${partition}:cloudwatch:${region}:${account}:alarm:${name}`;
}

/** The alarms that a store's stack creates. @param topicArn - the topic they notify. @default - none */
export function alarmsOf(store: Store, topicArn?: string): MetricAlarm[] {
  const { arrivals, canary, nameId, id: stack } = store;
  const [integrity, replica] = [runningCheck(store), copiesTo(store)];
  const alarms = {
    ...(replica &&
      replicationAlarms({
        name: nameId,
        stack,
        topicArn,
        sourceBucketName: store.bucketName,
        replicaBucketName: replica.bucketName,
        otherPrefixes: store.otherPrefixes,
      })),
    ...(integrity &&
      integrityAlarms({
        store: nameId,
        stack,
        functionName: integrity.name,
        queueName: failureQueueName(integrity.name),
        topicArn: topicArn ?? '',
        keyed: integrity.check.userName !== undefined,
        stateMachineArn: integrity.distributed
          ? stateMachineArn({ ...store, name: integrity.name })
          : undefined,
      })),
    ...(arrivals && arrivalAlarms({ ...arrivals, store: nameId, stack, topicArn: topicArn ?? '' })),
    ...(canary && canaryAlarms({ ...canary, store: nameId, stack, topicArn: topicArn ?? '' })),
  };
  return Object.values(alarms);
}
