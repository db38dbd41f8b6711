/** Namespace of callvault's own metrics in CloudWatch. */
export const METRIC_NAMESPACE = 'callvault';

/** The only dimension of them: the stack id of a store. Never anything a vendor writes. */
export const STORE_DIMENSION = 'Store';

/** The metrics of the integrity check, by what they count. */
export const CHECK_METRICS = {
  /** Recordings that are not as they should be, in one run. */
  discrepancies: 'Discrepancies',
  /** Recordings that the vendor told of, in one run. */
  pointers: 'RecordingsChecked',
  /** Objects that were listed, in one run. */
  objects: 'ObjectsListed',
  /** Days since a run was last finished, told every day. */
  daysSinceRun: 'DaysSinceRun',
  /** Days since the oldest access key that is on was made, told every day. */
  keyAgeDays: 'AccessKeyAgeDays',
  /** Access keys that are on; two only while one takes the place of the other. */
  keysOn: 'AccessKeysOn',
} as const;
