import { makesTopic } from '../store/integrity-access';
import type { Store } from '../store/store';
import type { Environment } from './environment';
import type { QuotaName } from './quota';

/** How many of what a stack makes, in one region. */
export interface Usage {
  /** What it uses up. */
  readonly quota: QuotaName;
  /** Region it is made in; roles and users are of the whole account all the same. */
  readonly region: string;
  /** How many. */
  readonly count: number;
}

type Counts = Partial<Record<QuotaName, number>>;

/** What the stack of a store makes, counted without building it. */
export function usageOfStore(store: Store): Usage[] {
  const { replica, region } = store;
  const keys = store.encryption === 'sse-kms' ? 1 : 0;
  const here = [
    // The recordings and their access logs; what is about the store has a key of its own.
    { buckets: 2, keys: 1 + keys },
    accessCounts(store),
    integrityCounts(store),
    replica ? { roles: 1 } : {},
    makesTopic(store) ? { topics: 1 } : {},
  ];
  return [
    ...here.flatMap((counts) => inRegion(region, counts)),
    ...(replica ? inRegion(replica.region, { buckets: 2, keys }) : []),
  ];
}

/** What the stacks of an environment make, beside those of its stores. */
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
  // A user's policy is its group's, and its access key is in a secret.
  if (access.kind === 'iam-user') return { users: 1, groups: 1, secrets: 1 };
  const makesProvider = access.kind === 'oidc' && access.createProvider;
  return { roles: 1, identityProviders: makesProvider ? 1 : 0 };
}

function integrityCounts({ integrity }: Store): Counts {
  if (!integrity) return {};
  const { distributed, secretName } = integrity;
  return {
    buckets: 1,
    secrets: secretName === undefined ? 0 : 1,
    eventRules: 2,
    // The function's role, and for many functions those of the state machine and of what starts it.
    ...(distributed ? { roles: 3, stateMachines: 1 } : { roles: 1, concurrency: 1 }),
  };
}

function inRegion(region: string, counts: Counts): Usage[] {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([quota, count]) => ({ quota: quota as QuotaName, region, count }));
}
