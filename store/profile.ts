import type { Conditions } from '../core/policy';
import type { Partition } from '../core/region';
import type { Grants } from '../modules/access-statements';

/** How well the facts of a profile are known. */
export type Evidence = 'vendor-specification' | 'vendor-documentation' | 'third-party' | 'operator';

/** How a vendor's bucket may encrypt; some take only the one, some only the other. */
export type Encryption = 'sse-kms' | 'sse-s3';

/** What the vendor says when it takes on a role. */
export interface ExternalId {
  /** Compared to the letter, case included. */
  readonly value: string;
  /**
   * Whose it is: `fixed` is one value for all customers of the vendor, `tenant` the customer's id at
   * the vendor, `chosen` the customer's own choice, which must be unique.
   */
  readonly source: 'fixed' | 'tenant' | 'chosen';
  /** The setting it comes from, for errors: keys below the store. */
  readonly setting: readonly string[];
}

/** The vendor takes on a role in the customer's account. */
export interface AssumeRole {
  /** Which way in this is. */
  readonly kind: 'assume-role';
  /** Trusted principals, by the partition the store is in. A partition that is absent is not served. */
  readonly principals: Readonly<Partial<Record<Partition, readonly string[]>>>;
  /** What keeps other customers of the vendor out. */
  readonly externalId: ExternalId;
  /** Longest session the vendor asks for, in seconds. */
  readonly sessionSeconds: number;
}

/** The vendor is given a user's access key. */
export interface IamUser {
  /** Which way in this is. */
  readonly kind: 'iam-user';
}

/** The vendor writes as itself, because the bucket policy lets it. */
export interface BucketPolicyGrant {
  /** Which way in this is. */
  readonly kind: 'bucket-policy';
  /** As in a policy, e.g. `{ "Service": "mediapipelines.chime.amazonaws.com" }`. */
  readonly principal: Readonly<Record<string, string>>;
  /** On what condition, e.g. `aws:SourceAccount`. */
  readonly conditions: Conditions;
}

/** The vendor takes on a role with an OpenID Connect token. */
export interface Oidc {
  /** Which way in this is. */
  readonly kind: 'oidc';
  /** The issuer's URL. */
  readonly issuer: string;
  /** The token's `aud`. */
  readonly audience: string;
  /** The token's `sub`. @default - any of this audience */
  readonly subject?: string;
  /** Whether this store makes the account's identity provider, of which there is one an issuer. */
  readonly createProvider: boolean;
}

/** How a vendor gets in. */
export type AccessMethod = AssumeRole | IamUser | BucketPolicyGrant | Oidc;

/** What a vendor needs of AWS, as data. */
export interface VendorProfile {
  /** The name in sentences, e.g. `Genesys Cloud CX`. */
  readonly title: string;
  /** Where the facts come from, by document and section. */
  readonly sources: readonly string[];
  /** How well they are known. */
  readonly evidence: Evidence;
  /** How this store lets the vendor in. */
  readonly access: AccessMethod;
  /** What it may do. */
  readonly grants: Grants;
  /** What it can write to; the first is what a store gets. */
  readonly encryption: readonly [Encryption, ...Encryption[]];
  /** How it lays out its keys. */
  readonly keys: {
    /** Default folder; empty where the vendor chooses the whole key itself. */
    readonly prefix: string;
    /** The vendor's pattern of keys, with tokens in braces. @default - it is not known */
    readonly pattern?: string;
    /** Ends the key of the metadata file beside each recording. @default - there is none */
    readonly sidecarSuffix?: string;
    /** Whether this store has such a file beside each recording. @default false */
    readonly sidecars?: boolean;
    /** What the vendor writes to try the bucket. @default - nothing that is known */
    readonly testObject?: string;
    /** Ends the key of that. @default - it is not known */
    readonly testSuffix?: string;
  };
  /** How it writes, which decides what Object Lock would do to it. */
  readonly writes: {
    /** Whether it deletes recordings. */
    readonly deletes: boolean;
    /** Whether it overwrites them. */
    readonly overwrites: boolean | 'unknown';
    /** Whether it sends the checksum that Object Lock's default retention demands. */
    readonly checksumHeader: boolean | 'unknown';
  };
  /** Whole days the vendor keeps its own copy. @default - it keeps none, or does not say */
  readonly keepsDays?: number;
  /** Its API that says what was recorded, and what the client of it needs. @default - there is none */
  readonly api?: {
    /** The vendor's folder. */
    readonly vendor: string;
    /** e.g. the host of the vendor's region. */
    readonly options: Readonly<Record<string, string>>;
  };
  /** How it is told about the store. */
  readonly registration: {
    /** By its API, by hand, or with each request to record. */
    readonly mode: 'rest' | 'manual' | 'per-request';
    /** Where a person does it, in the vendor's own words. */
    readonly where: string;
  };
}

/** Where an external id would stand; undefined for ways in that have none. */
export function tryFindExternalId({ access }: VendorProfile): ExternalId | undefined {
  return access.kind === 'assume-role' ? access.externalId : undefined;
}
