import { type AccountScope, bucketArn, principalArn } from '../core/arn';
import type { Partition } from '../core/region';
import type { SourceNetwork } from '../modules/bucket-statements';
import { logBucketName } from '../modules/log-bucket';
import {
  DEFAULT_NONCURRENT_DAYS,
  type RetentionSchedule,
  STORAGE_PRESETS,
} from '../modules/retention-schedule';
import { type Integrity, resolveIntegrity } from './integrity';
import type { Encryption, VendorProfile } from './profile';
import type { SourceIpSettings, StoreSettings } from './settings';
import { windowDays } from './window';

/** What an environment is for, which decides what may be destroyed in it. */
export const ENVIRONMENT_TYPES = ['production', 'non-production', 'throw-away'] as const;

/** One of {@link ENVIRONMENT_TYPES}. */
export type EnvironmentType = (typeof ENVIRONMENT_TYPES)[number];

/** Where a store stands. */
export interface StorePlace extends AccountScope {
  /** Name of the store in its environment file. */
  readonly name: string;
  /** Name of the environment. */
  readonly environment: string;
  /** What the environment is for. */
  readonly type: EnvironmentType;
  /** Region of the store. */
  readonly region: string;
}

/** A path that recordings are or were written to. */
export interface StorePath {
  /** Folder, with a slash at the end; empty for the whole bucket. */
  readonly prefix: string;
  /** The vendor's pattern of keys. @default - the vendor chooses them */
  readonly pattern?: string | undefined;
  /** Whether nothing is left there. @default false */
  readonly gone?: boolean | undefined;
}

/** The copy of a store in another region. */
export interface StoreReplica {
  /** Region of the copy. */
  readonly region: string;
  /** Name of its bucket. */
  readonly bucketName: string;
  /** ARN of its bucket, known before it is made. */
  readonly bucketArn: string;
  /** Name of the bucket that takes its access logs. */
  readonly logBucketName: string;
  /** Name of the role that S3 copies with. */
  readonly roleName: string;
  /** Its ARN, known before it is made. */
  readonly roleArn: string;
}

/** One vendor's recording storage in one environment, with every default filled in. */
export interface Store<S extends StoreSettings = StoreSettings> extends StorePlace {
  /** Stack id: `<store>-<environment>`. */
  readonly id: string;
  /** What the file says. */
  readonly settings: S;
  /** What its vendor needs. */
  readonly profile: VendorProfile;
  /** Name of the bucket. */
  readonly bucketName: string;
  /** ARN of the bucket, known before it is made. */
  readonly bucketArn: string;
  /** Name of the bucket that takes its access logs. */
  readonly logBucketName: string;
  /** Folder the vendor writes to; empty for the whole bucket. */
  readonly prefix: string;
  /** The path of now and those of before, the newest first, whatever is left there. */
  readonly paths: readonly StorePath[];
  /** Folders of before that may still be written to and hold recordings; neither {@link prefix} nor below it. */
  readonly previousPrefixes: readonly string[];
  /**
   * All folders of before, those with nothing to list included: what expired there or was deleted is there as an old
   * version until the lifecycle removes it.
   */
  readonly expiringPrefixes: readonly string[];
  /** ARN of the role that copies recordings of before, known before it is made. @default - none is copied */
  readonly migrationRoleArn?: string | undefined;
  /** Name of the role or user made for the vendor. */
  readonly principalName: string;
  /** Its ARN, known before it is made; undefined where the vendor writes as itself. */
  readonly principalArn?: string;
  /** How the bucket encrypts. */
  readonly encryption: Encryption;
  /** The life of a recording. */
  readonly schedule: RetentionSchedule;
  /** The only network the vendor may come from. @default - any */
  readonly network?: SourceNetwork;
  /** Its copy. @default - there is none */
  readonly replica?: StoreReplica | undefined;
  /** Its weekly comparison with the vendor's word. @default - there is none */
  readonly integrity?: Integrity | undefined;
  /** Whether it may be destroyed with all it holds. */
  readonly disposable: boolean;
}

/** Name of the secret that holds the access key of a store's user. */
export function accessKeySecretName(id: string): string {
  return `callvault/${id}/access-key`;
}

/** Fills in every default of a store's settings. Checks nothing: that is `checkStore`'s work. */
export function resolveStore<S extends StoreSettings & { sourceIp?: SourceIpSettings }>(
  settings: S,
  profile: VendorProfile,
  place: StorePlace,
): Store<S> {
  const { name, environment, partition, type } = place;
  const id = `${name}-${environment}`;
  const principalName = settings.principalName ?? `recordings-${id}`;
  const { sourceIp } = settings;
  const prefix = settings.prefix ?? profile.keys.prefix;
  const store = {
    ...place,
    ...resolvePaths(settings, place, { prefix, pattern: profile.keys.pattern }),
    id,
    settings,
    profile,
    bucketName: settings.bucket,
    bucketArn: bucketArn(partition, settings.bucket),
    logBucketName: logBucketName(settings.bucket),
    prefix,
    principalName,
    principalArn: vendorPrincipalArn(profile, place, principalName),
    encryption: profile.encryption[0],
    schedule: resolveSchedule(settings.retention),
    network: sourceIp?.mode === 'enforce' ? sourceIp : undefined,
    replica: resolveReplica(settings, place),
    disposable: type === 'throw-away',
  };
  return { ...store, integrity: resolveIntegrity(store, settings.integrity) };
}

function resolvePaths(
  { previousPaths = [] }: StoreSettings,
  place: StorePlace,
  { prefix, pattern }: StorePath,
): Pick<Store, 'paths' | 'previousPrefixes' | 'expiringPrefixes' | 'migrationRoleArn'> {
  const elsewhere = previousPaths.filter((path) => path.prefix !== prefix);
  const standing = elsewhere.filter((path) => path.gone !== true);
  const name = migrationRoleName(`${place.name}-${place.environment}`);
  return {
    paths: [
      { prefix, pattern },
      ...previousPaths.map((path) => ({
        prefix: path.prefix,
        pattern: path.pathPattern ?? moved(pattern, prefix, path.prefix),
        gone: path.gone,
      })),
    ],
    previousPrefixes: foldersOf(standing),
    expiringPrefixes: foldersOf(elsewhere),
    migrationRoleArn: standing.some(({ copy }) => copy === true)
      ? principalArn(place, 'role', name)
      : undefined,
  };
}

function foldersOf(paths: readonly { readonly prefix: string }[]): string[] {
  return [...new Set(paths.map(({ prefix }) => prefix))];
}

/** The pattern of now, in another folder. */
function moved(pattern: string | undefined, from: string, to: string): string | undefined {
  return pattern?.startsWith(from) === true ? `${to}${pattern.slice(from.length)}` : pattern;
}

/** The role that `callvault migrate` writes, of a stack id. */
export function migrationRoleName(id: string): string {
  return `migration-${id}`;
}

function resolveReplica(
  { bucket, replication }: StoreSettings,
  place: StorePlace,
): StoreReplica | undefined {
  if (!replication) return undefined;
  const bucketName = replication.bucket ?? `${bucket}-replica`;
  const roleName = `replication-${place.name}-${place.environment}`;
  return {
    region: replication.region,
    bucketName,
    bucketArn: bucketArn(place.partition, bucketName),
    logBucketName: logBucketName(bucketName),
    roleName,
    roleArn: principalArn(place, 'role', roleName),
  };
}

function vendorPrincipalArn(
  { access }: VendorProfile,
  place: { partition: Partition; account: string },
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
