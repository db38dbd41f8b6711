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

/** The metrics of arrivals, reported every hour. */
export const ARRIVAL_METRICS = {
  /** Recordings that arrived in the last hour. */
  arrivals: 'Arrivals',
  /** Business hours since the last recording arrived. */
  silentHours: 'SilentBusinessHours',
  /** Recordings of the last 24 hours, as a percentage of the usual number; 100 where none is known. */
  percentOfUsual: 'PercentOfUsualArrivals',
} as const;

/** The metrics of a canary, reported twice an hour. */
export const CANARY_METRICS = {
  /** The number of the link that refuses it, from 1, in the order of `core/links.ts`; 0 if none does. */
  brokenLink: 'CanaryBrokenLink',
} as const;
