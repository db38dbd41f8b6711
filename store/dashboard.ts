import type { DashboardProps } from '../modules/dashboard';
import type { GraphProps } from '../modules/dashboard-graphs';
import { alarmArn, alarmsOf } from './alarms';
import type { Store } from './store';
import { copiesTo, runningCheck } from './switched-off';

/** What a dashboard of a store shows. */
export function graphProps(store: Store): GraphProps {
  const { nameId, bucketName, arrivals, canary, otherPrefixes } = store;
  const integrity = runningCheck(store);
  return {
    store: nameId,
    bucketName,
    arriving: arrivals !== undefined,
    tried: canary !== undefined,
    checked: integrity !== undefined,
    keyed: integrity?.check.userName !== undefined,
    replicaBucketName: copiesTo(store)?.bucketName,
    otherPrefixes,
  };
}

/** The dashboard of a store in CloudWatch. */
export function dashboardProps(store: Store): DashboardProps {
  return {
    ...graphProps(store),
    name: `${store.nameId}-recordings`,
    region: store.region,
    alarmArns: alarmsOf(store).map(({ alarmName }) => alarmArn(store, alarmName)),
  };
}
