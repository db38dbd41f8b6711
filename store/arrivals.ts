import type { ArrivalSettings } from '../arrivals/settings';
import type { RuntimeName } from './runtime';

/** How the arrivals of a store are watched, with every default filled in. */
export interface StoreArrivals {
  /** Name of the function and of its role. */
  readonly name: string;
  readonly runtime: RuntimeName;
  readonly silentHours: number;
  /** @default 0 - a drop rings no alarm */
  readonly leastPercent: number;
  /** The folders that recordings arrive in. */
  readonly prefixes: readonly string[];
  /** The settings the function gets. */
  readonly settings: ArrivalSettings;
}
