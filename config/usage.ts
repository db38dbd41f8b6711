import { makesTopic } from '../store/integrity-access';
import type { Store } from '../store/store';
import { copiesTo, runningCheck } from '../store/switched-off';
import type { Environment } from './environment';
import type { QuotaName } from './quota';

/** The usage of a quota by a stack, in one region. */
export interface Usage {
  readonly quota: QuotaName;
  /** Region of the resources; roles and users count for the whole account all the same. */
  readonly region: string;
  readonly count: number;
}

type Counts = Partial<Record<QuotaName, number>>;

/** The usage of a store's stack, counted without building it. */
export function usageOfStore(store: Store): Usage[] {
  const { replica, region } = store;
  const keys = store.encryption === 'sse-kms' ? 1 : 0;
  const here = [
    // The buckets of recordings and of their access logs; the operations key.
    { buckets: 2, keys: 1 + keys },
    accessCounts(store),
    integrityCounts(store),
    store.arrivals ? { roles: 1, eventRules: 2, concurrency: 1 } : {},
    canaryCounts(store),
    copiesTo(store) ? { roles: 1 } : {},
    store.batchJobs ? { roles: 1 } : {},
    makesTopic(store) ? { topics: 1 } : {},
  ];
  return [
    ...here.flatMap((counts) => inRegion(region, counts)),
    ...(replica ? inRegion(replica.region, { buckets: 2, keys }) : []),
  ];
}

/** The usage of an environment's stacks, without those of its stores. */
export function usageOfEnvironment({ state, ci, region }: Environment): Usage[] {
  return [
    ...(state.backend === 's3' ? inRegion(state.region ?? region, { buckets: 2, keys: 1 }) : []),
    ...(ci
      ? inRegion(region, { roles: 2, identityProviders: (ci.createProvider ?? true) ? 1 : 0 })
      : []),
  ];
}

function accessCounts({ profile: { access } }: Store): Counts {
  if (access.kind === 'bucket-policy') return {};
  // A user has its policy by a group, and its access key in a secret.
  if (access.kind === 'iam-user') return { users: 1, groups: 1, secrets: 1 };
  const makesProvider = access.kind === 'oidc' && access.createProvider;
  return { roles: 1, identityProviders: makesProvider ? 1 : 0 };
}

function integrityCounts({ integrity }: Store): Counts {
  if (!integrity) return {};
  if (integrity.off) return { buckets: 1 };
  const { distributed, secretName } = integrity;
  return {
    buckets: 1,
    secrets: secretName === undefined ? 0 : 1,
    eventRules: 2,
    // The function's role; with a state machine also its role and the role that starts it.
    ...(distributed ? { roles: 3, stateMachines: 1 } : { roles: 1, concurrency: 1 }),
  };
}

function canaryCounts(store: Store): Counts {
  const { canary } = store;
  if (!canary) return {};
  // Where the check reads the credentials for the vendor's API as well, it has created their secret.
  const ownSecret =
    canary.settings.method.kind === 'validation' && !runningCheck(store)?.secretName;
  return { roles: 1, eventRules: 1, concurrency: 1, secrets: ownSecret ? 1 : 0 };
}

function inRegion(region: string, counts: Counts): Usage[] {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([quota, count]) => ({ quota: quota as QuotaName, region, count }));
}
