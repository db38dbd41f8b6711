import type { AccountScope } from '../core/arn';
import type { SourceNetwork } from '../modules/bucket-statements';
import type { RetentionSchedule } from '../modules/retention-schedule';
import type { StoreArrivals } from './arrivals';
import type { StoreCanary } from './canary';
import type { Integrity } from './integrity';
import type { Encryption, VendorProfile } from './profile';
import type { StoreSettings } from './settings';
import type { SwitchedOff } from './off-settings';

/** What an environment is for, which decides what may be destroyed in it. */
export const ENVIRONMENT_TYPES = ['production', 'non-production', 'throw-away'] as const;

/** One of {@link ENVIRONMENT_TYPES}. */
export type EnvironmentType = (typeof ENVIRONMENT_TYPES)[number];

/** The account, region and environment of a store. */
export interface StorePlace extends AccountScope {
  /** Name of the store in its environment file. */
  readonly name: string;
  /** Name of the environment. */
  readonly environment: string;
  /** What the environment is for. */
  readonly type: EnvironmentType;
  /** Region of the store. */
  readonly region: string;
  /** Address of a local server instead of the vendors' APIs. @default - the vendors' own */
  readonly localVendors?: string | undefined;
  /** The version of the AWS provider that is pinned or locked, empty if none is. @default - not known */
  readonly providerVersion?: string | undefined;
}

/** A current or previous path of recordings. */
export interface StorePath {
  /** Folder, with a slash at the end; empty for the whole bucket. */
  readonly prefix: string;
  /** The vendor's pattern of keys. @default - the vendor chooses them */
  readonly pattern?: string | undefined;
  /** Whether nothing is listed there any more. @default false */
  readonly gone?: boolean | undefined;
}

/** The copy of a store in another region. */
export interface StoreReplica {
  /** Region of the copy. */
  readonly region: string;
  /** Name of its bucket. */
  readonly bucketName: string;
  /** ARN of its bucket, known before the bucket is created. */
  readonly bucketArn: string;
  /** Name of the bucket for its access logs. */
  readonly logBucketName: string;
  /** Name of the role that S3 copies with. */
  readonly roleName: string;
  /** ARN of that role, known before the role is created. */
  readonly roleArn: string;
  /** Since when nothing is copied any more. @default - it is on */
  readonly off?: SwitchedOff | undefined;
}

/** A role that jobs of S3 Batch Operations assume. */
export interface BatchRole {
  readonly roleName: string;
  /** Known before the role is created. */
  readonly roleArn: string;
}

/** One vendor's recording storage in one environment, with every default filled in. */
export interface Store<S extends StoreSettings = StoreSettings> extends StorePlace {
  /** Stack id: `<store>-<environment>`. */
  readonly id: string;
  /** Ids of its stack before it was renamed, newest first. */
  readonly previousIds: readonly string[];
  /** What names in AWS are derived from: the first id that it had. */
  readonly nameId: string;
  /** The settings in the environment file. */
  readonly settings: S;
  /** What its vendor needs. */
  readonly profile: VendorProfile;
  /** Name of the bucket. */
  readonly bucketName: string;
  /** ARN of the bucket, known before the bucket is created. */
  readonly bucketArn: string;
  /** Name of the bucket for its access logs. */
  readonly logBucketName: string;
  /** Folder the vendor writes to; empty for the whole bucket. */
  readonly prefix: string;
  /** The current path and all previous ones, newest first, including those marked as gone. */
  readonly paths: readonly StorePath[];
  /** Further folders the vendor writes to; neither {@link prefix} nor below it. */
  readonly additionalPrefixes: readonly string[];
  /** Previous folders that the vendor may still write to; neither {@link prefix} nor below it. */
  readonly previousPrefixes: readonly string[];
  /** {@link previousPrefixes} and {@link additionalPrefixes}. */
  readonly otherPrefixes: readonly string[];
  /**
   * All previous folders, including those marked as gone, and the additional ones: an expired or deleted recording
   * remains there as an old version until the lifecycle removes it.
   */
  readonly expiringPrefixes: readonly string[];
  /** ARN of the role that copies recordings of previous paths. @default - none is copied */
  readonly migrationRoleArn?: string | undefined;
  /** Name of the vendor's role or user. */
  readonly principalName: string;
  /** Its ARN, known before it is created; undefined when the vendor writes as itself. */
  readonly principalArn?: string;
  /** How the bucket encrypts. */
  readonly encryption: Encryption;
  /** The life of a recording. */
  readonly schedule: RetentionSchedule;
  /** The only network the vendor may write from. @default - any */
  readonly network?: SourceNetwork;
  /** Its copy. @default - it has none */
  readonly replica?: StoreReplica | undefined;
  /** Its weekly comparison with the vendor's recording list. @default - it has none */
  readonly integrity?: Integrity | undefined;
  /** How its arrivals are watched. @default - they are not */
  readonly arrivals?: StoreArrivals | undefined;
  /** How it is tried whether its vendor can write. @default - it is not tried */
  readonly canary?: StoreCanary | undefined;
  /** The role of its jobs of S3 Batch Operations. @default - it has none */
  readonly batchJobs?: BatchRole | undefined;
  /** Whether it may be destroyed with everything in it. */
  readonly disposable: boolean;
  /** Whether it is retired and may be destroyed once it is empty. @default false */
  readonly destroyable?: boolean | undefined;
}

/** Name of the secret that holds the access key of a store's user. */
export function accessKeySecretName(id: string): string {
  return `callvault/${id}/access-key`;
}

/** Name of the secret with the credentials for the API of a store's vendor. */
export function vendorApiSecretName(id: string): string {
  return `callvault/${id}/vendor-api`;
}

/** Name of the role that `callvault migrate` writes for a stack. */
export function migrationRoleName(id: string): string {
  return `migration-${id}`;
}
