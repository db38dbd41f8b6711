/** CloudWatch namespace of callvault's own metrics. */
export const METRIC_NAMESPACE = 'callvault';

/** Their only dimension: the stack id of a store. Nothing from the vendor becomes a dimension. */
export const STORE_DIMENSION = 'Store';

/** The metrics of the integrity check, by what they count. */
export const CHECK_METRICS = {
  /** Discrepancies found in one run. */
  discrepancies: 'Discrepancies',
  /** Recordings in the vendor's recording list, in one run. */
  pointers: 'RecordingsChecked',
  /** Objects listed in the bucket, in one run. */
  objects: 'ObjectsListed',
  /** Days since the last completed run, reported every day. */
  daysSinceRun: 'DaysSinceRun',
  /** Age of the oldest active access key, in days, reported every day. */
  keyAgeDays: 'AccessKeyAgeDays',
  /** Active access keys: two only during a rotation. */
  keysOn: 'AccessKeysOn',
} as const;
