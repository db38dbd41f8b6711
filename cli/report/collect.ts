import pMap from 'p-map';
import { tryLoadEngine } from '../../access/engine';
import type { Environment } from '../../config/environment';
import type { LocatedProblem } from '../../config/load';
import { readLockedVersion } from '../../config/provider-lock';
import { AWS_PROVIDER_VERSIONS } from '../../config/provider-version';
import type { Day } from '../../core/day';
import { ownVersion } from '../../core/package-root';
import { type Synthesized, synthesize } from '../../synth/synthesize';
import { explainAwsError } from '../aws';
import {
  type EnvironmentReport,
  REPORT_VERSION,
  type RegisterReport,
  type ReportedStore,
} from './model';
import { storeReport } from './store-report';

/** Stores that are read concurrently. */
const CONCURRENCY = 4;

/** How {@link collectReport} works. */
export interface CollectOptions {
  /** The day in UTC that dates are computed for. */
  readonly asOf: Day;
  /** Whether to read what is deployed. */
  readonly live: boolean;
  /** Warnings about the environment's file, and those that it acknowledges. */
  readonly warnings: readonly LocatedProblem[];
  readonly acknowledged: readonly (LocatedProblem & { readonly reason: string })[];
  /** May contain the vendors' credentials. */
  readonly env: NodeJS.ProcessEnv;
  /** @default - none is known */
  readonly terraform?: string | undefined;
  readonly onProgress?: (what: string) => void;
}

/**
 * Collects everything that is known about an environment.
 *
 * @throws AwsRefusedError with `live`, when AWS shows nothing of a store
 */
export async function collectReport(
  environment: Environment,
  options: CollectOptions,
): Promise<EnvironmentReport> {
  const { asOf, live, terraform, onProgress = () => undefined } = options;
  const { name, file, account, region, type } = environment;
  onProgress('synthesizing');
  const stacks = synthesize({ environments: [environment] });
  const isStore = ({ id }: Synthesized) => environment.stores.some((store) => store.id === id);
  const others = stacks.filter((each) => !isStore(each));
  return {
    version: REPORT_VERSION,
    asOf,
    live,
    environment: { name, file, account, region, type, state: stateOf(environment) },
    versions: {
      callvault: ownVersion(),
      awsProvider:
        environment.providerVersion ?? (readLockedVersion(name) || AWS_PROVIDER_VERSIONS),
      ...(terraform !== undefined && { terraform }),
    },
    register: registerReport(environment, options),
    stores: await collectStores(environment, stacks, options),
    otherStacks: Object.fromEntries(others.map(({ id, text }) => [id, JSON.parse(text) as object])),
  };
}

async function collectStores(
  environment: Environment,
  stacks: readonly Synthesized[],
  options: CollectOptions,
): Promise<ReportedStore[]> {
  const engine = tryLoadEngine();
  const collect = async (store: Environment['stores'][number]): Promise<ReportedStore[]> => {
    const synthesized = stacks.find(({ id }) => id === store.id);
    if (!synthesized) return [];
    options.onProgress?.(store.id);
    const isOwn = ({ path }: LocatedProblem) => path[0] === 'stores' && path[1] === store.name;
    const found = { store, environment };
    const inputs = { ...options, found, synthesized, engine };
    try {
      return [await storeReport({ ...inputs, warnings: options.warnings.filter(isOwn) })];
    } catch (error) {
      throw explainAwsError(error, store.id);
    }
  };
  return (await pMap(environment.stores, collect, { concurrency: CONCURRENCY })).flat();
}

function stateOf({ state }: Environment): string {
  switch (state.backend) {
    case 's3':
      return `S3 bucket ${state.bucket}`;
    case 'cloud':
      return `Terraform Cloud, organization ${state.organization}`;
    case 'local':
      return 'a local file';
  }
}

function registerReport(
  { accept = [] }: Environment,
  { asOf, warnings, acknowledged }: CollectOptions,
): RegisterReport {
  return {
    accepts: accept.map(({ store, finding, resource, reason, until }) => ({
      store,
      finding,
      ...(resource !== undefined && { resource }),
      reason,
      until,
      ...(until < asOf && { expired: true as const }),
    })),
    acknowledged: acknowledged.map(({ rule, what, reason }) => ({ rule, what, reason })),
    warnings: warnings.map(({ rule, what, fix }) => ({ rule, what, fix })),
  };
}
