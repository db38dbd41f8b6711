import type { Conditions, OneOrMany } from '../core/policy';
import type { Partition } from '../core/region';
import type { Grants } from '../modules/access-statements';

/** How well the facts of a profile are known. */
export type Evidence = 'vendor-specification' | 'vendor-documentation' | 'third-party' | 'operator';

/** How a vendor's bucket may encrypt; some vendors support only one of them. */
export type Encryption = 'sse-kms' | 'sse-s3';

/** The external id with which a vendor assumes a role. */
export interface ExternalId {
  /** Compared exactly, case included. */
  readonly value: string;
  /**
   * Where it comes from: `fixed` is one value for all customers of the vendor, `tenant` the customer's id at
   * the vendor, `chosen` the customer's own choice, which must be unique.
   */
  readonly source: 'fixed' | 'tenant' | 'chosen';
  /** The setting it comes from, for errors: keys below the store. */
  readonly setting: readonly string[];
}

/** The vendor assumes a role in the customer's account. */
export interface AssumeRole {
  readonly kind: 'assume-role';
  /** Trusted principals, by the store's partition. A partition without an entry is not served. */
  readonly principals: Readonly<Partial<Record<Partition, readonly string[]>>>;
  /** Keeps other customers of the vendor out. @default - the vendor sends none */
  readonly externalId?: ExternalId | undefined;
  /** Longest session the vendor requests, in seconds. */
  readonly sessionSeconds: number;
}

/** The vendor gets a user's access key. */
export interface IamUser {
  readonly kind: 'iam-user';
}

/** The vendor writes as itself; the bucket policy allows it. */
export interface BucketPolicyGrant {
  readonly kind: 'bucket-policy';
  /** As in a policy, e.g. `{ "Service": "mediapipelines.chime.amazonaws.com" }`. */
  readonly principal: Readonly<Record<string, string>>;
  /** Conditions of the grant, e.g. `aws:SourceAccount`. */
  readonly conditions: Conditions;
  /** Whether an AWS service gets the key for this service-linked role by a grant. @default false */
  readonly keyByGrant?: boolean;
}

/** The vendor assumes a role with an OpenID Connect token. */
export interface Oidc {
  readonly kind: 'oidc';
  /** The issuer's URL. */
  readonly issuer: string;
  /** The token's `aud`, or a list of accepted ones. */
  readonly audience: OneOrMany;
  /** The token's `sub`, or a list of accepted ones. @default - any of this audience */
  readonly subject?: OneOrMany;
  /** Whether this store creates the identity provider; an account has one per issuer. */
  readonly createProvider: boolean;
}

/** How a vendor gets access. */
export type AccessMethod = AssumeRole | IamUser | BucketPolicyGrant | Oidc;

/** What a vendor needs of AWS, as data. */
export interface VendorProfile {
  /** The vendor's name in sentences. */
  readonly title: string;
  /** Where the facts come from, by document and section. */
  readonly sources: readonly string[];
  /** How well the facts are known. */
  readonly evidence: Evidence;
  /** How the vendor gets access to this store. */
  readonly access: AccessMethod;
  /** What it may do. */
  readonly grants: Grants;
  /** What it supports; a store uses the first. */
  readonly encryption: readonly [Encryption, ...Encryption[]];
  /** How it names its keys. */
  readonly keys: {
    /** Default folder; empty when the vendor chooses the whole key itself. */
    readonly prefix: string;
    /** Further folders it writes to. @default - none */
    readonly additionalPrefixes?: readonly string[];
    /** The vendor's pattern of keys, with tokens in braces. @default - it is not known */
    readonly pattern?: string;
    /** The end of the key of the metadata file next to each recording. @default - the vendor writes none */
    readonly sidecarSuffix?: string;
    /** Whether this store has such a file next to each recording. @default false */
    readonly sidecars?: boolean;
    /** Which of the vendor's readers reads these files. @default - it has one */
    readonly sidecarForm?: string;
    /**
     * Days by which the folder of a recording may be earlier than the recording: the vendor files it by the beginning of
     * its conversation.
     *
     * @default - it files recordings by their own beginning
     */
    readonly lookbackDays?: number;
    /** How to switch the metadata files on: a sentence without its full stop. @default - that is not possible */
    readonly sidecarSetting?: string;
    /** What the vendor writes to try the bucket. @default - nothing that is known */
    readonly testObject?: string;
    /** The end of that object's key. @default - it is not known */
    readonly testSuffix?: string;
    /** Patterns of other files that it writes next to recordings: see `core/key-glob.ts`. @default - none */
    readonly ignored?: readonly string[];
  };
  /** How it writes, which decides what Object Lock would do to it. */
  readonly writes: {
    /** Whether it deletes recordings. */
    readonly deletes: boolean;
    /** The setting that takes the permission to delete away. @default - it has none */
    readonly withoutDeletion?: string;
    /** Whether it overwrites recordings. */
    readonly overwrites: boolean | 'unknown';
    /** Whether it sends the checksum that Object Lock's default retention requires. */
    readonly checksumHeader: boolean | 'unknown';
  };
  /** Whole days the vendor keeps its own copy. @default - it keeps none, or that is not known */
  readonly keepsDays?: number;
  /** Options of the vendor's reader of its recording list, e.g. the host of its region. @default - it has no such API */
  readonly apiOptions?: Readonly<Record<string, string>>;
  /** Whether it validates a store by its API when it is asked to. @default false */
  readonly validates?: boolean;
  /** How a store is registered with the vendor. */
  readonly registration: {
    /** By its API, by hand, or with each request to record. */
    readonly mode: 'rest' | 'manual' | 'per-request';
    /** Where it is done by hand, in the vendor's own words. */
    readonly where: string;
  };
}

/** The value of a role's external id; undefined if the vendor sends none. */
export function externalIdValue({ externalId }: AssumeRole): string | undefined {
  return externalId?.value;
}

/** The external id of an access method that has one. */
export function tryFindExternalId({ access }: VendorProfile): ExternalId | undefined {
  return access.kind === 'assume-role' ? access.externalId : undefined;
}
