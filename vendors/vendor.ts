import type * as z from 'zod';
import type { Problem } from '../core/problem';
import type { VendorProfile } from '../store/profile';
import type { SourceIpSettings, StoreSettings } from '../store/settings';
import type { Store, StorePlace } from '../store/store';
import type { Checklist } from './checklist';
import type { CredentialSets } from './credentials';
import type { Outputs } from './outputs';
import type { ApiAccess, Registration, RegistrationContext } from './registration';

/** The keys that rules for every store read, including those that only some vendors have. */
export type AnySettings = StoreSettings & { readonly sourceIp?: SourceIpSettings };

/** What a store's stack creates, for outputs: values known only after the apply. */
export interface DeployedStore {
  /** ARN of the key that encrypts the recordings; undefined for SSE-S3. */
  readonly recordingsKeyArn?: string;
  /** ARN of the role or user; undefined when the vendor writes as itself. */
  readonly principalArn?: string;
}

/** How serious a finding is: `broken` stops recordings, `risk` does not. */
export type VendorSeverity = 'broken' | 'risk';

/** The address ranges that a vendor publishes. */
export interface RangeFeed<S extends StoreSettings = StoreSettings> {
  /** The vendor's region of a store, under the name it has in the feed. */
  region(settings: S): string;
  /**
   * Reads the feed with the vendor's API, as it is published.
   *
   * @throws HttpError when the vendor refuses
   */
  read(settings: S, access: ApiAccess): Promise<unknown>;
}

/** What a text has to match to be taken for a credential of the vendor. */
export interface CredentialPattern {
  readonly test: RegExp;
  /** What it is, e.g. `an API key`. */
  readonly what: string;
}

/** Something at the vendor that only one store may have. */
export interface ExclusiveClaim {
  /** What it is, compared among the vendor's stores. */
  readonly name: string;
  /** The problem of a second store that has it; `first` is the stack that has it already. */
  readonly refuse: (first: string) => Problem;
}

/** A vendor: data, and the rules and outputs that only it has. */
export interface Vendor<S extends StoreSettings = StoreSettings> {
  /** The YAML keys of a store of this vendor. */
  readonly settings: z.ZodType<S> & z.core.$ZodTypeDiscriminable;
  /** What the vendor needs for such a store. */
  profile(settings: S, place: StorePlace): VendorProfile;
  /** The sections of its guide that describe findings of `callvault doctor`, by finding id. @default - none do */
  readonly guides?: Readonly<Record<string, string>>;
  /** The vendor's own rules; paths are keys below the store. */
  check(store: Store<S>): Problem[];
  /** What the vendor's settings page asks for, under the vendor's own names. */
  outputs(store: Store<S>, deployed: DeployedStore): Outputs;
  /** What no API of the vendor sets or shows, so that a person has to do it. */
  checklist(store: Store<S>): Checklist;
  /**
   * The outputs with everything that `registration` would send, for a person who enters it. What is known only later, or
   * is a secret, is a placeholder in angle brackets.
   *
   * @default - the outputs are all that there is
   */
  byHand?(store: Store<S>, outputs: Outputs): Outputs;
  /** What only one store may have at the vendor. @default - nothing */
  exclusive?(store: Store<S>): ExclusiveClaim | undefined;
  /** Registers a store by the vendor's API. @default - the vendor has none: the outputs are entered by hand */
  registration?(store: Store<S>, context: RegistrationContext): Registration;
  /** Everything that `registration` can find, with its severity. @default - nothing */
  readonly findings?: Readonly<Record<string, VendorSeverity>>;
  /** The credentials for the vendor's API, and what they are. @default - it has no API */
  readonly credentials?: { readonly sets: CredentialSets; readonly about: string };
  /** Texts that may not stand in an environment file. @default - none that is known */
  readonly credentialPatterns?: readonly CredentialPattern[];
  /** The address ranges it writes from. @default - it publishes none by an API */
  readonly ranges?: RangeFeed<S>;
}
