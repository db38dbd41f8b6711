import type * as z from 'zod';
import type { Problem } from '../core/problem';
import type { VendorProfile } from '../store/profile';
import type { Registration, RegistrationContext } from './registration';
import type { SourceIpSettings, StoreSettings } from '../store/settings';
import type { Store, StorePlace } from '../store/store';

/** The keys the meaning rules read whether a vendor has them or not. */
export type AnySettings = StoreSettings & { readonly sourceIp?: SourceIpSettings };

/** What a store's stack has made, for outputs: values known only after the apply. */
export interface DeployedStore {
  /** ARN of the key that encrypts the recordings; undefined for SSE-S3. */
  readonly recordingsKeyArn?: string;
  /** ARN of the role or user; undefined where the vendor writes as itself. */
  readonly principalArn?: string;
}

/** A value of an output. */
export type OutputValue =
  string | number | boolean | OutputValue[] | { [key: string]: OutputValue };

/** Outputs by name. */
export type Outputs = Readonly<Record<string, OutputValue>>;

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
  outputs(store: Store<S>, made: DeployedStore): Outputs;
  /** How it is told about a store by its API. @default - it has none: a person enters the outputs */
  registration?(store: Store<S>, context: RegistrationContext): Registration;
}
