import type { CheckSettings } from '../integrity/settings';
import type { RuntimeName } from './runtime';
import type { SwitchedOff } from './off-settings';

/** The integrity check of a store, with every default filled in. */
export interface Integrity {
  /** Name of the function, of its role, and of the state machine when it has one. */
  readonly name: string;
  /** When it runs, as an EventBridge schedule. */
  readonly schedule: string;
  /** Whether many functions work concurrently. */
  readonly distributed: boolean;
  /** Runtime of the function. */
  readonly runtime: RuntimeName;
  /** Name of the bucket of reports. */
  readonly reportBucketName: string;
  /** Name of the secret with the credentials for the vendor's API. @default - none is needed */
  readonly secretName?: string | undefined;
  /** The settings the function gets. */
  readonly check: CheckSettings;
  /** Since when it does not run any more. @default - it is on */
  readonly off?: SwitchedOff | undefined;
}

/** What callvault appends to a bucket's name for its bucket of reports. */
export const REPORT_BUCKET_SUFFIX = '-reports';
