/**
 * Construct ids by which access checks and reviews recognize what a resource is for. They are part of resource
 * addresses: renaming one destroys the resource and creates another.
 */
export const CONSTRUCT_IDS = {
  recordingsKey: 'RecordingsKey',
  operationsKey: 'OperationsKey',
  replica: 'Replica',
  replication: 'Replication',
  integrity: 'Integrity',
  /** Below {@link CONSTRUCT_IDS.integrity}: the function. */
  integrityFunction: 'Check',
  /** Below {@link CONSTRUCT_IDS.integrity}: the state machine. */
  integrityMap: 'Map',
  /** Below {@link CONSTRUCT_IDS.integrityMap}: the role that starts it. */
  integrityStarter: 'Starter',
  arrivals: 'Arrivals',
  /** Below {@link CONSTRUCT_IDS.arrivals}: the function. */
  arrivalsFunction: 'Watch',
  canary: 'Canary',
  /** Below {@link CONSTRUCT_IDS.canary}: the function. */
  canaryFunction: 'Write',
  pathLock: 'PathLock',
  batchJobs: 'BatchJobs',
} as const;

/** How CDKTF begins the names of all resources below a construct, which it builds from the ids on the way. */
export function resourceNamePrefix(...ids: readonly string[]): string {
  return `${ids.join('_')}_`;
}
