import { bucketArn, principalArn } from '../core/arn';
import { logBucketName } from '../modules/log-bucket';
import {
  DEFAULT_NONCURRENT_DAYS,
  type RetentionSchedule,
  STORAGE_PRESETS,
} from '../modules/retention-schedule';
import { resolveArrivals } from './resolve-arrivals';
import { resolveCanary } from './resolve-canary';
import { resolveIntegrity } from './resolve-integrity';
import type { VendorProfile } from './profile';
import type { SourceIpSettings, StoreSettings } from './settings';
import {
  type BatchRole,
  migrationRoleName,
  type Store,
  type StorePlace,
  type StoreReplica,
} from './store';
import { windowDays } from './window';

/** Fills in every default of a store's settings. It checks nothing: `checkStore` does. */
export function resolveStore<S extends StoreSettings & { sourceIp?: SourceIpSettings }>(
  settings: S,
  profile: VendorProfile,
  place: StorePlace,
): Store<S> {
  const { bucket, sourceIp } = settings;
  const id = `${place.name}-${place.environment}`;
  const previousIds = previousStores(settings, place.environment).map((each) => each.id);
  const nameId = previousIds.at(-1) ?? id;
  const principalName = settings.principalName ?? `recordings-${nameId}`;
  const store = {
    ...place,
    ...resolvePaths(settings, profile, { ...place, nameId }),
    id,
    previousIds,
    nameId,
    settings,
    profile,
    bucketName: bucket,
    bucketArn: bucketArn(place.partition, bucket),
    logBucketName: logBucketName(bucket),
    principalName,
    principalArn: vendorPrincipalArn(profile, place, principalName),
    encryption: profile.encryption[0],
    schedule: resolveSchedule(settings.retention),
    network: sourceIp?.mode === 'enforce' ? sourceIp : undefined,
    replica: resolveReplica(settings, { ...place, nameId }),
    batchJobs: settings.batchJobs === true ? resolveBatchRole({ ...place, nameId }) : undefined,
    disposable: place.type === 'throw-away',
    destroyable: settings.retire?.destroy,
  };
  const checked = { ...store, integrity: resolveIntegrity(store, settings.integrity) };
  const watched = { ...checked, arrivals: resolveArrivals(checked, settings.arrivals) };
  return { ...watched, canary: resolveCanary(watched, settings.canary) };
}

/** What a store was before, newest first: its stack id, and its environment. */
export function previousStores(
  { previousName = [] }: Pick<StoreSettings, 'previousName'>,
  own: string,
): { readonly id: string; readonly environment: string }[] {
  return [previousName].flat().map((written) => {
    const [name = '', environment = own] = written.split('/').reverse();
    return { id: `${name}-${environment}`, environment };
  });
}

type NamedPlace = StorePlace & Pick<Store, 'nameId'>;

type StorePaths = Pick<
  Store,
  | 'prefix'
  | 'paths'
  | 'additionalPrefixes'
  | 'previousPrefixes'
  | 'otherPrefixes'
  | 'expiringPrefixes'
  | 'migrationRoleArn'
>;

function resolvePaths(
  { previousPaths = [], ...settings }: StoreSettings,
  { keys }: VendorProfile,
  place: NamedPlace,
): StorePaths {
  const { pattern, additionalPrefixes = [] } = keys;
  const prefix = settings.prefix ?? keys.prefix;
  const previous = previousPaths.map((path) => ({
    prefix: path.prefix,
    pattern: path.pathPattern ?? movePattern(pattern, prefix, path.prefix),
    gone: path.gone,
  }));
  const otherFolders = previousPaths.filter((path) => path.prefix !== prefix);
  const inUse = otherFolders.filter((path) => path.gone !== true);
  const roleName = migrationRoleName(place.nameId);
  return {
    prefix,
    paths: [{ prefix, pattern }, ...previous],
    additionalPrefixes,
    previousPrefixes: uniquePrefixes(inUse),
    otherPrefixes: [...uniquePrefixes(inUse), ...additionalPrefixes],
    expiringPrefixes: [...uniquePrefixes(otherFolders), ...additionalPrefixes],
    migrationRoleArn:
      !settings.retire && inUse.some(({ copy }) => copy === true)
        ? principalArn(place, 'role', roleName)
        : undefined,
  };
}

function uniquePrefixes(paths: readonly { readonly prefix: string }[]): string[] {
  return [...new Set(paths.map(({ prefix }) => prefix))];
}

/** The current pattern, in another folder. */
function movePattern(pattern: string | undefined, from: string, to: string): string | undefined {
  return pattern?.startsWith(from) === true ? `${to}${pattern.slice(from.length)}` : pattern;
}

function resolveReplica(
  { bucket, replication }: StoreSettings,
  place: NamedPlace,
): StoreReplica | undefined {
  if (!replication) return undefined;
  const bucketName = replication.bucket ?? `${bucket}-replica`;
  const roleName = `replication-${place.nameId}`;
  return {
    region: replication.region,
    bucketName,
    bucketArn: bucketArn(place.partition, bucketName),
    logBucketName: logBucketName(bucketName),
    roleName,
    roleArn: principalArn(place, 'role', roleName),
    off: replication.off,
  };
}

/** The deploy role may change what is called `recordings-…`. */
function resolveBatchRole(place: NamedPlace): BatchRole {
  const roleName = `recordings-batch-${place.nameId}`;
  return { roleName, roleArn: principalArn(place, 'role', roleName) };
}

function vendorPrincipalArn(
  { access }: VendorProfile,
  place: StorePlace,
  name: string,
): string | undefined {
  if (access.kind === 'bucket-policy') return undefined;
  return principalArn(place, access.kind === 'iam-user' ? 'user' : 'role', name);
}

function resolveSchedule(retention: StoreSettings['retention']): RetentionSchedule {
  const { days, noncurrentDays, transitions = 'standard', noncurrentTransitions = [] } = retention;
  return {
    days: windowDays(days),
    noncurrentDays: noncurrentDays ?? DEFAULT_NONCURRENT_DAYS,
    transitions: typeof transitions === 'string' ? STORAGE_PRESETS[transitions] : transitions,
    noncurrentTransitions,
  };
}
