import type { CanarySettings } from '../canary/settings';
import type { RuntimeName } from './runtime';

/** The canary of a store, with every default filled in. */
export interface StoreCanary {
  /** Name of the function and of its role: the deploy role may change what is called `arrivals-…`. */
  readonly name: string;
  readonly runtime: RuntimeName;
  /** The settings the function gets. */
  readonly settings: CanarySettings;
}
