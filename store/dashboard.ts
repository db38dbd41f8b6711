import type { DashboardProps } from '../modules/dashboard';
import type { GraphProps } from '../modules/dashboard-graphs';
import { alarmsOf } from './alarms';
import type { Store } from './store';

/** What a dashboard of a store shows. */
export function graphProps(store: Store): GraphProps {
  const { nameId, bucketName, arrivals, integrity, replica, otherPrefixes } = store;
  return {
    store: nameId,
    bucketName,
    arriving: arrivals !== undefined,
    checked: integrity !== undefined,
    keyed: integrity?.check.userName !== undefined,
    replicaBucketName: replica?.bucketName,
    otherPrefixes,
  };
}

/** The dashboard of a store in CloudWatch. */
export function dashboardProps(store: Store): DashboardProps {
  const { partition, region, account, nameId } = store;
  return {
    ...graphProps(store),
    name: `${nameId}-recordings`,
    region,
    alarmArns: alarmsOf(store).map(
      ({ alarmName }) => `arn:${partition}:cloudwatch:${region}:${account}:alarm:${alarmName}`,
    ),
  };
}
